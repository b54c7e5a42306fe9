export type Spot = { lat: number; lng: number };

const perLat = 111_320;

/** Moves a spot by metres to the north and to the east. */
export const moved = (at: Spot, north: number, east: number): Spot => ({
  lat: round(at.lat + north / perLat),
  lng: round(at.lng + east / (perLat * Math.cos((at.lat * Math.PI) / 180))),
});

const round = (deg: number) => Math.round(deg * 1e6) / 1e6;

/** How far one spot lies north and east of another, in metres. */
export const offset = (from: Spot, to: Spot) => ({
  north: (to.lat - from.lat) * perLat,
  east: (to.lng - from.lng) * perLat * Math.cos((from.lat * Math.PI) / 180),
});
