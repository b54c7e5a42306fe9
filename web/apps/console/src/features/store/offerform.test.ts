import { expect, test } from "vitest";
import { flashFaults, flashOf, groupFaults, groupOf, localOf, momentOf, newFlash, newGroup } from "./offerform";

const now = new Date("2026-03-10T10:30:00Z");
const at = (hours: number) => localOf(new Date(now.getTime() + hours * 3600_000));

test("a moment is typed in the browser's own zone and comes back as it was", () => {
  expect(momentOf(localOf(now))).toEqual(now);
  for (const typed of ["", "2026-13-01T00:00", "tomorrow"]) expect(momentOf(typed)).toBeUndefined();
});

test("a flash sale is sent as the server wants it", () => {
  const draft = { ...newFlash("k1", now), price: "9.9" };
  expect(flashFaults(draft, now)).toEqual({});
  expect(flashOf(draft)).toEqual({
    ...{ sku: "k1", price: { amount: "9.90", currency: "CNY" }, pieces: 100, each: 1 },
    ...{ starts: "2026-03-10T10:30:00.000Z", ends: "2026-03-11T10:30:00.000Z" },
  });
});

test.each([
  [{ sku: "" }, "sku"],
  [{ price: "0" }, "price"],
  [{ price: "1.234" }, "price"],
  [{ pieces: "0" }, "pieces"],
  [{ pieces: "1000001" }, "pieces"],
  [{ each: "101" }, "each"],
  [{ each: "x" }, "each"],
  [{ from: "" }, "from"],
  [{ to: at(0) }, "to"],
  [{ to: at(14 * 24 + 1) }, "to"],
  [{ from: at(-9), to: at(-1) }, "to"],
])("a flash sale with %o is wrong at its field", (wrong, field) => {
  expect(Object.keys(flashFaults({ ...newFlash("k1", now), price: "9", ...wrong }, now))).toEqual([field]);
});

test("a group deal is sent as the server wants it, and is wrong at its fields", () => {
  const draft = { ...newGroup("k1", now), price: "20" };
  expect(groupOf(draft)).toEqual({
    ...{ sku: "k1", price: { amount: "20.00", currency: "CNY" }, size: 3, hours: 24 },
    ends: "2026-03-17T10:30:00.000Z",
  });
  expect(groupFaults(draft, now)).toEqual({});
  const wrong = { sku: "k1", price: "-1", size: "1", hours: "73", until: at(-1) };
  expect(Object.keys(groupFaults(wrong, now))).toEqual(["price", "size", "hours", "until"]);
});
