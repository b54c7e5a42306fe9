import type { MemberRules } from "@livewell/api/console";
import type { Key } from "../../words";
import { decimal, minor } from "../../shared/amounts";

export type LevelDraft = { key: string; name: string; nameEn: string; from: string; percent: string };
export type RulesDraft = {
  on: boolean;
  name: string;
  nameEn: string;
  perYuan: string;
  value: string;
  share: string;
  months: string;
  levels: LevelDraft[];
};

export const MOST_LEVELS = 5;

/** The numbers of a form, with their bounds. */
export const bounds = {
  perYuan: [1, 100],
  share: [1, 100],
  months: [1, 60],
  from: [1, 1_000_000_000],
  percent: [1, 1000],
} as const;
export type Bounded = keyof typeof bounds;

/** A whole number within the bounds of a field; undefined: none. */
export function whole(name: Bounded, text: string): number | undefined {
  const [least, most] = bounds[name];
  const n = /^\d{1,10}$/.test(text.trim()) ? Number(text) : NaN;
  return n >= least && n <= most ? n : undefined;
}

/** What a point is worth, from a fen to a yuan. */
export function worthOf(text: string): string | undefined {
  const m = /^[01](?:\.\d{1,2})?$/.test(text.trim()) ? minor(text.trim()) : 0n;
  return m >= 1n && m <= 100n ? decimal(m) : undefined;
}

export const draftOf = (r: MemberRules, on: boolean): RulesDraft => ({
  ...{ on, name: r.name, nameEn: r.nameEn ?? "", perYuan: `${r.perYuan}`, value: r.worth.amount },
  ...{ share: `${r.share}`, months: `${r.months}` },
  levels: r.levels.map((l, i) => ({
    ...{ key: `${i}`, name: l.name, nameEn: l.nameEn ?? "", from: `${l.from}`, percent: `${l.percent}` },
  })),
});

/** What is wrong with a draft, by field. */
export function faultsOf(d: RulesDraft): Map<string, Key> {
  const out = new Map<string, Key>();
  const named = (at: string, text: string) => {
    if (!text.trim() || [...text.trim()].length > 20) out.set(at, "members.needName");
  };
  if (d.on) named("name", d.name);
  for (const name of ["perYuan", "share", "months"] as const)
    if (whole(name, d[name]) === undefined) out.set(name, "members.needNumber");
  if (!worthOf(d.value)) out.set("value", "members.needValue");
  d.levels.forEach((l, i) => {
    named(`${l.key}.name`, l.name);
    if (i > 0 && whole("from", l.from) === undefined) out.set(`${l.key}.from`, "members.needNumber");
    if (whole("percent", l.percent) === undefined) out.set(`${l.key}.percent`, "members.needNumber");
    const before = d.levels[i - 1];
    if (before && !(i > 1 && Number(l.from) <= Number(before.from)) && Number(l.percent) >= Number(before.percent))
      return;
    if (before && !out.has(`${l.key}.from`)) out.set(`${l.key}.from`, "members.needOrder");
  });
  return out;
}

export function rulesOf(d: RulesDraft): MemberRules & { on: boolean } {
  const text = (s: string) => (s.trim() ? { nameEn: s.trim() } : {});
  return {
    ...{ on: d.on, name: d.name.trim(), ...text(d.nameEn), perYuan: Number(d.perYuan) },
    ...{
      worth: { amount: worthOf(d.value) ?? "0.01", currency: "CNY" },
      share: Number(d.share),
      months: Number(d.months),
    },
    levels: d.levels.map((l, i) => ({
      ...{ name: l.name.trim(), ...text(l.nameEn), from: i === 0 ? 0 : Number(l.from), percent: Number(l.percent) },
    })),
  };
}

/** What 100 yuan bring at a level, and what that takes off; undefined: the form has no numbers yet. */
export function bringsOf(d: RulesDraft, l: LevelDraft): { points: number; worth: string } | undefined {
  const [per, percent, worth] = [whole("perYuan", d.perYuan), whole("percent", l.percent), worthOf(d.value)];
  if (per === undefined || percent === undefined || !worth) return undefined;
  return { points: per * percent, worth: decimal(minor(worth) * BigInt(per * percent)) };
}
