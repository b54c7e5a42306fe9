import { expect, test } from "vitest";
import { couponFaults, couponOf, newCoupon } from "./couponform";
import { localOf } from "./offerform";

const now = new Date("2026-03-10T10:30:00Z");
const at = (hours: number) => localOf(new Date(now.getTime() + hours * 3600_000));
const draft = { ...newCoupon(now), value: "8", least: "30" };

test("a coupon is sent as the server wants it", () => {
  expect(couponFaults(draft, now)).toEqual({});
  expect(couponOf(draft)).toEqual({
    ...{ kind: "fixed", value: { amount: "8.00", currency: "CNY" }, percent: 0 },
    ...{ least: { amount: "30.00", currency: "CNY" }, pieces: 100, each: 1, all: false },
    ...{ starts: "2026-03-10T10:30:00.000Z", ends: "2026-04-09T10:30:00.000Z" },
  });
  const percent = { ...draft, kind: "percent" as const, least: "", budget: "100", where: "all" as const };
  expect(couponFaults(percent, now)).toEqual({});
  expect(couponOf(percent)).toMatchObject({
    ...{ percent: 10, least: { amount: "0.00" }, budget: { amount: "100.00" }, all: true },
  });
});

test.each([
  [{ value: "0" }, "value"],
  [{ least: "8" }, "least"],
  [{ least: "x" }, "least"],
  [{ kind: "percent" as const, percent: "100" }, "percent"],
  [{ pieces: "0" }, "pieces"],
  [{ budget: "7.99" }, "budget"],
  [{ budget: "x" }, "budget"],
  [{ each: "21" }, "each"],
  [{ from: "" }, "from"],
  [{ to: at(0) }, "to"],
  [{ to: at(367 * 24) }, "to"],
])("a coupon with %o is wrong at its field", (wrong, field) => {
  expect(Object.keys(couponFaults({ ...draft, ...wrong }, now))).toEqual([field]);
});
