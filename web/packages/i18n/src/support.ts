import i18next from "i18next";
import type { Formatter } from "./format";

export type Benefit = { kind: string; days?: number; upTo?: string };
export type Reason = { of: string; value: string; bound: string; holds: boolean };
export type Standing = "active" | "used_up" | "ended" | "open" | "full" | "refused";

const options = (values: Record<string, unknown>) => ({ ns: "support", keySeparator: false as const, ...values });
const has = (key: string, values: Record<string, unknown>) => i18next.exists(key, options(values));
const say = (key: string, values: Record<string, unknown> = {}) =>
  has(key, values) ? String(i18next.t(key, options(values))) : undefined;

const yuan = (amount: string, f: Formatter) => f.money({ amount, currency: "CNY" });

/** What a support policy gives, in one sentence; a lesson has a title of its own. */
export function benefitText(b: Benefit, f: Formatter): string {
  const values = { count: b.days ?? 0, amount: yuan(b.upTo ?? "0.00", f) };
  return say(`gives:${b.kind}`, values) ?? b.kind;
}

/** How a merchant stands to a policy: a word for it, and what the reasons are for. */
export const standingText = (s: Standing) => ({ state: say(`is:${s}`) ?? s, because: say(`because:${s}`) ?? s });

/** Why a condition holds or not; and, where it does not, what can be done, if anything. */
export function reasonText(r: Reason, f: Formatter): { text: string; todo: string | undefined } {
  const shown = (x: string) => (r.of === "paid" ? yuan(x, f) : x);
  const values = { value: shown(r.value), bound: shown(r.bound), count: Number(r.value) || 0 };
  // Some conditions say something of their own for a bound.
  const told = (how: string) => say(`${r.of}.${r.bound}:${how}`, values) ?? say(`${r.of}:${how}`, values);
  return { text: told(r.holds ? "yes" : "no") ?? r.of, todo: r.holds ? undefined : told("do") };
}
