import type { SalesReport } from "@livewell/api/console";
import { expect, test } from "vitest";
import { changeOf, dailyLines, periodOf, strength } from "./salesdata";

test.each([
  ["110.00", "100.00", 1000],
  ["0.00", "100.00", -10_000],
  ["-50.00", "100.00", -15_000],
  ["1.00", "3.00", -6667],
  ["2.00", "3.00", -3333],
  ["3.00", "3.00", 0],
  ["100000000000000.01", "100000000000000.00", 0],
  ["1.00", "0.00", undefined],
  ["1.00", "-2.00", undefined],
])("%s after %s is a change of %s points", (now, before, points) => {
  expect(changeOf(now, before)).toBe(points);
});

test("the file has the numbers of the table, untouched", () => {
  const yuan = (amount: string) => ({ amount, currency: "CNY" });
  const day = { orders: 3, refunds: 1, buyers: 2, gross: yuan("90.00"), refunded: yuan("100.50") };
  const days = [{ ...day, day: "2026-11-26", net: yuan("-10.50"), average: yuan("30.00") }];
  expect(dailyLines({ days } as unknown as SalesReport)[1]).toEqual([
    ...["2026-11-26", "3", "1", "2", "90.00", "100.50", "-10.50", "30.00", "CNY"],
  ]);
});

test("days of one's own need both ends", () => {
  expect(periodOf({})).toEqual({ days: 30 });
  expect(periodOf({ days: "7" })).toEqual({ days: 7 });
  expect(periodOf({ days: "8" })).toEqual({ days: 30 });
  expect(periodOf({ days: "7", from: "2026-11-01" })).toEqual({ days: 7 });
  expect(periodOf({ days: "7", from: "2026-11-01", to: "2026-11-02" })).toEqual({
    from: "2026-11-01",
    to: "2026-11-02",
  });
});

test("what sold is painted stronger than what did not", () => {
  expect(strength(0, 10)).toBeLessThan(strength(1, 1000));
  expect(strength(10, 10)).toBe(1);
});
