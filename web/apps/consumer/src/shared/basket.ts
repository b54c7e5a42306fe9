import type { Amount, Item, OrderLine } from "@livewell/api";
import { useSyncExternalStore } from "react";

/** A line of a basket, with what the person saw when they chose it. */
export type Chosen = {
  sku: string;
  choices: string[];
  qty: number;
  seen: Amount;
  item: string;
  name: string;
  nameEn?: string | undefined;
  /** Names of the variant and the choices, in both languages. */
  with: string[];
  withEn: string[];
  picture?: string | undefined;
  /** What else than the menu decides on the price. */
  offer?: string | undefined;
};

const keyOf = (store: string) => `livewell.basket.${store}`;
const none: Chosen[] = [];
const read = new Map<string, Chosen[]>();
const watchers = new Set<() => void>();

function load(store: string): Chosen[] {
  const had = read.get(store);
  if (had) return had;
  let lines = none;
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(store)) ?? "[]");
    if (Array.isArray(stored)) lines = stored as Chosen[];
  } catch {
    // Storage may be forbidden or hold nonsense: then the basket is empty.
  }
  read.set(store, lines);
  return lines;
}

export function setBasket(store: string, lines: Chosen[]) {
  read.set(store, lines);
  try {
    if (lines.length) localStorage.setItem(keyOf(store), JSON.stringify(lines));
    else localStorage.removeItem(keyOf(store));
  } catch {
    // It lasts as long as the page then.
  }
  for (const w of watchers) w();
}

// Another tab of the same person changes the same basket.
globalThis.addEventListener?.("storage", () => {
  read.clear();
  for (const w of watchers) w();
});

const watch = (w: () => void) => {
  watchers.add(w);
  return () => watchers.delete(w);
};

export const useBasket = (store: string) => useSyncExternalStore(watch, () => load(store));

const same = (a: Chosen, b: Chosen) =>
  a.sku === b.sku && a.choices.join() === b.choices.join() && (a.offer ?? "") === (b.offer ?? "");

/** The basket with so many more of a line; a line with none left goes. */
export function changed(lines: Chosen[], line: Chosen, by: number): Chosen[] {
  const at = lines.findIndex((l) => same(l, line));
  if (at < 0) return by > 0 ? [...lines, { ...line, qty: Math.min(by, 999) }] : lines;
  return lines
    .map((l, i) => (i === at ? { ...l, ...line, qty: Math.min(l.qty + by, 999) } : l))
    .filter((l) => l.qty > 0);
}

export const pieces = (lines: Chosen[]) => lines.reduce((n, l) => n + l.qty, 0);

/** What a basket costs by what the person saw, in the smallest unit. The server's quote decides. */
export const seenTotal = (lines: Chosen[]) => lines.reduce((n, l) => n + minor(l.seen) * BigInt(l.qty), 0n);

/** An amount in its smallest unit. Amounts have two digits after the point, or none. */
export function minor(a: Amount): bigint {
  const [whole = "0", part = ""] = a.amount.split(".");
  return BigInt(whole + part.padEnd(2, "0").slice(0, 2));
}

export function amountOf(n: bigint, currency: Amount["currency"]): Amount {
  const text = n.toString().padStart(3, "0");
  return { amount: `${text.slice(0, -2)}.${text.slice(-2)}`, currency };
}

/** What one costs with choices, by the menu. */
export function unitOf(item: Item, sku: Item["skus"][number], choices: string[]): Amount {
  const adds = item.groups.flatMap((g) => g.choices).filter((c) => choices.includes(c.id ?? ""));
  return amountOf(
    adds.reduce((n, c) => n + minor(c.adds), minor(sku.price)),
    sku.price.currency,
  );
}

/** The lines of an order, to be ordered again at what they cost then. */
export const fromOrder = (lines: OrderLine[]): Chosen[] =>
  lines.map((l) => ({
    sku: l.sku,
    choices: l.choices,
    qty: l.qty,
    seen: l.unit,
    item: l.item,
    name: l.name,
    nameEn: l.nameEn,
    with: [l.variant ?? "", ...l.chosen].filter(Boolean),
    withEn: [l.variantEn || l.variant || "", ...l.chosenEn].filter(Boolean),
    picture: l.picture,
  }));
