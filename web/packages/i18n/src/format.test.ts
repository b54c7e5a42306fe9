import { beforeAll, expect, test } from "vitest";
import { faultText, messageText } from "./codes";
import { formatter } from "./format";
import { languageOf, setLanguage, startI18n } from "./start";

beforeAll(() => startI18n("en"));

const cny = (amount: string) => ({ amount, currency: "CNY" });

test("shares are told to the hundredth, so that they add up to all that is shown", () => {
  const f = formatter("en");
  expect([8824, 1176, 10_000, 5].map(f.percent)).toEqual(["88.24%", "11.76%", "100.00%", "0.05%"]);
  expect([1234, -5, 0].map(f.change)).toEqual(["+12.3%", "-0.1%", "0%"]);
  expect(formatter("zh").percent(3333)).toBe("33.33%");
});

test("amounts keep every digit: they never become floating numbers", () => {
  const f = formatter("en");
  expect(f.money(cny("12.30"))).toBe("¥12.30");
  expect(f.money(cny("9007199254740993.01"))).toBe("¥9,007,199,254,740,993.01");
  expect(f.money(cny("-0.05"))).toBe("-¥0.05");
  expect(f.money({ amount: "1200", currency: "JPY" })).toBe("¥1,200");
  expect(formatter("zh").money(cny("1234.50"))).toBe("¥1,234.50");
  expect(f.signed(cny("3.00"))).toBe("+¥3.00");
  expect(f.signed(cny("-3.00"))).toBe("-¥3.00");
  expect(f.signed(cny("0.00"))).toBe("¥0.00");
});

test("months and waits are said in both languages", () => {
  expect(formatter("en").month("2026-11")).toBe("November 2026");
  expect(formatter("zh").month("2026-11")).toBe("2026年11月");
  expect(formatter("en").seconds(1)).toBe("1 second");
  expect(formatter("en").seconds(59)).toBe("59 seconds");
  expect(formatter("en").seconds(10_000)).toBe("3 hours");
});

test("a tag of a browser chooses the language", () => {
  expect(["zh-CN", "zh-Hant-TW", "ZH", "en-GB", "de", "", undefined].map(languageOf)).toEqual([
    "zh",
    "zh",
    "zh",
    "en",
    "en",
    "en",
    "en",
  ]);
});

test("a fault is said in the language of its reader, with what it knows", async () => {
  const f = formatter("en");
  expect(faultText({ code: "identity.pin_wrong", args: { left: 4 } }, f)).toBe("The PIN is wrong. Tries left: 4.");
  expect(faultText({ code: "identity.too_often", args: { retryAfter: 30 } }, f)).toBe(
    "Too many requests. Please wait. Try again in 30 seconds.",
  );
  expect(faultText({ code: "never.heard_of" }, f)).toBe("Something went wrong on our side. Please try again.");
  await setLanguage("zh");
  expect(faultText({ code: "ledger.short" }, formatter("zh"))).toBe("余额不足。");
  await setLanguage("en");
});

test("a message of an older or newer server still has a title", () => {
  const f = formatter("en");
  expect(messageText("pay.refunded", { amount: "3.00", seller: "Noodles", subject: "Soup" }, f)).toEqual({
    title: "Refund of ¥3.00",
    text: "Noodles returned it for Soup.",
  });
  expect(messageText("moon.landed", {}, f).title).toBe("A message for a newer version of the app");
});
