import type { Amount, BasketCoupon } from "@livewell/api";
import { useFormat, useT, type Formatter, type T } from "@livewell/i18n";

export type Terms = Pick<BasketCoupon, "kind" | "value" | "percent" | "least" | "ends">;

export const nothing = (a: Amount) => !/[1-9]/.test(a.amount);

/** What a coupon takes off, in words. */
export const couponTitle = (t: T, f: Formatter, c: Terms) =>
  t(`coupon.${c.kind}`, { amount: f.money(c.value), percent: c.percent });

/** The line of a sum that says what coupons take off, where they do. */
export const discountOf = (t: T, f: Formatter, of: { discount: Amount }): [string, string][] =>
  nothing(of.discount) ? [] : [[t("coupon.discount"), t("coupon.saves", { amount: f.money(of.discount) })]];

/** The line of a sum that says what points take off, where they do. */
export const pointsOf = (t: T, f: Formatter, of: { points?: { off: Amount } }): [string, string][] =>
  !of.points || nothing(of.points.off)
    ? []
    : [[t("member.balance"), t("coupon.saves", { amount: f.money(of.points.off) })]];

/** What a coupon is. */
export function CouponText({ of }: { of: Terms }) {
  const t = useT();
  const f = useFormat();
  return (
    <>
      <strong className="lw-break">{couponTitle(t, f, of)}</strong>
      <span className="lw-muted lw-small">
        {nothing(of.least) ? t("coupon.any") : t("coupon.least", { amount: f.money(of.least) })}
        {" · "}
        {t("coupon.ends", { at: f.short(of.ends) })}
      </span>
    </>
  );
}
