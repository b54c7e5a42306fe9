import type { HomeBlock } from "@livewell/api/console";

/** The kinds that an operator can add, in the order that they are offered. */
export const kinds = [
  ...(["quick", "wealth", "apps", "strip", "banners", "daily", "group", "recent", "feed", "notice"] as const),
];
export type Kind = (typeof kinds)[number];
export const isKind = (k: string): k is Kind => kinds.some((x) => x === k);

const none = { zh: "", en: "" };

const settings: Record<Kind, Partial<HomeBlock>> = {
  quick: { quick: { items: ["scan", "paycode", "receive", "transfer"] } },
  wealth: { wealth: { links: ["collect", "cards"] } },
  apps: { apps: { most: 9 } },
  strip: { strip: { text: none } },
  banners: { banners: { items: [{ label: "notice", title: none, text: none }] } },
  daily: { shelf: { stores: ["grocery", "fruit"], most: 8 } },
  group: { shelf: { stores: ["hotpot"], most: 8 } },
  recent: { recent: { most: 3 } },
  feed: { feed: { stores: [] } },
  notice: { notice: { text: none, contactless: false } },
};

/** A block of a kind with its usual settings, under an id that no other has. */
export function fresh(kind: Kind, blocks: readonly HomeBlock[]): HomeBlock {
  let id: string = kind;
  for (let n = 2; blocks.some((b) => b.id === id); n++) id = `${kind}-${n}`;
  return { id, kind, title: none, ...settings[kind] };
}

/** The list with what stands at one place moved by so many; at an end it stays. */
export function shifted<T>(list: readonly T[], at: number, by: number): T[] {
  const out = [...list];
  const to = at + by;
  if (to < 0 || to >= out.length) return out;
  const [x] = out.splice(at, 1);
  if (x !== undefined) out.splice(to, 0, x);
  return out;
}

/** A list without or with one of its possible members, in the order of those. */
export const toggled = (list: readonly string[], x: string, on: boolean, all: readonly string[]) =>
  all.filter((a) => (a === x ? on : list.includes(a)));

/** Kinds of stores as typed, with commas or spaces between. */
export const kindsOf = (text: string) => [
  ...new Set(
    text
      .toLowerCase()
      .split(/[\s,，]+/)
      .filter(Boolean),
  ),
];

/** A share in percent, as typed, in basis points; undefined where it is none. */
export function sharePoints(percent: string): number | undefined {
  const m = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(percent.trim());
  if (!m) return undefined;
  const points = Number(m[1]) * 100 + Number((m[2] ?? "").padEnd(2, "0"));
  return points <= 10_000 ? points : undefined;
}
export const sharePercent = (points: number) => String(points / 100);
