// Web Mercator, as all maps of the web have it: EPSG 3857 with tiles of 256 px.

export interface Place {
  latitude: number;
  longitude: number;
}
export interface Point {
  x: number;
  y: number;
}

const bound = 85.05112878;
const clamp = (v: number, low: number, high: number) => Math.max(low, Math.min(high, v));

/** px from the corner in the north-west of the world, which is 256 px wide at scale 0. */
export function project({ latitude, longitude }: Place, scale: number): Point {
  const size = 256 * 2 ** scale;
  const sin = Math.sin((clamp(latitude, -bound, bound) * Math.PI) / 180);
  return { x: ((longitude + 180) / 360) * size, y: (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size };
}

export function unproject({ x, y }: Point, scale: number): Place {
  const size = 256 * 2 ** scale;
  const n = Math.PI * (1 - (2 * y) / size);
  return { latitude: (Math.atan(Math.sinh(n)) * 180) / Math.PI, longitude: (x / size) * 360 - 180 };
}

/** How many px a metre is. The earth is 40,075,016.686 m around at the equator. */
export const metre = (latitude: number, scale: number) =>
  (256 * 2 ** scale) / (40_075_016.686 * Math.cos((clamp(latitude, -bound, bound) * Math.PI) / 180));

/** The middle and the largest scale at which all places are within a box of so many px. */
export function fit(places: Place[], width: number, height: number, low: number, high: number) {
  const at = places.map((p) => project(p, 0));
  const [xs, ys] = [at.map((p) => p.x), at.map((p) => p.y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = Math.min(Math.max(width, 1) / (right - left || 1e-9), Math.max(height, 1) / (bottom - top || 1e-9));
  const scale = clamp(Math.log2(room), low, high);
  return { centre: unproject({ x: (left + right) / 2, y: (top + bottom) / 2 }, 0), scale };
}
