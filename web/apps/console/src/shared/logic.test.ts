import { ApiError } from "@livewell/api/console";
import { expect, test } from "vitest";
import { decimal, minor, percentOf, ppmOf, rest, topOf } from "./amounts";
import { after, newAttempt } from "./attempt";
import { csv } from "./csv";

test("amounts keep their last digit whatever their size", () => {
  for (const [text, n] of [
    ["0.01", 1n],
    ["12.5", 1250n],
    ["-3", -300n],
    ["9007199254740993.07", 900719925474099307n],
  ] as const)
    expect(minor(text)).toBe(n);
  expect(decimal(-5n)).toBe("-0.05");
  expect(rest({ amount: "9007199254740993.07", currency: "CNY" }, { amount: "0.06", currency: "CNY" }).amount).toBe(
    "9007199254740993.01",
  );
});

test("a rate is read and shown without rounding", () => {
  for (const [text, ppm] of [
    ["0.6", 6000],
    ["0", 0],
    ["10", 100_000],
    ["0.0001", 1],
  ] as const) {
    expect(ppmOf(text)).toBe(ppm);
    expect(percentOf(ppm)).toBe(text);
  }
  for (const bad of ["", "-1", "10.1", "0.00001", "1e1", "abc"]) expect([bad, ppmOf(bad)]).toEqual([bad, undefined]);
});

test("a chart's top is a round number that nothing exceeds", () => {
  for (const n of [0, 0.3, 1, 26, 99.99, 100, 12_345]) expect(topOf(n)).toBeGreaterThanOrEqual(n);
  expect(topOf(26)).toBe(50);
});

test("the key of a wish stays while its outcome is unknown, and changes after a refusal", () => {
  const first = newAttempt();
  for (const code of ["offline", "internal", "request.timeout", "db.down", "db.busy"])
    expect(after(first, new ApiError({ code }))).toEqual({ key: first.key, doubt: true });
  expect(after(first, new TypeError("no answer"))).toEqual({ key: first.key, doubt: true });
  const next = after(first, new ApiError({ code: "pay.refund_over" }));
  expect(next.doubt).toBe(false);
  expect(next.key).not.toBe(first.key);
});

test("no cell of a download is a formula", () => {
  expect(csv([["a", "-12.50", "=1+1", 'say "hi", you']])).toBe(`\uFEFFa,-12.50,'=1+1,"say ""hi"", you"\r\n`);
});
