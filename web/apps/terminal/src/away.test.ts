import type { Menu } from "@livewell/api/terminal";
import { expect, test } from "vitest";
import { madeOf, orderHere, paidHere, priceOf } from "./away";

const cny = (amount: string) => ({ amount, currency: "CNY" as const });
const menu = {
  items: [
    { name: "Tea", available: true, skus: [{ id: "tea", price: cny("8.00") }], groups: [] },
    { name: "Gone", available: false, skus: [{ id: "gone", price: cny("1.00") }], groups: [] },
    {
      ...{ name: "Noodles", available: true, skus: [{ id: "bowl", price: cny("20.05") }] },
      groups: [
        {
          name: "Egg",
          min: 1,
          max: 1,
          choices: [
            { id: "none", adds: cny("0.00") },
            { id: "egg", adds: cny("2.00") },
          ],
        },
      ],
    },
  ],
} as unknown as Menu;

test("what is sold without a network costs what the menu says", () => {
  const of = (sku: string, choices: string[] = []) =>
    priceOf(menu, { sku, choices, count: 1, price: cny("0.00") })?.unit;
  expect([of("tea"), of("bowl", ["egg"]), of("bowl", ["none"])]).toEqual([800, 2205, 2005]);
  expect([of("gone"), of("none"), of("bowl"), of("bowl", ["egg", "none"]), of("tea", ["egg"])]).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});

test("a sale in cash is told as it was, and a price of the program alone counts for nothing", () => {
  const lines = [
    { sku: "tea", count: 2, price: cny("8.00") },
    { sku: "bowl", choices: ["egg"], count: 1, price: cny("22.05") },
  ];
  const o = orderHere(menu, lines, "2026-11-26T12:00:00Z", "O1");
  if (!o) throw new Error("not ordered");
  expect(o.total).toEqual(cny("38.05"));
  const given = cny("50.00");
  expect(paidHere(o, given)).toMatchObject({ status: "completed", change: cny("11.95"), rest: cny("0.00") });
  expect(madeOf(o, lines, "s", given, "key-of-the-first")).toMatchObject({
    ...{ shift: "s", total: cny("38.05"), given, off: cny("0.00"), instead: "key-of-the-first" },
    wants: [
      { sku: "tea", qty: 2, seen: cny("8.00"), name: "Tea" },
      { sku: "bowl", qty: 1, choices: ["egg"], seen: cny("22.05"), name: "Noodles" },
    ],
  });
  expect(orderHere(menu, [{ sku: "tea", count: 1, price: cny("0.01") }], "", "")).toBeUndefined();
});
