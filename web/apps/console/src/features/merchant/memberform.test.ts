import { expect, test } from "vitest";
import { bringsOf, draftOf, faultsOf, rulesOf, worthOf, type RulesDraft } from "./memberform";

const rules = {
  ...{ name: "Club", perYuan: 2, worth: { amount: "0.01", currency: "CNY" as const }, share: 50, months: 12 },
  levels: [
    { name: "One", from: 0, percent: 100 },
    { name: "Two", nameEn: "Two", from: 1000, percent: 150 },
  ],
};
const draft = (change: Partial<RulesDraft> = {}): RulesDraft => ({ ...draftOf(rules, true), ...change });

test("what is read is what is written", () => {
  expect(rulesOf(draft())).toEqual({ ...rules, on: true });
  expect([...faultsOf(draft())]).toEqual([]);
});

test("a hundred yuan bring points by the level, and they are worth something", () => {
  const d = draft();
  expect(d.levels.map((l) => bringsOf(d, l))).toEqual([
    { points: 200, worth: "2.00" },
    { points: 300, worth: "3.00" },
  ]);
  expect(
    bringsOf(draft({ perYuan: "" }), d.levels[0] ?? { key: "", name: "", nameEn: "", from: "", percent: "" }),
  ).toBe(undefined);
});

test("what is wrong is said where it is", () => {
  const [one, two] = draft().levels;
  if (!one || !two) throw new Error("no levels");
  const cases: [Partial<RulesDraft>, string][] = [
    [{ name: " " }, "name"],
    [{ perYuan: "0" }, "perYuan"],
    [{ share: "101" }, "share"],
    [{ months: "1.5" }, "months"],
    [{ value: "1.01" }, "value"],
    [{ levels: [{ ...one, name: "" }] }, "0.name"],
    [{ levels: [one, { ...two, from: "" }] }, "1.from"],
    [{ levels: [one, { ...two, percent: "50" }] }, "1.from"],
    [{ levels: [one, two, { ...two, key: "2" }] }, "2.from"],
  ];
  for (const [change, at] of cases) expect([at, faultsOf(draft(change)).has(at)]).toEqual([at, true]);
  expect(faultsOf(draft({ on: false, name: "" })).size).toBe(0);
});

test("a point is worth from a fen to a yuan", () => {
  expect(["0", "0.00", "0.01", "0.5", "1", "1.00", "1.01", "2", "x"].map(worthOf)).toEqual([
    ...[undefined, undefined, "0.01", "0.50", "1.00", "1.00", undefined, undefined, undefined],
  ]);
});
