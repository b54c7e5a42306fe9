import type { SalesReport } from "@livewell/api/console";
import { minor } from "../../shared/amounts";

/** How much more there is than before, in basis points; undefined: there was nothing, or less. */
export function changeOf(now: string, before: string): number | undefined {
  const [a, b] = [minor(now), minor(before)];
  if (b <= 0n) return undefined;
  const twice = ((a - b) * 20_000n) / b;
  return Number((twice + (twice < 0n ? -1n : 1n)) / 2n);
}

/** The daily table as lines of a file: what is on the screen, to the cent. */
export const dailyLines = (r: SalesReport): string[][] => [
  ["day", "orders", "refunds", "buyers", "gross", "refunded", "net", "average", "currency"],
  ...r.days.map((d) => [
    ...[d.day, d.orders, d.refunds, d.buyers].map(String),
    ...[d.gross, d.refunded, d.net, d.average].map((m) => m.amount),
    d.gross.currency,
  ]),
];

export const spans = ["7", "30", "90"] as const;
export type Asked = { days?: string | undefined; from?: string | undefined; to?: string | undefined };

/** What is asked for: days of one's own where both are given, or else the last few. */
export const periodOf = ({ days, from, to }: Asked) =>
  from && to ? { from, to } : { days: Number(spans.find((s) => s === days) ?? "30") };

/** How strong a part is to be painted: nothing stays pale, the most is full. */
export const strength = (part: number, most: number) => (part > 0 ? 0.15 + (0.85 * part) / Math.max(most, part) : 0.05);
