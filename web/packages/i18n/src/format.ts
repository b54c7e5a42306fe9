import { useMemo } from "react";
import { useLanguage, type Language } from "./start";

export type Money = { amount: string; currency: string };

type Decimal = Intl.StringNumericLiteral;

export type Formatter = ReturnType<typeof formatter>;

/** Amounts go from the wire to the screen as strings: no float comes near them. */
export function formatter(l: Language) {
  const tag = l === "zh" ? "zh-CN" : "en";
  const date = (o: Intl.DateTimeFormatOptions) => {
    const f = new Intl.DateTimeFormat(tag, o);
    return (at: string | Date) => f.format(typeof at === "string" ? new Date(at) : at);
  };
  const money = (m: Money, sign: "auto" | "exceptZero" = "auto") =>
    new Intl.NumberFormat(tag, {
      style: "currency",
      currency: m.currency,
      currencyDisplay: "narrowSymbol",
      signDisplay: sign,
    }).format(m.amount as Decimal);
  const unit = (n: number, u: string) =>
    new Intl.NumberFormat(tag, { style: "unit", unit: u, unitDisplay: "long" }).format(n);
  const percent = (points: number, o: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(tag, { style: "percent", ...o }).format(points / 10_000);
  const clock = date({ hour: "2-digit", minute: "2-digit", hour12: false });
  const shortDay = date({ month: "short", day: "numeric" });
  const weekday = date({ weekday: "short", month: "short", day: "numeric" });
  const monthName = date({ year: "numeric", month: "long", timeZone: "UTC" });
  const seconds = (n: number) => {
    if (n < 90) return unit(n, "second");
    return n < 5400 ? unit(Math.ceil(n / 60), "minute") : unit(Math.ceil(n / 3600), "hour");
  };
  const today = new Date();
  return {
    money,
    signed: (m: Money) => money(m, "exceptZero"),
    /** Basis points: 8824 is "88.24%". */
    /** "a, b and c". */
    list: (names: string[]) => new Intl.ListFormat(tag, { type: "conjunction" }).format(names),
    percent: (points: number) => percent(points, { minimumFractionDigits: 2 }),
    /** The same with its sign, to a tenth. */
    change: (points: number) => percent(points, { maximumFractionDigits: 1, signDisplay: "exceptZero" }),
    number: (n: number) => new Intl.NumberFormat(tag).format(n),
    clock,
    day: date({ year: "numeric", month: "short", day: "numeric" }),
    weekday,
    dayMonth: shortDay,
    /** "2026-11" as a title. */
    month: (m: string) => monthName(`${m}-01T00:00:00Z`),
    dateTime: date({
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hour12: false,
    }),
    /** The time for what is of today, else the day. */
    short: (at: string) => {
      const d = new Date(at);
      return d.toDateString() === today.toDateString() ? clock(d) : `${shortDay(d)} ${clock(d)}`;
    },
    seconds,
  };
}

export function useFormat(): Formatter {
  const l = useLanguage();
  return useMemo(() => formatter(l), [l]);
}
