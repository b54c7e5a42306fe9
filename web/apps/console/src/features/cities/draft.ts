import type { CityDraft, OperatorCity } from "@livewell/api/console";

type Polygon = NonNullable<CityDraft["area"]>;

/** A border as text: a corner a line, latitude and longitude. Holes are left as they are and not shown. */
export const textOf = (area: Polygon | undefined) => (area?.outer ?? []).map((p) => `${p.lat}, ${p.lng}`).join("\n");

/** The border that somebody typed; undefined: none, "bad": it cannot be read. */
export function areaOf(text: string): Polygon | undefined | "bad" {
  const lines = text.split("\n").filter((l) => l.trim());
  if (lines.length === 0) return undefined;
  const outer = lines.map((l) => {
    const [lat, lng, more] = l
      .trim()
      .split(/[\s,，]+/)
      .map(Number);
    return more === undefined && lat !== undefined && lng !== undefined && Math.abs(lat) <= 90 && Math.abs(lng) <= 180
      ? { lat, lng }
      : undefined;
  });
  const corners = outer.filter((p) => p !== undefined);
  return corners.length === lines.length && corners.length >= 3 ? { outer: corners } : "bad";
}

const plain = (s: string) => s.toLowerCase().replace(/[\s']/g, "");

/** Whether a city is among those that are asked for: by text, and by what is shown. */
export function fits(c: OperatorCity, text: string, show: string): boolean {
  if ((show === "own" && !c.own) || (show === "hidden" && !c.hidden) || (show === "hot" && !c.hot)) return false;
  const q = plain(text);
  const initials = c.pinyin
    .split(" ")
    .map((s) => s[0])
    .join("");
  return (
    [c.zh, c.en, c.pinyin].some((x) => plain(x).includes(q)) || initials.startsWith(q) || (q !== "" && c.code === q)
  );
}
