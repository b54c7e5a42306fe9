import { expect, test } from "vitest";
import { moved, placeAt } from "./list";

test.each([
  [0, 2, "bcad"],
  [3, 0, "dabc"],
  [1, 1, "abcd"],
  [2, 99, "abdc"],
  [2, -5, "cabd"],
  [9, 0, "abcd"],
])("from %i to %i", (from, to, want) => {
  const list = [..."abcd"];
  expect(moved(list, from, to).join("")).toBe(want);
  expect(list.join("")).toBe("abcd"); // the old one stays as it was
});

test("moving there and back changes nothing, wherever it is", () => {
  for (let n = 1; n < 6; n++)
    for (let from = 0; from < n; from++)
      for (let to = 0; to < n; to++) {
        const list = Array.from({ length: n }, (_, i) => i);
        expect(moved(moved(list, from, to), to, from)).toEqual(list);
        expect([...moved(list, from, to)].sort()).toEqual(list);
      }
});

test("the place under a pointer, among the rows that stay", () => {
  const middles = [20, 60, 100];
  expect([0, 20, 59, 61, 99, 500].map((y) => placeAt(y, middles))).toEqual([0, 1, 1, 2, 2, 3]);
  expect(placeAt(5, [])).toBe(0);
});
