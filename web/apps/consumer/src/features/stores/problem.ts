import type { Quote } from "@livewell/api";
import type { Formatter, Key, T } from "@livewell/i18n";

/** What stands against a line or a basket, in words. */
export function problemText(t: T, f: Formatter, p: Quote["problems"][number]): string {
  if (p.code === "closed" && p.at) return t("problem.closedUntil", { at: f.short(p.at) });
  return t(`problem.${p.code}` as Key, {
    amount: p.now ? f.money(p.now) : "",
    ...(p.left === undefined ? {} : { count: p.left }),
  });
}
