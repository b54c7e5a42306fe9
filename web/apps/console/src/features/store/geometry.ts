import type { Point } from "@livewell/api/console";

// Flat in metres around the store: right to a thousandth at the size of a
// delivery area, and what the server reckons with too (edges straight in degrees).

/** Metres east and north of the store. */
export type Spot = { x: number; y: number };

const DEGREE = 111_195; // metres of a degree of latitude on the mean sphere
const narrow = (at: Point) => Math.max(0.01, Math.cos((at.lat * Math.PI) / 180));

export const spotOf = (centre: Point, p: Point): Spot => ({
  x: (p.lng - centre.lng) * DEGREE * narrow(centre),
  y: (p.lat - centre.lat) * DEGREE,
});

// Seven decimals are what the server keeps: a centimetre.
const grid = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

export const pointOf = (centre: Point, s: Spot): Point => ({
  lat: grid(centre.lat + s.y / DEGREE),
  lng: grid(centre.lng + s.x / (DEGREE * narrow(centre))),
});

/** A border of so many corners around the centre. */
export function around(centre: Point, metres: number, corners = 8): Point[] {
  return Array.from({ length: corners }, (_, i) => {
    const a = (i * 2 * Math.PI) / corners;
    return pointOf(centre, { x: metres * Math.sin(a), y: metres * Math.cos(a) });
  });
}

export const movedCorner = (ring: Point[], i: number, to: Point): Point[] => ring.map((p, n) => (n === i ? to : p));

export const LEAST = 3;

/** A ring without a corner; three stay. */
export const withoutCorner = (ring: Point[], i: number): Point[] =>
  ring.length > LEAST ? ring.filter((_, n) => n !== i) : ring;

/** A ring with a corner in the middle of the edge after corner i. */
export function withCornerAfter(ring: Point[], i: number): Point[] {
  const a = ring[i];
  const b = ring[(i + 1) % ring.length];
  if (!a || !b) return ring;
  const mid = { lat: grid((a.lat + b.lat) / 2), lng: grid((a.lng + b.lng) / 2) };
  return [...ring.slice(0, i + 1), mid, ...ring.slice(i + 1)];
}

const side = (a: Spot, b: Spot, c: Spot) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
const between = (a: Spot, b: Spot, c: Spot) =>
  Math.min(a.x, b.x) <= c.x && c.x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= c.y && c.y <= Math.max(a.y, b.y);

function meet(a: Spot, b: Spot, c: Spot, d: Spot): boolean {
  const [s1, s2, s3, s4] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (s1 !== s2 && s3 !== s4) return true;
  return (
    (s1 === 0 && between(a, b, c)) ||
    (s2 === 0 && between(a, b, d)) ||
    (s3 === 0 && between(c, d, a)) ||
    (s4 === 0 && between(c, d, b))
  );
}

/** Tells whether a border crosses or touches itself; the server would refuse it. */
export function crosses(ring: Spot[]): boolean {
  const n = ring.length;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      if (j === i + 1 || (i === 0 && j === n - 1)) continue; // neighbours share a corner
      const [a, b, c, d] = [ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n]];
      if (a && b && c && d && meet(a, b, c, d)) return true;
    }
  return false;
}

/** Square kilometres inside a border. */
export function sizeOf(ring: Spot[]): number {
  let sum = 0;
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a;
    sum += a.x * b.y - b.x * a.y;
  });
  return Math.abs(sum) / 2e6;
}

/** Whether the store, which is the origin, lies inside. */
export function holdsStore(ring: Spot[]): boolean {
  let inside = false;
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a;
    if (a.y > 0 !== b.y > 0 && 0 < a.x + ((0 - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  });
  return inside;
}

export const farthest = (spots: Spot[]): number => Math.max(0, ...spots.map((s) => Math.hypot(s.x, s.y)));

/** How far the picture must reach, in metres, to hold everything with some room. */
export function reachOf(spots: Spot[]): number {
  const far = Math.max(1000, ...spots.map((s) => Math.max(Math.abs(s.x), Math.abs(s.y)))) * 1.15;
  return steps.find((s) => s >= far) ?? 100_000;
}

const steps = [1000, 1500, 2000, 3000, 4000, 6000, 8000, 12_000, 20_000, 30_000, 50_000, 100_000];

/** The next picture, nearer (-1) or farther (1). */
export function zoomed(reach: number, by: 1 | -1): number {
  const i = steps.findIndex((s) => s >= reach);
  return steps[Math.min(steps.length - 1, Math.max(0, (i < 0 ? steps.length - 1 : i) + by))] ?? reach;
}

/** Kilometres of the circles to draw: at most about five. */
export function rings(reach: number): number[] {
  const step = [0.5, 1, 2, 5, 10, 20, 50].find((s) => (reach / 1000) * 1.42 <= s * 6) ?? 50;
  const out: number[] = [];
  for (let km = step; km * 1000 <= reach * 1.42; km += step) out.push(km);
  return out;
}
