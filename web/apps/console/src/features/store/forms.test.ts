import type { Item } from "@livewell/api/console";
import { expect, test } from "vitest";
import { another, clockOf, daily, late, spanOf, spansOn, specials, withAll, withDay, withSpecial } from "./hours";
import { draftOf, emptyDraft, faultsOf, newGroup, newVariant, payloadOf, placeOf, priceOf } from "./itemform";
import { newStore, storeFaults, storeFields, storePlace } from "./storeform";

const cny = (amount: string) => ({ amount, currency: "CNY" as const });
const item: Item = {
  ...{ id: "i", section: "s", name: "牛肉面", nameEn: "Beef noodles", allergens: ["gluten"], listed: true, pos: 4 },
  ...{ soldOut: false, available: true, sold: 3 },
  skus: [
    { id: "k1", name: "标准", price: cny("26.00"), left: 7 },
    { id: "k2", name: "大份", price: cny("32.50") },
  ],
  groups: [
    {
      ...{ id: "g", name: "辣度", min: 1, max: 1 },
      choices: [
        { id: "c1", name: "不辣", adds: cny("0.00") },
        { id: "c2", name: "特辣", adds: cny("1.00"), off: true },
      ],
    },
  ],
};

test("an item that nobody touched is sent as it was, without its stock", () => {
  const sent = payloadOf(draftOf(item));
  expect(sent.skus).toEqual([
    { id: "k1", name: "标准", price: cny("26.00") },
    { id: "k2", name: "大份", price: cny("32.50") },
  ]);
  expect(sent.groups).toEqual([
    {
      ...{ id: "g", name: "辣度", min: 1, max: 1 },
      choices: [
        { id: "c1", name: "不辣", adds: cny("0.00") },
        { id: "c2", name: "特辣", adds: cny("1.00"), off: true },
      ],
    },
  ]);
  expect(sent).toMatchObject({ section: "s", name: "牛肉面", nameEn: "Beef noodles", pos: 4, listed: true });
  expect(faultsOf(draftOf(item))).toEqual({});
});

test("only a new number of the stock is sent, zero as well", () => {
  const d = draftOf(item);
  const [a, b] = d.variants;
  if (!a || !b) throw new Error("two variants");
  a.left = "0";
  b.left = "12";
  expect(payloadOf(d).skus.map((k) => k.left)).toEqual([0, 12]);
  a.left = "";
  expect(faultsOf(d)[`${a.key}.left`]).toBe("item.keepLeft");
});

test("one variant needs no name, several do", () => {
  const d = { ...emptyDraft("s", 0), name: "卤蛋" };
  const only = d.variants[0];
  if (!only) throw new Error("a variant");
  only.price = "3";
  expect(faultsOf(d)).toEqual({});
  expect(payloadOf(d).skus).toEqual([{ price: cny("3.00") }]);
  d.variants.push({ ...newVariant(), price: "5" });
  expect(Object.keys(faultsOf(d))).toEqual(d.variants.map((v) => `${v.key}.name`));
});

test("a choice asks for no more than it has", () => {
  const g = { ...newGroup(), name: "加料" };
  for (const o of g.options) o.name = "蛋";
  const d = { ...emptyDraft("s", 0), name: "面", variants: [{ ...newVariant(), price: "1" }], groups: [g] };
  const wrong = (min: string, max: string) => {
    g.min = min;
    g.max = max;
    return faultsOf(d)[`${g.key}.max`];
  };
  expect(wrong("0", "2")).toBeUndefined();
  expect(wrong("3", "3")).toBe("item.needLimits");
  expect(wrong("2", "1")).toBe("item.needLimits");
  expect(wrong("0", "0")).toBe("item.needLimits");
  expect(wrong("", "1")).toBe("item.needLimits");
});

test("prices are decimals of two places", () => {
  expect(["3", "03.5", "12.", "0", "0。5"].map(priceOf)).toEqual(["3.00", "3.50", "12.00", "0.00", "0.50"]);
  expect(["", "-1", "1.234", "1e3", "12345678"].map(priceOf)).toEqual(Array.from({ length: 5 }));
});

test("a place in the request leads to the row on the screen", () => {
  const d = draftOf(item);
  const [v, g] = [d.variants[1], d.groups[0]];
  expect(placeOf(d, "body.name")).toBe("name");
  expect(placeOf(d, "body.skus[1].price.amount")).toBe(`${v?.key}.price`);
  expect(placeOf(d, "body.groups[0].min")).toBe(`${g?.key}.max`);
  expect(placeOf(d, "body.groups[0].choices[1].adds.amount")).toBe(`${g?.options[1]?.key}.adds`);
  expect(placeOf(d, "header.x")).toBeUndefined();
});

test("hours that end before they begin end on the next day", () => {
  expect(spanOf("11:00", "02:00")).toEqual({ from: 660, to: 1560 });
  expect(spanOf("00:00", "00:00")).toEqual({ from: 0, to: 1440 });
  expect(spanOf("", "02:00")).toBeUndefined();
  expect([clockOf(1560), clockOf(1440), clockOf(570)]).toEqual(["02:00", "00:00", "09:30"]);
  expect([late({ from: 660, to: 1560 }), late({ from: 0, to: 1440 })]).toEqual([true, false]);
  expect(another([{ from: 600, to: 840 }])).toEqual({ from: 900, to: 1080 });
});

test("Monday is the second day of the week on the wire, and holidays stay", () => {
  const h = { ...daily({ from: 600, to: 1200 }), holiday: [{ from: 720, to: 1080 }] };
  const closed = withDay(h, "mon", []);
  expect(closed.week?.[1]).toEqual([]);
  expect(spansOn(closed, "sun")).toEqual([{ from: 600, to: 1200 }]);
  expect(withAll(closed, [{ from: 0, to: 60 }])).toMatchObject({ holiday: h.holiday });
  const special = withSpecial(withSpecial(h, "2026-12-31", []), "2026-12-24", [{ from: 0, to: 60 }]);
  expect(specials(special).map(([d]) => d)).toEqual(["2026-12-24", "2026-12-31"]);
  expect(specials(withSpecial(special, "2026-12-31", undefined))).toHaveLength(1);
});

test("a store needs a name, an address, a position and a way to sell", () => {
  expect(Object.keys(storeFaults({ ...newStore(), modes: [], within: "0", packing: "x" }))).toEqual([
    ...["name", "address", "lat", "lng", "modes", "within", "packing"],
  ]);
  const d = { ...newStore(), name: " 面馆 ", address: "一号", lat: "39.93", lng: "116.45" };
  expect(storeFaults(d)).toEqual({});
  expect(storeFields(d)).toMatchObject({ name: "面馆", at: { lat: 39.93, lng: 116.45 }, terms: { within: 5 } });
  expect([storePlace("body.at.lat"), storePlace("body.modes[0]"), storePlace("body.terms.making")]).toEqual([
    ...["lat", "modes", "making"],
  ]);
});
