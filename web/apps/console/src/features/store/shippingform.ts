import type { Region, Shipping, ShippingRule } from "@livewell/api/console";
import type { Key } from "../../words";
import { priceOf } from "./itemform";
import { cny, whole } from "./offerform";

export type Charge = Shipping["charge"];
export type RuleDraft = {
  key: string;
  regions: string[]; // none: everywhere else
  never: boolean;
  first: string;
  fee: string;
  next: string;
  more: string;
  free: string; // empty: never
};

export const MOST_RULES = 40;
const MOST_UNITS = 1_000_000;
const MOST_FEE = 1000;

/** What a charge mostly begins with. */
const steps: Record<Charge, string> = { weight: "1000", piece: "1" };

export const newRule = (charge: Charge): RuleDraft => ({
  ...{ key: crypto.randomUUID(), regions: [], never: false, free: "" },
  ...{ first: steps[charge], fee: "10", next: steps[charge], more: "4" },
});

const shown = (amount: string) => amount.replace(/\.00$/, "");

export const draftOfRule = (charge: Charge, r: ShippingRule): RuleDraft =>
  r.never
    ? { ...newRule(charge), regions: r.regions, never: true }
    : {
        ...{ key: crypto.randomUUID(), regions: r.regions, never: false },
        ...{ first: String(r.first), fee: shown(r.fee.amount), next: String(r.next), more: shown(r.more.amount) },
        free: /[1-9]/.test(r.free.amount) ? shown(r.free.amount) : "",
      };

/** A store that has said nothing begins with one rule for everywhere. */
export const draftOf = (s: Shipping): RuleDraft[] =>
  s.rules.length ? s.rules.map((r) => draftOfRule(s.charge, r)) : [newRule(s.charge)];

export type RuleFaults = Partial<Record<"regions" | "first" | "fee" | "next" | "more" | "free", Key>>;

const bounded = (typed: string, most: number) => {
  const p = priceOf(typed);
  return p !== undefined && Number(p) <= most;
};

/** What is wrong with a rule, among the others. */
export function ruleFaults(r: RuleDraft, all: RuleDraft[]): RuleFaults {
  const out: RuleFaults = {};
  if (r.regions.length === 0 && all.find((o) => o.regions.length === 0) !== r) out.regions = "shipping.needRegions";
  if (r.never) return out;
  if (whole(r.first, 1, MOST_UNITS) === undefined) out.first = "shipping.needUnits";
  if (whole(r.next, 1, MOST_UNITS) === undefined) out.next = "shipping.needUnits";
  if (!bounded(r.fee, MOST_FEE)) out.fee = "shipping.needFee";
  if (!bounded(r.more, MOST_FEE)) out.more = "shipping.needFee";
  if (r.free.trim() && !bounded(r.free, 1_000_000)) out.free = "shipping.needFree";
  return out;
}

export const sound = (rules: RuleDraft[]) =>
  rules.length > 0 && rules.every((r) => Object.keys(ruleFaults(r, rules)).length === 0);

/** What is sent of rules without faults. */
export const shippingOf = (charge: Charge, rules: RuleDraft[]): Shipping => ({
  charge,
  rules: rules.map((r) => {
    const amount = (typed: string) => cny(r.never ? "0" : typed.trim() || "0");
    return {
      ...{ regions: r.regions, never: r.never },
      ...{ first: r.never ? 0 : Number(r.first), next: r.never ? 0 : Number(r.next) },
      ...{ fee: amount(r.fee), more: amount(r.more), free: amount(r.free) },
    };
  }),
});

/** A province or a city that a rule can name. */
export type Place = { code: string; zh: string; en: string; of?: { zh: string; en: string } };

export const placesOf = (regions: Region[]): Place[] =>
  regions.flatMap((r) => [
    ...(r.code ? [{ code: r.code, zh: r.zh, en: r.en }] : []),
    // A city that is its own province is named once.
    ...r.cities
      .filter((c) => !(r.code && r.cities.length === 1 && c.zh === r.zh))
      .map((c) => ({ ...c, ...(r.code ? { of: { zh: r.zh, en: r.en } } : {}) })),
  ]);

/** Provinces first; with words also cities, and those of a province that they name. */
export function findPlaces(all: Place[], typed: string): Place[] {
  const q = typed.trim().toLowerCase();
  if (!q) return all.filter((p) => p.code.length === 2);
  const has = (p: { zh: string; en: string }) => p.zh.includes(q) || p.en.toLowerCase().includes(q);
  return all.filter((p) => has(p) || (p.of !== undefined && has(p.of))).slice(0, 60);
}
