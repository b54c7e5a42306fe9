import type { RegisterSale, SaleLine, Store } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { minor } from "../../shared/amounts";
import { useT } from "../../words";
import { Own, useNamed } from "./names";

function useMore() {
  const named = useNamed();
  return (l: SaleLine) =>
    [...(l.variant ? [named(l.variant, l.variantEn)] : []), ...l.chosen.map((c, i) => named(c, l.chosenEn[i]))].join(
      " · ",
    );
}

/** The lines of a sale that the server has. */
export function SaleLines({ of }: { of: RegisterSale }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const more = useMore();
  return (
    <ul className="rg-lines fixed" aria-label={t("register.list")}>
      {of.lines.map((l, i) => (
        <li key={i}>
          <span className="rg-what">
            <Own>{named(l.name, l.nameEn)}</Own>
            {more(l) && (
              <span className="lw-muted">
                <Own>{more(l)}</Own>
              </span>
            )}
          </span>
          <span className="lw-num lw-muted rg-unit">{f.money(l.unit)}</span>
          <strong className="lw-num">×{f.number(l.qty)}</strong>
          <strong className="lw-num rg-sum">{f.money(l.total)}</strong>
        </li>
      ))}
    </ul>
  );
}

/** What the buyer takes along. The printer's page has nothing else. */
export function Receipt({ of, store, till }: { of: RegisterSale; store: Store; till: string }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const more = useMore();
  const off = minor(of.discount.amount) > 0n;
  return (
    <section className="rg-receipt" aria-label={t("register.receipt")}>
      <h3>
        <Own>{named(store.name, store.nameEn)}</Own>
      </h3>
      <p translate="no">{store.address}</p>
      <p>
        {f.dateTime(of.at)} · {t("register.till")} <span translate="no">{till}</span>
      </p>
      <p translate="no">
        {t("register.number", { n: of.ref.slice(-8).toUpperCase() })} · {t("register.cashier", { name: of.cashier })}
      </p>
      <table>
        <tbody>
          {of.lines.map((l, i) => (
            <tr key={i}>
              <td>
                <Own>{named(l.name, l.nameEn)}</Own> ×{f.number(l.qty)}
                {more(l) && (
                  <small>
                    <Own>{more(l)}</Own>
                  </small>
                )}
              </td>
              <td className="lw-num">{f.money(l.total)}</td>
            </tr>
          ))}
          {off && (
            <tr>
              <td>{t("register.discount")}</td>
              <td className="lw-num">{f.money({ ...of.discount, amount: `-${of.discount.amount}` })}</td>
            </tr>
          )}
          <tr className="sum">
            <td>{t("register.total")}</td>
            <td className="lw-num">{f.money(of.total)}</td>
          </tr>
          {of.tenders
            .filter((x) => x.status === "paid" || x.status === "returned")
            .map((x) => (
              <tr key={x.id}>
                <td>{t(`register.${x.kind}`)}</td>
                <td className="lw-num">{f.money(x.kind === "cash" ? x.given : x.amount)}</td>
              </tr>
            ))}
          {of.tenders
            .filter((x) => minor(x.change.amount) > 0n)
            .map((x) => (
              <tr key={x.id}>
                <td>{t("register.change")}</td>
                <td className="lw-num">{f.money(x.change)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {of.counted && of.counted.used > 0 && <p>{t("register.used", { count: of.counted.used })}</p>}
      {of.counted && of.counted.earned > 0 && <p>{t("register.earned", { count: of.counted.earned })}</p>}
    </section>
  );
}
