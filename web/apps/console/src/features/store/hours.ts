import type { Hours, Span } from "@livewell/api/console";

const DAY = 24 * 60;

/** Days as people read them, Monday first; the wire's week begins on Sunday. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];
const place = (d: Weekday) => (weekdays.indexOf(d) + 1) % 7;

/** "09:30" of minutes after midnight; what lies on the next day begins again at 00:00. */
export function clockOf(minutes: number): string {
  const m = minutes % DAY;
  return `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;
}

export function minutesOf(clock: string): number | undefined {
  const m = /^(\d{2}):(\d{2})$/.exec(clock);
  return m ? Number(m[1]) * 60 + Number(m[2]) : undefined;
}

/** A span as typed: what ends at or before its beginning ends on the next day. */
export function spanOf(from: string, to: string): Span | undefined {
  const [a, b] = [minutesOf(from), minutesOf(to)];
  if (a === undefined || b === undefined) return undefined;
  return { from: a, to: b <= a ? b + DAY : b };
}

export const late = (s: Span) => s.to > DAY;

export const daily = (span: Span): Hours => ({ week: Array.from({ length: 7 }, () => [span]) });

export const spansOn = (h: Hours, d: Weekday): Span[] => h.week?.[place(d)] ?? [];

export function withDay(h: Hours, d: Weekday, spans: Span[]): Hours {
  const week = Array.from({ length: 7 }, (_, i) => (i === place(d) ? spans : (h.week?.[i] ?? [])));
  return { ...h, week };
}

export const withAll = (h: Hours, spans: Span[]): Hours => ({
  ...h,
  week: Array.from({ length: 7 }, () => spans.map((s) => ({ ...s }))),
});

export function withSpecial(h: Hours, date: string, spans: Span[] | undefined): Hours {
  const others = Object.entries(h.days ?? {}).filter(([d]) => d !== date);
  return { ...h, days: Object.fromEntries(spans ? [...others, [date, spans]] : others) };
}

export const specials = (h: Hours): [string, Span[]][] =>
  Object.entries(h.days ?? {})
    .map(([d, l]): [string, Span[]] => [d, l ?? []])
    .toSorted(([a], [b]) => a.localeCompare(b));

/** Where a day's next span begins: an hour after the last, or in the morning. */
export function another(spans: Span[]): Span {
  const last = spans.at(-1);
  if (!last) return { from: 9 * 60, to: 21 * 60 };
  const from = Math.min(last.to + 60, DAY - 60);
  return { from, to: Math.min(from + 180, DAY) };
}
