import type { Menu } from "@livewell/api/console";
import type { Key } from "../../words";
import { priceOf } from "./itemform";

export type FlashDraft = { sku: string; price: string; pieces: string; each: string; from: string; to: string };
export type GroupDraft = { sku: string; price: string; size: string; hours: string; until: string };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A moment as a field of day and time has it, in the browser's own zone. */
export function localOf(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

/** The moment that was typed; undefined: it is none. */
export function momentOf(typed: string): Date | undefined {
  const at = /^\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}/.test(typed) ? new Date(typed) : new Date(NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

export const newFlash = (sku: string, now: Date): FlashDraft => ({
  ...{ sku, price: "", pieces: "100", each: "1" },
  ...{ from: localOf(now), to: localOf(new Date(now.getTime() + DAY)) },
});

export const newGroup = (sku: string, now: Date): GroupDraft => ({
  ...{ sku, price: "", size: "3", hours: "24" },
  until: localOf(new Date(now.getTime() + 7 * DAY)),
});

/** A whole number in its limits, as typed; undefined: it is none. */
export function whole(typed: string, least: number, most: number): number | undefined {
  const n = /^\d{1,7}$/.test(typed.trim()) ? Number(typed) : -1;
  return n >= least && n <= most ? n : undefined;
}

export const priced = (typed: string) => /[1-9]/.test(priceOf(typed) ?? "");

export type Faults<D> = Partial<Record<keyof D, Key>>;

export function flashFaults(d: FlashDraft, now: Date): Faults<FlashDraft> {
  const out: Faults<FlashDraft> = {};
  const pieces = whole(d.pieces, 1, 1_000_000);
  const each = whole(d.each, 1, 999);
  const [from, to] = [momentOf(d.from), momentOf(d.to)];
  if (!d.sku) out.sku = "offers.needWhat";
  if (!priced(d.price)) out.price = "offers.needPrice";
  if (pieces === undefined) out.pieces = "offers.needPieces";
  if (each === undefined || (pieces !== undefined && each > pieces)) out.each = "offers.needEach";
  if (!from) out.from = "offers.needFrom";
  const long = to && from ? to.getTime() - from.getTime() : 1;
  if (!to || long <= 0 || long > 14 * DAY || to <= now) out.to = "offers.needTo";
  return out;
}

export function groupFaults(d: GroupDraft, now: Date): Faults<GroupDraft> {
  const out: Faults<GroupDraft> = {};
  const until = momentOf(d.until);
  if (!d.sku) out.sku = "offers.needWhat";
  if (!priced(d.price)) out.price = "offers.needPrice";
  if (whole(d.size, 2, 100) === undefined) out.size = "offers.needSize";
  if (whole(d.hours, 1, 72) === undefined) out.hours = "offers.needHours";
  if (!until || until <= now) out.until = "offers.needUntil";
  return out;
}

export const cny = (typed: string) => ({ amount: priceOf(typed) ?? "", currency: "CNY" as const });

/** What is sent of drafts without faults. */
export const flashOf = (d: FlashDraft) => ({
  ...{ sku: d.sku, price: cny(d.price), pieces: Number(d.pieces), each: Number(d.each) },
  ...{ starts: momentOf(d.from)?.toISOString() ?? "", ends: momentOf(d.to)?.toISOString() ?? "" },
});

export const groupOf = (d: GroupDraft) => ({
  ...{ sku: d.sku, price: cny(d.price), size: Number(d.size), hours: Number(d.hours) },
  ends: momentOf(d.until)?.toISOString() ?? "",
});

const flashPlaces: Record<string, keyof FlashDraft> = {
  ...{ sku: "sku", price: "price", pieces: "pieces", each: "each", starts: "from", ends: "to" },
};
const groupPlaces: Record<string, keyof GroupDraft> = {
  ...{ sku: "sku", price: "price", size: "size", hours: "hours", ends: "until" },
};
export const top = (at: string) => /^body\.(\w+)/.exec(at)?.[1] ?? "";

/** The field that a place in the request stands for: "body.ends" is "to". */
export const flashPlace = (at: string) => flashPlaces[top(at)];
export const groupPlace = (at: string) => groupPlaces[top(at)];

export type Ware = { sku: string; name: string; price: { amount: string; currency: string } };

/** What the menu sells, a line for each variant. */
export function waresOf(menu: Menu, named: (zh: string, en: string | undefined) => string): Ware[] {
  return menu.items.flatMap((i) =>
    i.skus.flatMap((k) => {
      const name = named(i.name, i.nameEn);
      const variant = k.name && i.skus.length > 1 ? named(k.name, k.nameEn) : "";
      return k.id ? [{ sku: k.id, name: variant ? `${name} · ${variant}` : name, price: k.price }] : [];
    }),
  );
}
