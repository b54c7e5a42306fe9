import type { Order, OrderLine, Store } from "@livewell/api/console";
import { minor } from "../../shared/amounts";
import type { Key } from "../../words";

export const columns = ["new", "making", "ready", "underway"] as const;
export type Column = (typeof columns)[number];

const columnOf: Record<string, Column> = { paid: "new", accepted: "making", ready: "ready", underway: "underway" };

const due = (o: Order) => Date.parse(o.dueAt ?? o.paidAt ?? o.createdAt);
const came = (o: Order) => Date.parse(o.paidAt ?? o.createdAt);

/** The board by columns: new ones as they came, the rest by when they are due. */
export function byColumn(orders: Order[]): Record<Column, Order[]> {
  const out: Record<Column, Order[]> = { new: [], making: [], ready: [], underway: [] };
  for (const o of orders) {
    const c = columnOf[o.status];
    // A voucher waits for its buyer to come: there is nothing to make.
    if (c && o.mode !== "voucher") out[c].push(o);
  }
  for (const c of columns) out[c].sort((a, b) => (c === "new" ? came(a) - came(b) : due(a) - due(b)));
  return out;
}

/** What the kitchen has before it, the one due first in front. */
export const toMake = (orders: Order[]): Order[] => byColumn(orders).making;

export const waiting = (orders: Order[]): Order[] => byColumn(orders).new;

const minutes = (ms: number) => Math.floor(ms / 60_000);

/** Minutes since an order was paid. */
export const age = (o: Order, now: number) => Math.max(0, minutes(now - came(o)));

/** Minutes that an order is late, undefined where it is not. The clock goes on between two answers of the server. */
export function lateBy(o: Order, now: number): number | undefined {
  if (!o.dueAt || now <= Date.parse(o.dueAt)) return undefined;
  return minutes(now - Date.parse(o.dueAt));
}

/** Whole minutes left to accept a new order; undefined: it is not waiting for that. */
export function toAccept(o: Order, terms: Store["terms"] | undefined, now: number): number | undefined {
  if (o.status !== "paid" || !terms) return undefined;
  return Math.max(0, minutes(came(o) + terms.within * 60_000 - now));
}

export type Act = { kind: "move" | "code" | "send" | "cancel"; to: string; words: Key };

/** What can be done with an order now, the usual next step first, cancelling last. */
export function actsOf(o: Order): Act[] {
  const out: Act[] = [];
  const can = (to: string) => o.can.includes(to);
  if (can("accepted")) out.push({ kind: "move", to: "accepted", words: "board.accept" });
  const posted = o.mode === "parcel";
  if (can("ready")) out.push({ kind: "move", to: "ready", words: posted ? "shipping.markPacked" : "board.markReady" });
  if (posted && can("underway")) out.push({ kind: "send", to: "underway", words: "shipping.send" });
  else if (posted && o.status === "underway") out.push({ kind: "send", to: "underway", words: "shipping.change" });
  else if (can("underway")) out.push({ kind: "move", to: "underway", words: "board.handRider" });
  // A voucher is used by its own code, not by a step of the order.
  if (can("completed") && o.mode !== "voucher") {
    if (o.mode === "pickup") out.push({ kind: "code", to: "completed", words: "board.handOver" });
    else out.push({ kind: "move", to: "completed", words: o.mode === "dinein" ? "board.served" : "board.delivered" });
  }
  if (can("cancelled"))
    out.push({ kind: "cancel", to: "cancelled", words: o.status === "paid" ? "board.reject" : "board.cancel" });
  return out;
}

/** Orders that were not there before: those that a bell is rung for. */
export const arrivals = (before: ReadonlySet<string> | undefined, orders: Order[]): Order[] =>
  before ? orders.filter((o) => !before.has(o.id) && o.mode !== "voucher") : [];

/** The pieces of an order that can still be paid back, by line. */
export const refundable = (o: Order) =>
  o.lines.map((l) => ({ line: l, left: l.qty - l.refunded })).filter((x) => x.left > 0);

/** What was paid for the first n pieces of a line, rounded as the server does. */
const paidFor = (l: OrderLine, n: number): bigint => {
  const paid = minor(l.total.amount) - minor(l.off?.amount ?? "0");
  return (2n * paid * BigInt(n) + BigInt(l.qty)) / (2n * BigInt(l.qty));
};

/** What comes back for so many pieces of a line, in minor units. */
export const backFor = (l: OrderLine, qty: number): bigint => paidFor(l, l.refunded + qty) - paidFor(l, l.refunded);
