import { expect, test } from "vitest";
import { camel, flag, length, num, rpx, style } from "./read.ts";

test.each([
  ["", true],
  ["true", true],
  ["false", false],
  [true, true],
  [false, false],
  [0, false],
  [1, true],
  [null, false],
  [undefined, false],
])("%j as a boolean is %j", (v, want) => expect(flag(v)).toBe(want));

test("numbers come with units or as nonsense", () => {
  expect([num("12px", 1), num(3, 1), num("x", 1), num(undefined, 1), num(NaN, 1)]).toEqual([12, 3, 1, 1, 1]);
});

test("750rpx are the width of the window", () => {
  expect(rpx("margin:-10rpx 750rpx;x:.5rpx")).toBe("margin:-1.33333vw 100vw;x:0.06667vw");
  expect(length(20)).toBe("20px");
  expect(length("75rpx")).toBe("10vw");
  expect(length("50%")).toBe("50%");
});

test("a style cannot break out of its address", () => {
  expect(style("background: url('a\"b.png')", (s) => s)).toBe('background: url("a%22b.png")');
  expect(camel("hover-stay-time")).toBe("hoverStayTime");
});
