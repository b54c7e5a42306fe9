import type { Page } from "../part.ts";
import { str } from "../read.ts";

/** What the wheels of a picker show. Lists may depend on what is chosen: a month has its days. */
export interface Columns {
  lists(chosen: number[]): string[][];
  at: number[];
  value(chosen: number[]): unknown;
  names?: string[];
}

const two = (n: number) => String(n).padStart(2, "0");
const upTo = (from: number, to: number) => Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => two(from + i));
const parts = (v: unknown, or: number[]) => or.map((o, i) => Number.parseInt(str(v).split(/[-:/]/)[i] ?? "", 10) || o);

/** "2024-02-29" or, of a picker for times, "09:30". Outside of start and end is the nearest in them. */
export function dateColumns(attrs: Record<string, unknown>, page: Page): Columns {
  if (attrs.mode === "time") {
    const [h = 0, m = 0] = parts(attrs.value, [0, 0]);
    return {
      lists: () => [upTo(0, 23), upTo(0, 59)],
      at: [h, m],
      value: ([hour = 0, minute = 0]) => clamp(`${two(hour)}:${two(minute)}`, attrs),
      names: [page.word("hour"), page.word("minute")],
    };
  }
  const now = new Date();
  const many = { year: 1, month: 2 }[str(attrs.fields)] ?? 3;
  const [first = 0] = parts(attrs.start, [now.getFullYear() - 100]);
  const [last = 0] = parts(attrs.end, [now.getFullYear() + 100]);
  const [y = 0, m = 0, d = 0] = parts(attrs.value, [now.getFullYear(), now.getMonth() + 1, now.getDate()]);
  const days = (year: number, month: number) => new Date(year, month, 0).getDate();
  return {
    lists: ([year = 0, month = 0]) =>
      [upTo(first, last), upTo(1, 12), upTo(1, days(first + year, month + 1))].slice(0, many),
    at: [y - first, m - 1, d - 1].slice(0, many),
    value: ([year = 0, month = 0, day = 0]) =>
      clamp(
        [first + year, month + 1, day + 1]
          .slice(0, many)
          .map((n) => two(n))
          .join("-"),
        attrs,
      ),
    names: [page.word("year"), page.word("month"), page.word("day")],
  };
}

/** Dates and times of one form compare as text. */
function clamp(v: string, { start, end }: Record<string, unknown>) {
  const [from, to] = [str(start).slice(0, v.length), str(end).slice(0, v.length)];
  if (from && v < from) return from;
  return to && v > to ? to : v;
}
