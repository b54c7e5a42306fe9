import { minor } from "../../shared/amounts";
import type { Kind } from "./couponform";
import { priceOf } from "./itemform";
import { cny, priced, top, whole, type Faults } from "./offerform";

/** Whom a campaign looks for. */
export type Whom = "away" | "once" | "often";
export type CampaignDraft = {
  name: string;
  whom: Whom;
  quiet: string; // days, for those who stay away
  times: string; // for those who come often
  holdout: string; // percent
  days: string;
  kind: Kind;
  value: string;
  percent: string;
  least: string;
  budget: string;
};

const MANY = 100_000;

export const newCampaign = (): CampaignDraft => ({
  ...{ name: "", whom: "away", quiet: "30", times: "4", holdout: "10", days: "7" },
  ...{ kind: "fixed", value: "", percent: "10", least: "", budget: "" },
});

/** What the server looks for; undefined while a number is not one. */
export function audienceOf({ whom, quiet, times }: Pick<CampaignDraft, "whom" | "quiet" | "times">) {
  const away = whole(quiet, 1, 364);
  const least = whole(times, 2, 999);
  if (whom === "often") return least && { within: 90, quiet: 0, least, most: MANY };
  return away && { within: 365, quiet: away, least: 1, most: whom === "once" ? 1 : MANY };
}

const fen = (typed: string) => minor(priceOf(typed) ?? "0");

export function campaignFaults(d: CampaignDraft): Faults<CampaignDraft> {
  const out: Faults<CampaignDraft> = {};
  if (!d.name.trim()) out.name = "campaigns.needName";
  if (!audienceOf(d)) out[d.whom === "often" ? "times" : "quiet"] = "campaigns.needDays";
  if (whole(d.holdout, 1, 50) === undefined) out.holdout = "campaigns.needHoldout";
  if (whole(d.days, 1, 60) === undefined) out.days = "campaigns.needWindow";
  if (!priced(d.value)) out.value = "offers.needPrice";
  if (d.kind === "percent" && whole(d.percent, 1, 99) === undefined) out.percent = "coupons.needPercent";
  const least = d.least.trim() || "0";
  if (priceOf(least) === undefined || (d.kind === "fixed" && fen(least) <= fen(d.value)))
    out.least = "coupons.needLeast";
  if (d.budget.trim() && fen(d.budget) < (fen(d.value) || 1n)) out.budget = "coupons.needBudget";
  return out;
}

/** What is sent of a draft without faults. */
export const campaignOf = (d: CampaignDraft) => ({
  ...{ name: d.name.trim(), holdout: Number(d.holdout) * 100, days: Number(d.days) },
  audience: audienceOf(d) || { within: 0, quiet: 0, least: 0, most: 0 },
  gift: {
    ...{ kind: d.kind, value: cny(d.value), percent: d.kind === "percent" ? Number(d.percent) : 0 },
    ...{ least: cny(d.least.trim() || "0"), ...(d.budget.trim() ? { budget: cny(d.budget) } : {}) },
  },
});

const places: Record<string, keyof CampaignDraft> = {
  ...{ name: "name", audience: "quiet", holdout: "holdout", days: "days", gift: "value" },
};

/** The field that a place in the request stands for. */
export const campaignPlace = (at: string) => places[top(at)];

/** What the sides of a campaign tell: the coupon brings people, sends them away, or nobody can tell yet. */
export function verdictOf({ low, high }: { low: number; high: number }) {
  if (low > 0) return "better";
  return high < 0 ? "worse" : "unclear";
}
