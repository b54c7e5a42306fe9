import { useFormat } from "@livewell/i18n";
import { Icon } from "@livewell/ui";
import { decimal, minor } from "../../shared/amounts";
import { useT } from "../../words";
import { paidOf, type useCounter } from "./counting";
import { cny } from "./drawer";

/** What is to be paid, in large; after the sale, what goes back. */
export function Totals({ of: c }: { of: ReturnType<typeof useCounter> }) {
  const t = useT();
  const f = useFormat();
  const money = (n: bigint) => f.money(cny(decimal(n)));
  const s = c.sale;
  const change = s?.tenders.reduce((sum, x) => sum + minor(x.change.amount), 0n) ?? 0n;
  if (c.over && s) {
    const cash = s.tenders.some((x) => x.kind === "cash" && x.status === "paid");
    return (
      <div className="rg-total done st-noprint" role="status">
        <p className="rg-sold">
          <Icon name={s.status === "finished" ? "check" : "info"} size={28} />
          {t(
            s.status !== "finished"
              ? `register.states.${s.status}`
              : s.channel === "offline"
                ? "register.doneOffline"
                : "register.done",
          )}
        </p>
        {cash ? (
          <>
            <span>{t("register.change")}</span>
            <strong>{money(change)}</strong>
          </>
        ) : (
          <>
            <span>{t("register.total")}</span>
            <strong>{f.money(s.total)}</strong>
          </>
        )}
      </div>
    );
  }
  const discount = s ? minor(s.discount.amount) : c.discount;
  const goods = s ? minor(s.goods.amount) : c.goods;
  const paid = s ? paidOf(s) : 0n;
  return (
    <div className="rg-total" role="status">
      {discount > 0n && (
        <p className="rg-part">
          <span>{t("register.goods")}</span> <span className="lw-num">{money(goods)}</span>
        </p>
      )}
      {discount > 0n && (
        <p className="rg-part">
          <span>{t("register.discount")}</span> <span className="lw-num">{money(-discount)}</span>
        </p>
      )}
      {paid > 0n && (
        <p className="rg-part">
          <span>{t("register.paid")}</span> <span className="lw-num">{money(paid)}</span>
        </p>
      )}
      <span>{t(paid > 0n ? "register.rest" : "register.total")}</span>
      <strong>{money(paid > 0n && s ? minor(s.total.amount) - paid : s ? minor(s.total.amount) : c.total)}</strong>
    </div>
  );
}
