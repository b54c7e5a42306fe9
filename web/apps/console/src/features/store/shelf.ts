import type { Ware, WareGroup, WareSku } from "@livewell/api/console";
import { decimal, minor } from "../../shared/amounts";

/** What can be scanned, as the price list has it. */
export type Sold = { ware: Ware; sku: WareSku };
export type Shelf = { skus: Map<string, Sold>; codes: Map<string, Sold[]>; wares: Ware[] };

export function shelfOf(wares: Ware[]): Shelf {
  const skus = new Map<string, Sold>();
  const codes = new Map<string, Sold[]>();
  const add = (code: string | undefined, s: Sold[]) => {
    if (code) codes.set(code, [...(codes.get(code) ?? []), ...s]);
  };
  for (const ware of wares) {
    const all = ware.skus.map((sku) => ({ ware, sku }));
    for (const s of all) {
      skus.set(s.sku.id, s);
      add(s.sku.barcode, [s]);
    }
    if (!ware.skus.some((k) => k.barcode === ware.code)) add(ware.code, all);
  }
  return { skus, codes, wares };
}

/** What a code or a word can mean: by barcode or the merchant's own code, else by name. */
export function find(shelf: Shelf, text: string, most = 20): Sold[] {
  const exact = shelf.codes.get(text);
  if (exact) return exact;
  const word = text.toLowerCase();
  const out: Sold[] = [];
  for (const ware of shelf.wares) {
    if (!ware.name.toLowerCase().includes(word) && !ware.nameEn?.toLowerCase().includes(word)) continue;
    for (const sku of ware.skus) out.push({ ware, sku });
    if (out.length >= most) break;
  }
  return out.slice(0, most);
}

/** "3*6901" is three of 6901. */
export function typed(text: string): { qty: number; code: string } {
  const m = /^(\d{1,3})\s*[*x×]\s*(.+)$/i.exec(text.trim());
  const qty = Number(m?.[1] ?? 1);
  return m?.[2] && qty > 0 ? { qty, code: m[2].trim() } : { qty: 1, code: text.trim() };
}

/** A payment code of a buyer: 18 digits that begin with 28. No product has such a number. */
export const isPayCode = (text: string) => /^28\d{16}$/.test(text.replace(/\s/g, ""));

/** A member's code: 18 digits that begin with 29. */
export const isMemberCode = (text: string) => /^29\d{16}$/.test(text.replace(/\s/g, ""));

/** A line of a sale that is being scanned. What it costs is the shelf's to say. */
export type Line = { key: string; sku: string; choices: string[]; qty: number };

export const MOST = 999;
const same = (a: Line, b: Omit<Line, "key" | "qty">) => a.sku === b.sku && a.choices.join() === b.choices.join();

/** The same thing again is one line with more of it. */
export function added(lines: Line[], what: Omit<Line, "key">, key: string): Line[] {
  const had = lines.find((l) => same(l, what));
  if (!had) return [...lines, { ...what, key }];
  return [...lines.filter((l) => l !== had), { ...had, qty: Math.min(MOST, had.qty + what.qty) }];
}

export const counted = (lines: Line[], key: string, qty: number): Line[] =>
  lines.flatMap((l) => (l.key !== key ? [l] : qty < 1 ? [] : [{ ...l, qty: Math.min(MOST, qty) }]));

const chosenOf = (groups: WareGroup[], ids: string[]) =>
  groups.flatMap((g) => g.choices.filter((c) => ids.includes(c.id)));

/** Whether a group has as many choices as it asks for. */
export const enough = (g: WareGroup, ids: string[]) => {
  const n = g.choices.filter((c) => ids.includes(c.id)).length;
  return n >= g.min && n <= g.max;
};

/** A line with its words and prices; undefined: the shelf knows it no more. */
export function priced(shelf: Shelf, l: Line) {
  const s = shelf.skus.get(l.sku);
  if (!s) return undefined;
  const chosen = chosenOf(s.ware.groups, l.choices);
  const unit = chosen.reduce((sum, c) => sum + minor(c.adds.amount), minor(s.sku.price.amount));
  return { ...s, chosen, unit, total: unit * BigInt(l.qty) };
}

/** What is taken off: a whole percentage, or an amount as text. */
export type Off = { percent: number } | { amount: string };

/** Percent are rounded to the fen, half up, as the server does. */
export const offOf = (goods: bigint, off: Off | undefined): bigint => {
  if (!off) return 0n;
  if ("amount" in off) return minor(off.amount);
  return (goods * BigInt(off.percent) * 2n + 100n) / 200n;
};

export const sumOf = (shelf: Shelf, lines: Line[]) =>
  lines.reduce((sum, l) => sum + (priced(shelf, l)?.total ?? 0n), 0n);

/** Amounts that people hand over for a rest: it itself, and the next of each note. */
export function handed(rest: bigint): string[] {
  const out = new Set([rest]);
  for (const note of [5_00n, 10_00n, 20_00n, 50_00n, 100_00n]) out.add(((rest + note - 1n) / note) * note);
  return [...out]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .slice(0, 5)
    .map(decimal);
}
