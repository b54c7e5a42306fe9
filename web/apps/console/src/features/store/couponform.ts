import { minor } from "../../shared/amounts";
import { priceOf } from "./itemform";
import { cny, localOf, momentOf, priced, top, whole, type Faults } from "./offerform";

export type Kind = "fixed" | "percent" | "delivery";
export type CouponDraft = {
  kind: Kind;
  value: string;
  percent: string;
  least: string;
  pieces: string;
  budget: string;
  each: string;
  from: string;
  to: string;
  where: "here" | "all";
};

const DAY = 24 * 60 * 60_000;

export const newCoupon = (now: Date): CouponDraft => ({
  ...{ kind: "fixed", value: "", percent: "10", least: "", pieces: "100", budget: "", each: "1", where: "here" },
  ...{ from: localOf(now), to: localOf(new Date(now.getTime() + 30 * DAY)) },
});

const fen = (typed: string) => minor(priceOf(typed) ?? "0");

export function couponFaults(d: CouponDraft, now: Date): Faults<CouponDraft> {
  const out: Faults<CouponDraft> = {};
  const [from, to] = [momentOf(d.from), momentOf(d.to)];
  if (!priced(d.value)) out.value = "offers.needPrice";
  if (d.kind === "percent" && whole(d.percent, 1, 99) === undefined) out.percent = "coupons.needPercent";
  const least = d.least.trim() || "0";
  if (priceOf(least) === undefined || (d.kind === "fixed" && fen(least) <= fen(d.value)))
    out.least = "coupons.needLeast";
  if (whole(d.pieces, 1, 1_000_000) === undefined) out.pieces = "offers.needPieces";
  if (d.budget.trim() && fen(d.budget) < (fen(d.value) || 1n)) out.budget = "coupons.needBudget";
  if (whole(d.each, 1, 20) === undefined) out.each = "coupons.needEach";
  if (!from) out.from = "offers.needFrom";
  const long = to && from ? to.getTime() - from.getTime() : 1;
  if (!to || long <= 0 || long > 366 * DAY || to <= now) out.to = "coupons.needTo";
  return out;
}

/** What is sent of a draft without faults. */
export const couponOf = (d: CouponDraft) => ({
  ...{ kind: d.kind, value: cny(d.value), percent: d.kind === "percent" ? Number(d.percent) : 0 },
  ...{ least: cny(d.least.trim() || "0"), pieces: Number(d.pieces), each: Number(d.each), all: d.where === "all" },
  ...(d.budget.trim() ? { budget: cny(d.budget) } : {}),
  ...{ starts: momentOf(d.from)?.toISOString() ?? "", ends: momentOf(d.to)?.toISOString() ?? "" },
});

const places: Record<string, keyof CouponDraft> = {
  ...{ kind: "kind", value: "value", percent: "percent", least: "least", pieces: "pieces", budget: "budget" },
  ...{ each: "each", starts: "from", ends: "to", all: "where" },
};

/** The field that a place in the request stands for: "body.ends" is "to". */
export const couponPlace = (at: string) => places[top(at)];
