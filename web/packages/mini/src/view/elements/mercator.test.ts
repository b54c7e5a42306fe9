import { expect, test } from "vitest";
import { fit, metre, project, unproject } from "./mercator.ts";

test("a place comes back from where it is drawn", () => {
  for (const [latitude, longitude] of [
    [30.27, 120.12],
    [-33.9, 18.4],
    [0, -180],
  ] as const) {
    const back = unproject(project({ latitude, longitude }, 16), 16);
    expect(back.latitude).toBeCloseTo(latitude, 8);
    expect(back.longitude).toBeCloseTo(longitude, 8);
  }
  expect(project({ latitude: 0, longitude: 0 }, 1)).toEqual({ x: 256, y: 256 });
});

test("all places that shall be seen are within the box, as large as can be", () => {
  const places = [
    { latitude: 30, longitude: 120 },
    { latitude: 31, longitude: 122 },
  ];
  const { centre, scale } = fit(places, 300, 200, 5, 18);
  const [a, b] = places.map((p) => project(p, scale)) as [{ x: number; y: number }, { x: number; y: number }];
  expect(b.x - a.x).toBeCloseTo(300, 3);
  expect(a.y - b.y).toBeLessThanOrEqual(200);
  expect(centre.longitude).toBeCloseTo(121, 6);
  expect(fit(places.slice(0, 1), 300, 200, 5, 18).scale).toBe(18);
  expect(metre(0, 0) * 40_075_016.686).toBeCloseTo(256, 6);
});
