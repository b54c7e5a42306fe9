import { OFFLINE, ApiError, type Amount, type MadeSale, type TerminalOrder } from "@livewell/api/terminal";
import type { Goods } from "./last";

/** A line of an order as programs write it. */
export interface Line {
  sku: string;
  choices?: string[];
  count: number;
  price: Amount;
}

/** A sale that waits to be sent, or one that the server did not want. */
export type Kept = { made: MadeSale; fault?: string };

export const isLost = (e: unknown) => e instanceof ApiError && e.code === OFFLINE;

// Whole fen: amounts have two decimals.
const fen = (a: Amount) => Number(a.amount.replace(".", ""));
export const cny = (n: number): Amount => ({
  amount: `${n}`.padStart(3, "0").replace(/(..)$/, ".$1"),
  currency: "CNY",
});
const key = (till: string) => `livewell.made.${till}`;

/** What a register sold without a network and has not sent yet, as this device keeps it. */
export function keptOf(till: string): Kept[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(key(till)) ?? "[]");
    return Array.isArray(all) ? (all as Kept[]) : [];
  } catch {
    return [];
  }
}

/** Throws where the device has no room: what is not kept is not sold. */
export const keep = (till: string, all: Kept[]) => localStorage.setItem(key(till), JSON.stringify(all));

type Priced = { name: string; unit: number };

/** What one piece costs by the menu; undefined: the menu does not sell it so. */
export function priceOf(menu: Goods, l: Line): Priced | undefined {
  for (const item of menu.items) {
    const sku = item.skus.find((k) => k.id === l.sku);
    if (!sku || !item.available) continue;
    const chosen = l.choices ?? [];
    const known = item.groups.flatMap((g) => g.choices.filter((c) => chosen.includes(c.id ?? "")));
    const fits = item.groups.every((g) => {
      const n = g.choices.filter((c) => chosen.includes(c.id ?? "")).length;
      return n >= g.min && n <= g.max;
    });
    if (!fits || known.length !== chosen.length) return undefined;
    return { name: item.name, unit: known.reduce((sum, c) => sum + fen(c.adds), fen(sku.price)) };
  }
  return undefined;
}

/**
 * An order that was made without a network, at the prices of the menu that was
 * read last; undefined: something of it is not on that menu, or at another price.
 */
export function orderHere(menu: Goods, lines: Line[], at: string, number: string): TerminalOrder | undefined {
  const all = lines.map((l) => ({ l, p: priceOf(menu, l) }));
  const zero = cny(0);
  let total = 0;
  const out: TerminalOrder["lines"] = [];
  for (const { l, p } of all) {
    if (!p || p.unit !== fen(l.price)) return undefined;
    total += p.unit * l.count;
    out.push({ name: p.name, qty: l.count, total: cny(p.unit * l.count) });
  }
  return {
    ...{ id: `here:${crypto.randomUUID()}`, status: "unpaid", number, off: zero, total: cny(total), rest: cny(total) },
    ...{ change: zero, asked: false, lines: out, at, counted: { used: 0, returned: 0, earned: 0, taken: 0 } },
  };
}

export const isHere = (id: string) => id.startsWith("here:");

/** The order once cash was taken for it. */
export const paidHere = (o: TerminalOrder, given: Amount): TerminalOrder => ({
  ...o,
  ...{ status: "completed", rest: cny(0), change: cny(fen(given) - fen(o.total)) },
});

/** What the server is told of a sale; wants are its lines, in the same order. */
export function madeOf(o: TerminalOrder, wants: Line[], shift: string, given: Amount, instead?: string): MadeSale {
  return {
    ...{ ref: o.id.slice(5), till: "", shift, at: o.at, off: cny(0), total: o.total, given },
    wants: wants.map((w, i) => ({
      ...{ sku: w.sku, choices: w.choices ?? [], qty: w.count, seen: w.price, name: o.lines[i]?.name ?? "" },
    })),
    ...(instead ? { instead } : {}),
  };
}
