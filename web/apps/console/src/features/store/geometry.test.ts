import { expect, test } from "vitest";
import * as geo from "./geometry";

const centre = { lat: 39.9305, lng: 116.4525 };
const spots = (ring: { lat: number; lng: number }[]) => ring.map((p) => geo.spotOf(centre, p));

test("a place goes to metres and back to within a centimetre or two", () => {
  for (const s of [
    { x: 0, y: 0 },
    { x: 1234.5, y: -987.6 },
    { x: -5000, y: 5000 },
  ]) {
    const back = geo.spotOf(centre, geo.pointOf(centre, s));
    expect(Math.hypot(back.x - s.x, back.y - s.y)).toBeLessThan(0.02);
  }
});

test("a border around the store holds it, has its size and does not cross itself", () => {
  const ring = spots(geo.around(centre, 2000, 64));
  expect(geo.holdsStore(ring)).toBe(true);
  expect(geo.crosses(ring)).toBe(false);
  expect(geo.sizeOf(ring)).toBeCloseTo(Math.PI * 4, 1);
  expect(geo.farthest(ring)).toBeCloseTo(2000, 0);
});

test("a bow tie crosses itself, and so does what only touches", () => {
  const s = (...l: [number, number][]) => l.map(([x, y]) => ({ x, y }));
  expect(geo.crosses(s([0, 0], [2, 2], [2, 0], [0, 2]))).toBe(true);
  expect(geo.crosses(s([0, 0], [4, 0], [4, 4], [2, 0]))).toBe(true);
  expect(geo.crosses(s([0, 0], [4, 0], [4, 4], [0, 4]))).toBe(false);
});

test("a corner is added in the middle of an edge, and three stay", () => {
  const ring = geo.around(centre, 1000, 3);
  const four = geo.withCornerAfter(ring, 2);
  expect(four).toHaveLength(4);
  expect(geo.sizeOf(spots(four))).toBeCloseTo(geo.sizeOf(spots(ring)), 4);
  expect(geo.withoutCorner(four, 3)).toEqual(ring);
  expect(geo.withoutCorner(ring, 0)).toBe(ring);
});

test("the picture reaches as far as the corners, with a handful of circles", () => {
  expect(geo.reachOf(spots(geo.around(centre, 2600)))).toBe(3000);
  for (const reach of [1000, 3000, 8000, 30_000, 100_000]) {
    const n = geo.rings(reach).length;
    expect([reach, n >= 2 && n <= 6]).toEqual([reach, true]);
  }
  expect(geo.zoomed(3000, 1)).toBe(4000);
  expect(geo.zoomed(1000, -1)).toBe(1000);
});
