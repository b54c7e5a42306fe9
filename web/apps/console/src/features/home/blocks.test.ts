import { expect, test } from "vitest";
import { fresh, kindsOf, kinds, sharePercent, sharePoints, shifted, toggled } from "./blocks";

test("a new block has settings of its kind and an id of its own", () => {
  const blocks = [fresh("banners", [])];
  for (const k of kinds) blocks.push(fresh(k, blocks));
  expect(new Set(blocks.map((b) => b.id)).size).toBe(blocks.length);
  expect(blocks[5]?.id).toBe("banners-2");
  for (const b of blocks) expect(Object.keys(b).length, b.kind).toBe(4);
});

test("a block moves, and at an end it stays", () => {
  const list = [..."abcd"];
  expect(shifted(list, 1, -1).join("")).toBe("bacd");
  expect(shifted(list, 1, 1).join("")).toBe("acbd");
  expect(shifted(list, 0, -1).join("")).toBe("abcd");
  expect(shifted(list, 3, 1).join("")).toBe("abcd");
  for (let i = 0; i < 3; i++) expect(shifted(shifted(list, i, 1), i + 1, -1)).toEqual(list);
  expect(list.join("")).toBe("abcd");
});

test("members keep their order", () => {
  const all = ["a", "b", "c"];
  expect(toggled(["c"], "a", true, all)).toEqual(["a", "c"]);
  expect(toggled(["a", "b"], "a", false, all)).toEqual(["b"]);
});

test("kinds of stores as people type them", () => {
  expect(kindsOf(" Fruit,grocery， hotpot fruit ")).toEqual(["fruit", "grocery", "hotpot"]);
  expect(kindsOf("")).toEqual([]);
});

test.each([
  ["37.5", 3750],
  ["0", 0],
  ["100", 10_000],
  ["0.01", 1],
  ["100.01", undefined],
  ["x", undefined],
  ["1.234", undefined],
  ["-1", undefined],
])("%s percent is %s basis points", (text, want) => {
  expect(sharePoints(text)).toBe(want);
  if (want !== undefined) expect(sharePoints(sharePercent(want))).toBe(want);
});
