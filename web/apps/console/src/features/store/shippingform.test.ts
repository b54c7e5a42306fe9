import { expect, test } from "vitest";
import { draftOf, findPlaces, newRule, placesOf, ruleFaults, shippingOf, sound, type RuleDraft } from "./shippingform";

const cny = (amount: string) => ({ amount, currency: "CNY" as const });
const rule = (r: Partial<RuleDraft>): RuleDraft => ({ ...newRule("weight"), ...r });

test("a store that has said nothing begins with everywhere", () => {
  const d = draftOf({ charge: "piece", rules: [] });
  expect(d.map((r) => [r.regions, r.first, r.next])).toEqual([[[], "1", "1"]]);
  expect(sound(d)).toBe(true);
});

test("what is sent is what was typed, and comes back as it was", () => {
  const d = [
    rule({ first: "500", fee: "8.5", next: "250", more: "0", free: "99" }),
    rule({ regions: ["65", "540100"], never: true, fee: "nonsense" }),
  ];
  const sent = shippingOf("weight", d);
  expect(sent.rules).toEqual([
    { regions: [], never: false, first: 500, fee: cny("8.50"), next: 250, more: cny("0.00"), free: cny("99.00") },
    {
      ...{ regions: ["65", "540100"], never: true, first: 0, next: 0 },
      ...{ fee: cny("0.00"), more: cny("0.00"), free: cny("0.00") },
    },
  ]);
  expect(shippingOf("weight", draftOf(sent))).toEqual(sent);
});

test("each field says what it wants", () => {
  const faults = (r: Partial<RuleDraft>, ...others: RuleDraft[]) => {
    const one = rule(r);
    return ruleFaults(one, [...others, one]);
  };
  expect(faults({})).toEqual({});
  expect(faults({}, rule({}))).toEqual({ regions: "shipping.needRegions" });
  expect(faults({ regions: ["11"] }, rule({}))).toEqual({});
  expect(faults({ first: "0", next: "1000001" })).toEqual({ first: "shipping.needUnits", next: "shipping.needUnits" });
  expect(faults({ fee: "", more: "1000.01" })).toEqual({ fee: "shipping.needFee", more: "shipping.needFee" });
  expect(faults({ free: "much" })).toEqual({ free: "shipping.needFree" });
  expect(faults({ never: true, fee: "" })).toEqual({});
  expect(sound([])).toBe(false);
});

test("regions are found by either name, and cities by that of their province", () => {
  const all = placesOf([
    { code: "11", zh: "北京", en: "Beijing", cities: [{ code: "110000", zh: "北京", en: "Beijing" }] },
    {
      ...{ code: "51", zh: "四川", en: "Sichuan" },
      cities: [
        { code: "510100", zh: "成都", en: "Chengdu" },
        { code: "510700", zh: "绵阳", en: "Mianyang" },
      ],
    },
    { code: "", zh: "", en: "", cities: [{ code: "x", zh: "新城", en: "New Town" }] },
  ]);
  const found = (q: string) => findPlaces(all, q).map((p) => p.code);
  expect(found("")).toEqual(["11", "51"]);
  expect(found("bei")).toEqual(["11"]);
  expect(found("成都")).toEqual(["510100"]);
  expect(found("sichuan")).toEqual(["51", "510100", "510700"]);
  expect(found("new")).toEqual(["x"]);
});
