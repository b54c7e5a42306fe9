import type { Ware } from "@livewell/api/console";
import { expect, test } from "vitest";
import {
  added,
  counted,
  enough,
  find,
  handed,
  isPayCode,
  offOf,
  priced,
  shelfOf,
  sumOf,
  typed,
  type Line,
} from "./shelf";

const cny = (amount: string) => ({ amount, currency: "CNY" as const });
const wares: Ware[] = [
  {
    id: "1",
    code: "T1",
    name: "茶",
    nameEn: "Tea",
    groups: [],
    skus: [{ id: "t", price: cny("8.00"), barcode: "6901" }],
  },
  {
    ...{ id: "2", code: "B1", name: "面", nameEn: "Noodles" },
    groups: [
      {
        ...{ name: "辣", min: 1, max: 1 },
        choices: [
          { id: "a", name: "不辣", adds: cny("0.00") },
          { id: "b", name: "特辣", adds: cny("1.50") },
        ],
      },
    ],
    skus: [
      { id: "s", name: "小", price: cny("10.00") },
      { id: "l", name: "大", price: cny("12.05") },
    ],
  },
];
const shelf = shelfOf(wares);
const ids = (text: string) => find(shelf, text).map((s) => s.sku.id);

test("a code finds what it is of, words find by name in both languages", () => {
  expect(ids("6901")).toEqual(["t"]);
  expect(ids("T1")).toEqual(["t"]);
  expect(ids("B1")).toEqual(["s", "l"]);
  expect(ids("nood")).toEqual(["s", "l"]);
  expect(ids("茶")).toEqual(["t"]);
  expect(ids("690")).toEqual([]);
});

test("a number before a star is how many", () => {
  expect(typed("3*6901")).toEqual({ qty: 3, code: "6901" });
  expect(typed(" 12 x T1 ")).toEqual({ qty: 12, code: "T1" });
  expect(typed("6901")).toEqual({ qty: 1, code: "6901" });
  expect(typed("0*6901")).toEqual({ qty: 1, code: "0*6901" });
});

test("a payment code is told from a product's number", () => {
  expect(isPayCode("281234567890123456")).toBe(true);
  expect(isPayCode("2812 3456 7890 1234 56")).toBe(true);
  expect(isPayCode("6901234567892")).toBe(false);
});

test("the same again is one line, other choices are another", () => {
  let lines: Line[] = [];
  lines = added(lines, { sku: "s", choices: ["a"], qty: 1 }, "k1");
  lines = added(lines, { sku: "s", choices: ["b"], qty: 2 }, "k2");
  lines = added(lines, { sku: "s", choices: ["a"], qty: 1 }, "k3");
  expect(lines.map((l) => [l.key, l.qty])).toEqual([
    ["k2", 2],
    ["k1", 2],
  ]);
  expect(sumOf(shelf, lines)).toBe(43_00n);
  expect(priced(shelf, { key: "x", sku: "gone", choices: [], qty: 1 })).toBeUndefined();
  expect(counted(lines, "k2", 0).map((l) => l.key)).toEqual(["k1"]);
  expect(counted(lines, "k1", 5000).at(-1)?.qty).toBe(999);
});

test("a group asks for its choices", () => {
  const [g] = wares[1]?.groups ?? [];
  if (!g) throw new Error("a group");
  expect([enough(g, []), enough(g, ["a"]), enough(g, ["a", "b"])]).toEqual([false, true, false]);
});

test("percent are rounded to the fen, half up", () => {
  expect(offOf(22_05n, { percent: 10 })).toBe(2_21n);
  expect(offOf(22_04n, { percent: 10 })).toBe(2_20n);
  expect(offOf(22_05n, { amount: "1.50" })).toBe(1_50n);
  expect(offOf(22_05n, undefined)).toBe(0n);
});

test("what people hand over is the rest and the notes above it", () => {
  expect(handed(38_05n)).toEqual(["38.05", "40.00", "50.00", "100.00"]);
  expect(handed(100_00n)).toEqual(["100.00"]);
  expect(handed(1_00n)).toEqual(["1.00", "5.00", "10.00", "20.00", "50.00"]);
});
