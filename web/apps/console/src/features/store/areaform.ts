import type { Area, Point } from "@livewell/api/console";
import { around, pointOf, spotOf } from "./geometry";
import { priceOf } from "./itemform";

export type BandDraft = { key: string; upto: string; fee: string };
export type AreaDraft = {
  key: string;
  name: string;
  minimum: string;
  bands: BandDraft[];
  ring: Point[];
  /** Where nobody delivers to: a park, a river. */
  holes: Point[][];
};

let rows = 0;
const key = () => `a${++rows}`;
const short = (amount: string) => amount.replace(/\.00$/, "");
const km = (metres: number) => String(metres / 1000);

export const draftOfArea = (a: Area): AreaDraft => ({
  key: key(),
  name: a.name ?? "",
  minimum: short(a.minimum.amount),
  bands: a.bands.map((b) => ({ key: key(), upto: km(b.upto), fee: short(b.fee.amount) })),
  ring: a.border.outer,
  holes: (a.border.holes ?? []).map((h) => h ?? []),
});

export const newArea = (centre: Point): AreaDraft => ({
  key: key(),
  name: "",
  minimum: "15",
  bands: [
    { key: key(), upto: "1", fee: "2" },
    { key: key(), upto: "3", fee: "4" },
  ],
  ring: around(centre, 2000),
  holes: [],
});

export const newBand = (after: BandDraft | undefined): BandDraft => ({
  key: key(),
  upto: after ? String(Number(after.upto) + 1 || "") : "1",
  fee: after?.fee ?? "2",
});

/** Whole metres of a distance typed in kilometres, from a metre to 100 km. */
export function metresOf(typed: string): number | undefined {
  if (!/^\d{1,3}(\.\d{0,3})?$/.test(typed.trim())) return undefined;
  const m = Math.round(Number(typed) * 1000);
  return m >= 1 && m <= 100_000 ? m : undefined;
}

/** The lines of the fees that are wrong. */
export function badBands(bands: BandDraft[]): string[] {
  let far = 0;
  return bands
    .filter((b) => {
      const upto = metresOf(b.upto);
      const bad = upto === undefined || upto <= far || priceOf(b.fee) === undefined;
      if (upto !== undefined) far = Math.max(far, upto);
      return bad;
    })
    .map((b) => b.key);
}

export const badArea = (a: AreaDraft): boolean =>
  badBands(a.bands).length > 0 || a.bands.length === 0 || priceOf(a.minimum) === undefined;

const cny = (amount: string) => ({ amount, currency: "CNY" as const });

/** What is sent of an area without faults. */
export const areaOf = (a: AreaDraft): Area => ({
  ...(a.name.trim() ? { name: a.name.trim() } : {}),
  border: { outer: a.ring, ...(a.holes.length > 0 ? { holes: a.holes } : {}) },
  minimum: cny(priceOf(a.minimum) ?? "0.00"),
  bands: a.bands.map((b) => ({ upto: metresOf(b.upto) ?? 1, fee: cny(priceOf(b.fee) ?? "0.00") })),
});

/** The rings of an area: its border, then its holes. */
export const ringsOf = (a: AreaDraft): Point[][] => [a.ring, ...a.holes];

/** An area with its n-th ring drawn anew. */
export const withRing = (a: AreaDraft, n: number, ring: Point[]): Pick<AreaDraft, "ring" | "holes"> =>
  n === 0 ? { ring, holes: a.holes } : { ring: a.ring, holes: a.holes.map((h, i) => (i === n - 1 ? ring : h)) };

/** A hole to begin with: small, halfway from the store to the first corner. */
export function newHole(centre: Point, a: AreaDraft): Point[] {
  const s = spotOf(centre, a.ring[a.holes.length % a.ring.length] ?? centre);
  return around(pointOf(centre, { x: s.x / 2, y: s.y / 2 }), Math.max(50, Math.hypot(s.x, s.y) / 8), 4);
}
