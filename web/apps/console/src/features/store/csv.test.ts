import { expect, test } from "vitest";
import { cells, read } from "./csv";

test("quotes, commas, line ends of all kinds, and the line that a row begins on", () => {
  expect(cells('\uFEFFa,b\r\n"x, ""y""","two\nlines"\n\n,last')).toEqual([
    { line: 1, row: ["a", "b"] },
    { line: 2, row: ['x, "y"', "two\nlines"] },
    { line: 5, row: ["", "last"] },
  ]);
});

test("columns are found by name in both languages, in any order", () => {
  const { rows, lacks } = read("价格,名称,分类,库存\n26,牛肉面,面,5\n,,面,many\n");
  expect(lacks).toEqual([]);
  expect(rows).toEqual([
    { line: 2, section: "面", name: "牛肉面", price: "26", stock: 5 },
    { line: 3, section: "面", name: "", price: "" },
  ]);
});

test("a file without prices is not taken", () => {
  expect(read("name,section\nsoup,all")).toEqual({ rows: [], lacks: ["price"] });
});
