import type { Amount } from "@livewell/api/console";

/** Minor units of a decimal text with at most two places: "12.5" is 1250. */
export function minor(text: string): bigint {
  const [, sign, whole = "0", frac = ""] = /^(-?)(\d+)(?:\.(\d{0,2}))?$/.exec(text) ?? [];
  return BigInt(`${sign ?? ""}${whole}${frac.padEnd(2, "0")}`);
}

export function decimal(n: bigint): string {
  const digits = (n < 0n ? -n : n).toString().padStart(3, "0");
  return `${n < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What may still be refunded. */
export const rest = (total: Amount, refunded: Amount): Amount => ({
  amount: decimal(minor(total.amount) - minor(refunded.amount)),
  currency: total.currency,
});

/** A rate in percent, as typed, in parts per million; undefined where it is none from 0 to 10. */
export function ppmOf(percent: string): number | undefined {
  const m = /^(\d{1,2})(?:\.(\d{1,4}))?$/.exec(percent.trim());
  if (!m) return undefined;
  const ppm = Number(m[1]) * 10_000 + Number((m[2] ?? "").padEnd(4, "0"));
  return ppm <= 100_000 ? ppm : undefined;
}

/** Parts per million as percent without trailing zeros: 6000 is "0.6". */
export function percentOf(ppm: number): string {
  const frac = (ppm % 10_000).toString().padStart(4, "0").replace(/0+$/, "");
  return `${Math.floor(ppm / 10_000)}${frac && `.${frac}`}`;
}

/** A round number at or above max for the top of a scale. */
export function topOf(max: number): number {
  if (max <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(max));
  for (const step of [1, 2, 2.5, 5]) if (step * unit >= max) return step * unit;
  return 10 * unit;
}
