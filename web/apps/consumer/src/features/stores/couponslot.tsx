import type { BasketCoupon, Quote } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, List, Row, Sheet } from "@livewell/ui";
import { useId, useState } from "react";
import { couponTitle, CouponText, nothing } from "../../shared/coupon";

type Props = {
  quote: Quote;
  /** Ids; undefined: the best. */
  chosen: string[] | undefined;
  /** False while another choice is being quoted. */
  fresh: boolean;
  onChoose: (ids: string[] | undefined) => void;
};

/** Which coupons are on a basket, and the way to others. */
export function CouponSlot({ quote: q, chosen, fresh, onChoose }: Props) {
  const t = useT();
  const f = useFormat();
  const [open, setOpen] = useState(false);
  const usable = q.coupons.filter((c) => !nothing(c.off)).length;
  const [next] = q.coupons.filter((c) => c.short).sort((a, b) => minor(a) - minor(b));
  const extra = !nothing(q.discount)
    ? t("coupon.saves", { amount: f.money(q.discount) })
    : usable
      ? t("coupon.some", { count: usable })
      : t("coupon.none");
  const hint = next?.short && t("coupon.more", { amount: f.money(next.short), what: couponTitle(t, f, next) });
  return (
    <>
      <List>
        <Row icon="bag" title={t("coupon.title")} note={hint} extra={extra} onClick={() => setOpen(true)} />
      </List>
      {open && (
        <Sheet title={t("coupon.title")} onClose={() => setOpen(false)}>
          <div className="lw-stack">
            <Side
              label={t("coupon.goods")}
              of={q.coupons.filter((c) => c.kind !== "delivery")}
              now={now(q, chosen, (c) => c.kind !== "delivery")}
              onPick={(id) => onChoose([id, now(q, chosen, (c) => c.kind === "delivery")].filter(Boolean))}
            />
            <Side
              label={t("coupon.way")}
              of={q.coupons.filter((c) => c.kind === "delivery")}
              now={now(q, chosen, (c) => c.kind === "delivery")}
              onPick={(id) => onChoose([now(q, chosen, (c) => c.kind !== "delivery"), id].filter(Boolean))}
            />
            <p className="lw-centre" role="status">
              {fresh && `${t("checkout.total")} ${f.money(q.total)}`}
            </p>
            {chosen && (
              <Button kind="link" block onClick={() => onChoose(undefined)}>
                {t("coupon.best")}
              </Button>
            )}
            <Button block onClick={() => setOpen(false)}>
              {t("common.done")}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
}

const minor = (c: BasketCoupon) => Number(c.short?.amount.replace(".", "") ?? 0);

/** The coupon of one side that is chosen: by the person, or by the server for them. */
const now = (q: Quote, chosen: string[] | undefined, side: (c: BasketCoupon) => boolean) =>
  q.coupons.find((c) => side(c) && (chosen ? chosen.includes(c.id) : c.chosen))?.id ?? "";

type SideProps = { label: string; of: BasketCoupon[]; now: string; onPick: (id: string) => void };

/** One of the coupons of a side, or none. */
function Side({ label, of, now, onPick }: SideProps) {
  const t = useT();
  const f = useFormat();
  const name = useId();
  if (!of.length) return null;
  return (
    <fieldset className="app-side">
      <legend>{label}</legend>
      {of.map((c) => (
        <label key={c.id} className="app-pick">
          <input
            type="radio"
            name={name}
            checked={now === c.id}
            disabled={nothing(c.off) && now !== c.id}
            onChange={() => onPick(c.id)}
          />
          <span className="app-item-text">
            <CouponText of={c} />
            {c.short && (
              <span className="lw-small">
                {t("coupon.more", { amount: f.money(c.short), what: couponTitle(t, f, c) })}
              </span>
            )}
          </span>
          {!nothing(c.off) && <span className="lw-num">{t("coupon.saves", { amount: f.money(c.off) })}</span>}
        </label>
      ))}
      <label className="app-pick">
        <input type="radio" name={name} checked={now === ""} onChange={() => onPick("")} />
        <span>{t("coupon.without")}</span>
      </label>
    </fieldset>
  );
}
