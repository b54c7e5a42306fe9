import type { Area } from "@livewell/api/console";
import { expect, test } from "vitest";
import { areaOf, badBands, draftOfArea, metresOf, newArea, newHole, ringsOf, withRing } from "./areaform";

const cny = (amount: string) => ({ amount, currency: "CNY" as const });
const p = (lat: number, lng: number) => ({ lat, lng });
const area: Area = {
  name: "all",
  border: {
    outer: [p(39.9, 116.4), p(39.9, 116.5), p(40, 116.5)],
    holes: [[p(39.92, 116.47), p(39.92, 116.48), p(39.93, 116.48)]],
  },
  minimum: cny("15.00"),
  bands: [
    { upto: 1000, fee: cny("2.00") },
    { upto: 3500, fee: cny("4.50") },
  ],
};

test("an area that nobody touched is sent as it was, its holes too", () => {
  expect(areaOf(draftOfArea(area))).toEqual(area);
  expect(areaOf(newArea(p(39.9, 116.4))).border).not.toHaveProperty("holes");
});

test("each fee reaches farther than the one before", () => {
  const bands = (...l: [string, string][]) => l.map(([upto, fee], i) => ({ key: String(i), upto, fee }));
  expect(badBands(bands(["1", "2"], ["3", "4"]))).toEqual([]);
  expect(badBands(bands(["3", "2"], ["3", "4"], ["2", "4"], ["4", "5"]))).toEqual(["1", "2"]);
  expect(badBands(bands(["1", ""], ["x", "1"]))).toEqual(["0", "1"]);
});

test("kilometres are sent as whole metres", () => {
  expect(["1", "0.25", "3.5", "100"].map(metresOf)).toEqual([1000, 250, 3500, 100_000]);
  expect(["0", "", "-1", "100.001", "1e2", "0.0001"].map(metresOf)).toEqual(Array.from({ length: 6 }));
});

test("a hole lies inside the border, away from the store, and is drawn like it", () => {
  const centre = p(39.9, 116.4);
  const a = newArea(centre);
  const cut = { ...a, holes: [newHole(centre, a)] };
  expect(ringsOf(cut)).toHaveLength(2);
  const far = (q: { lat: number; lng: number }) => Math.hypot(q.lat - 39.9, (q.lng - 116.4) * Math.cos(0.7));
  const rim = Math.max(...a.ring.map(far));
  for (const q of cut.holes[0] ?? []) {
    expect(far(q)).toBeGreaterThan(rim / 4);
    expect(far(q)).toBeLessThan(rim * 0.8);
  }
  const drawn = [p(1, 1), p(2, 2), p(3, 1)];
  expect(withRing(cut, 1, drawn)).toEqual({ ring: a.ring, holes: [drawn] });
  expect(withRing(cut, 0, drawn)).toEqual({ ring: drawn, holes: cut.holes });
  expect(areaOf({ ...cut, ...withRing(cut, 1, drawn) }).border.holes).toEqual([drawn]);
});
