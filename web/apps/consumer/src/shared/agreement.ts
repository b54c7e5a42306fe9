import type { Agreement } from "@livewell/api";
import type { Formatter, T } from "@livewell/i18n";

export function agreementLines(a: Agreement, t: T, f: Formatter): [string, string][] {
  const none = /^0(\.0+)?$/.test(a.singleLimit.amount);
  const out: [string, string][] = [
    [t("cashier.seller"), a.seller],
    [t("agreement.limit"), none ? t("agreement.noLimit") : f.money(a.singleLimit)],
    [t("agreement.ends"), f.day(a.endsAt)],
  ];
  if (a.signedAt) out.push([t("agreement.signedAt"), f.dateTime(a.signedAt)]);
  out.push([t("bill.object"), a.no]);
  return out;
}
