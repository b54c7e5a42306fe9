import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const tokens = readFileSync(join(root, "../internal/brand/brand.css"), "utf8");

/** What one rule of a style sheet declares. */
const declared = (css: string, selector: string) => {
  const body = css.split(`${selector} {`)[1]?.split("}")[0] ?? "";
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
};
const light = declared(tokens, ":root");
const dark = { ...light, ...declared(tokens, ':root[data-theme="dark"]') };

type Colour = [number, number, number, number];

function colour(text: string | undefined): Colour {
  const hex = /^#([0-9a-f]{6})$/.exec(text ?? "")?.[1];
  if (hex) return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)).concat(1) as Colour;
  const rgb = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(text ?? "");
  if (rgb) return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3]), Number(rgb[4]) / 100];
  throw new Error(`${text} is not a colour of ours`);
}

/** The relative luminance and the contrast ratio of WCAG 2.2, "Terms and Definitions". */
const luminance = ([r, g, b]: Colour) => {
  const part = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const contrast = (a: Colour, b: Colour) => {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};

/** A name, or "over on under" for what shines through. */
function of(theme: Record<string, string>, name: string): Colour {
  const [over, under] = name.split(" on ");
  const top = colour(theme[over ?? ""]);
  if (!under) return top;
  const low = colour(theme[under]);
  return [0, 1, 2].map((i) => (top[i] ?? 0) * top[3] + (low[i] ?? 0) * (1 - top[3])).concat(1) as Colour;
}

// WCAG 2.2, 1.4.3: text. On the left what is written, on the right what it stands on.
const text: [string, string[]][] = [
  ["text", ["bg", "surface", "sunken", "line"]], // line: a key of the keypad that is pressed
  ["text-2", ["bg", "surface", "sunken"]],
  ["brand-text", ["bg", "surface", "sunken", "brand-soft"]],
  ["on-brand", ["brand"]],
  ["good", ["bg", "surface", "good-soft"]],
  ["warn", ["surface", "warn-soft"]],
  ["bad", ["bg", "surface", "bad-soft"]],
  ["on-alert", ["alert"]],
  ["on-toast", ["toast"]],
  ["on-hero", ["hero-from", "hero-to", "hero-shine on hero-from"]],
  ["ink", ["paper"]],
  ["ink-2", ["paper"]],
  ["ink-brand", ["paper"]],
  ["on-film", ["film"]],
];

// WCAG 2.2, 1.4.11: the edges of controls, their marks, icons, the ring of the
// focus, the bars of a chart. "line" only parts rows and is not in the list.
const marks: [string, string[]][] = [
  ["edge", ["bg", "surface", "sunken"]],
  ["brand", ["surface"]], // a switch that is on, the bar of today
  ["knob", ["edge", "brand"]],
  ["brand-text", ["bg", "surface", "sunken", "brand-soft"]],
  ["bad", ["bg", "surface"]],
  ["alert", ["surface"]],
  ["surface", ["warn", "good", "bad"]], // the icons of services, on their tiles
  ["on-hero", ["hero-from", "hero-to", "hero-shine on hero-from"]],
  ["ink-brand", ["paper"]],
];

const sheets = [
  "packages/ui/src/ui.css",
  "apps/consumer/src/app/app.css",
  "apps/consumer/src/app/home.css",
  "apps/console/src/app/console.css",
].map((f) => readFileSync(join(root, f), "utf8"));

for (const [name, theme] of Object.entries({ light, dark })) {
  for (const [list, least] of [
    [text, 4.5],
    [marks, 3],
  ] as const)
    test(`every pair of the ${name} theme is at least ${least}:1`, () => {
      const bad = list.flatMap(([fore, backs]) =>
        backs
          .map((back) => ({ pair: `${fore} on ${back}`, ratio: contrast(of(theme, fore), of(theme, back)) }))
          .filter((p) => p.ratio < least)
          .map((p) => `${p.pair}: ${p.ratio.toFixed(2)}`),
      );
      expect(bad).toEqual([]);
    });
}

test("the formula is that of WCAG", () => {
  expect(contrast(colour("#000000"), colour("#ffffff"))).toBeCloseTo(21, 5);
  expect(contrast(colour("#777777"), colour("#ffffff"))).toBeCloseTo(4.48, 2);
});

test("every rule that sets both a colour and what it stands on is in the tables", () => {
  const known = new Set([...text, ...marks].flatMap(([fore, backs]) => backs.map((back) => `${fore} on ${back}`)));
  const found = sheets.flatMap((css) =>
    [...css.matchAll(/\{([^{}]*)\}/g)].flatMap((rule) => {
      const fore = /(?:^|[^-])color: var\(--([\w-]+)\)/.exec(rule[1] ?? "")?.[1];
      const back = /background: var\(--([\w-]+)\)/.exec(rule[1] ?? "")?.[1];
      return fore && back ? [`${fore} on ${back}`] : [];
    }),
  );
  expect(found.length).toBeGreaterThan(15);
  expect(found.filter((p) => !known.has(p))).toEqual([]);
});

test("every colour that writes or draws is in the tables", () => {
  const known = new Set([...text, ...marks].map(([fore]) => fore));
  const used = sheets.flatMap((css) =>
    [...css.matchAll(/(?:^|[\s{])(?:color|fill|outline-color): var\(--([\w-]+)\)/gm)].map((m) => m[1] ?? ""),
  );
  expect(used.filter((c) => !known.has(c))).toEqual([]);
});

test("name and colours are in the one file", () => {
  const files = ["apps/consumer", "apps/console", "packages/ui/src", "packages/i18n/src"].flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true, encoding: "utf8" })
      .filter((f) => /\.(css|ts|tsx|html|webmanifest)$/.test(f) && !/node_modules|\.test\./.test(f))
      .map((f) => join(root, dir, f)),
  );
  expect(files.length).toBeGreaterThan(80);
  const strays = files.flatMap((f) =>
    [...readFileSync(f, "utf8").matchAll(/#[0-9a-f]{6}\b|: "livewell"|>livewell</gi)].map((m) => `${f}: ${m[0]}`),
  );
  expect(strays).toEqual([]);
});
