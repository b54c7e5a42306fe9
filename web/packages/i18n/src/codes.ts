import i18next from "i18next";
import type { Formatter } from "./format";

const flat = (ns: string, code: string, values: Record<string, unknown>) =>
  i18next.exists(code, { ns, keySeparator: false })
    ? String(i18next.t(code, { ns, keySeparator: false, ...values }))
    : undefined;

/** What a fault means to the person who meets it; unknown ones get the general sentence. */
export function faultText(e: unknown, f: Formatter): string {
  const fault = e as { code?: string; args?: Record<string, unknown>; trace?: string };
  const args = fault.args ?? {};
  const wait = typeof args.retryAfter === "number" ? args.retryAfter : undefined;
  const until = typeof args.until === "string" ? args.until : undefined;
  const code = fault.code ?? "internal";
  const why = typeof args.reason === "string" ? flat("fault", `${code}:${args.reason}`, args) : undefined;
  const text = why ?? flat("fault", code, args) ?? flat("fault", "internal", args) ?? code;
  if (until) return `${text} ${String(i18next.t("common.againAt", { at: f.dateTime(until) }))}`;
  if (wait && wait > 1) return `${text} ${String(i18next.t("common.againIn", { in: f.seconds(wait) }))}`;
  return text;
}

/** Title and text of a message of the message centre. */
export function messageText(code: string, args: Record<string, string>, f: Formatter): { title: string; text: string } {
  const shown: Record<string, string> = { ...args };
  if (args.amount) shown.amount = f.money({ amount: args.amount, currency: args.currency ?? "CNY" });
  const title = flat("message", `${code}:title`, shown);
  if (title === undefined) return { title: String(i18next.t("messages.unknown")), text: "" };
  return { title, text: flat("message", code, shown) ?? "" };
}

/** What an app may do under a scope, in words; key is the server's name of the words. */
export function scopeText(key: string): { title: string; text: string } {
  const scope = key.replace(/^consent\.scope\./, "");
  return { title: flat("scope", scope, {}) ?? scope, text: flat("scope", `${scope}:text`, {}) ?? "" };
}
