import { describe, expect, test } from "vitest";
import { amountOf, typedAmount } from "./amount";

describe("what may be typed as an amount", () => {
  test.each([
    ["", ""],
    ["0", "0"],
    ["12", "12"],
    ["12.", "12."],
    ["12.5", "12.5"],
    ["12.55", "12.55"],
    ["007", "7"],
    [".5", "0.5"],
    ["12。5", "12.5"],
    ["9999999", "9999999"],
  ])("%s is kept as %s", (typed, kept) => expect(typedAmount(typed)).toBe(kept));
  test.each(["12.555", "1e3", "-1", "abc", "1.2.3", "12345678", " 1"])("%s is refused", (typed) =>
    expect(typedAmount(typed)).toBeUndefined(),
  );
});

describe("what is an amount", () => {
  test.each([
    ["12", "12.00"],
    ["12.", "12.00"],
    ["12.5", "12.50"],
    ["0.01", "0.01"],
  ])("%s is %s", (typed, amount) => expect(amountOf(typed)).toBe(amount));
  test.each(["", "0", "0.", "0.00", ".", "x"])("%s is none", (typed) => expect(amountOf(typed)).toBeUndefined());
});
