import type { City } from "@livewell/api";

/** By their pinyin for readers of Chinese, as they come; by name for the others. */
export function byLetter(cities: City[], chinese: boolean): [string, City[]][] {
  const sorted = chinese ? cities : [...cities].sort((a, b) => a.en.localeCompare(b.en, "en"));
  const groups = new Map<string, City[]>();
  for (const c of sorted) {
    const first = (chinese ? c.pinyin : c.en.normalize("NFD")).charAt(0).toUpperCase();
    const letter = /[A-Z]/.test(first) ? first : "#";
    groups.set(letter, [...(groups.get(letter) ?? []), c]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Cities by their codes, those that are there. */
export function some(cities: City[], codes: string[]): City[] {
  const by = new Map(cities.map((c) => [c.code, c]));
  return codes.flatMap((code) => by.get(code) ?? []);
}
