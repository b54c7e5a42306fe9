import type { Order, OrderLine, Store } from "@livewell/api/console";
import { useFormat, useLanguage } from "@livewell/i18n";
import { Icon } from "@livewell/ui";
import { Link } from "@tanstack/react-router";
import { Tag } from "../../shared/bits";
import { useT } from "../../words";
import { ActButtons, type Asked } from "./acts";
import { age, lateBy, toAccept } from "./grouping";
import { useModeName, useNamed } from "./names";

/** What is made: pieces, name, variant and what was chosen. */
export function Lines({ of, priced }: { of: OrderLine[]; priced?: boolean }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const language = useLanguage();
  return (
    <ul className="st-lines" translate="no">
      {of.map((l) => {
        const chosen = language === "en" ? l.chosen.map((c, i) => l.chosenEn[i] || c) : l.chosen;
        const what = [l.variant ? named(l.variant, l.variantEn) : "", ...chosen].filter(Boolean);
        return (
          <li key={l.no} className={l.refunded >= l.qty ? "gone" : undefined}>
            <span className="st-qty">{l.qty}</span>
            <span className="lw-break">
              <span className="st-what">{named(l.name, l.nameEn)}</span>
              {what.length > 0 && <span className="st-chosen">{what.join(" · ")}</span>}
              {l.refunded > 0 && (
                <span className="st-chosen" translate="yes">
                  {t("order.back", { n: l.refunded })}
                </span>
              )}
            </span>
            {priced && <span className="lw-num">{f.money(l.total)}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** When an order must be done, and that it is late. */
export function Due({ of, now }: { of: Order; now: number }) {
  const t = useT();
  const f = useFormat();
  const late = lateBy(of, now);
  if (!of.dueAt) return null;
  if (late === undefined) return <span className="lw-muted">{t("board.due", { at: f.short(of.dueAt) })}</span>;
  return (
    <span className="st-late">
      <Icon name="warn" size={16} />
      {late > 0 ? t("board.lateIn", { min: late }) : t("board.late", { at: f.clock(of.dueAt) })}
    </span>
  );
}

type Props = { of: Order; now: number; terms: Store["terms"]; onAsk: (a: Asked) => void };

export function OrderCard({ of, now, terms, onAsk }: Props) {
  const t = useT();
  const mode = useModeName();
  const left = toAccept(of, terms, now);
  const since = age(of, now);
  const number = of.number ?? "";
  return (
    <article
      id={`order-${of.id}`}
      tabIndex={-1}
      className={lateBy(of, now) === undefined ? "st-card" : "st-card late"}
      aria-label={t("board.order", { number })}
    >
      <header>
        <h3 className="st-number">
          <span className="lw-hide">{t("board.order", { number })}</span>
          <span aria-hidden="true">{number}</span>
        </h3>
        {of.table ? <Tag tone="warn">{t("board.table", { table: of.table })}</Tag> : <Tag>{mode(of.mode)}</Tag>}
        <span className="lw-small lw-muted st-since">
          {since > 0 ? t("board.since", { min: since }) : t("board.justNow")}
        </span>
      </header>
      <p className="co-line lw-small">
        <Due of={of} now={now} />
        {left !== undefined && (
          <span className={left < 2 ? "st-late" : "lw-muted"}>
            {left > 0 ? t("board.acceptBy", { min: left }) : t("board.acceptNow")}
          </span>
        )}
      </p>
      <Lines of={of.lines} />
      {of.note && (
        <p className="st-note">
          <span className="co-strong">{t("board.note")}</span>{" "}
          <span translate="no" className="lw-break">
            {of.note}
          </span>
        </p>
      )}
      {of.to && (
        <p className="lw-small lw-muted lw-break" translate="no">
          {[of.to.place, of.to.door].filter(Boolean).join(" ")}
        </p>
      )}
      <ActButtons of={of} onAsk={onAsk} refund={of.status !== "paid"}>
        <Link
          to="/stores/$store/orders/$id"
          params={{ store: of.store, id: of.id }}
          className="lw-button link"
          aria-label={t("board.ofOrder", { act: t("board.details"), number })}
        >
          {t("board.details")}
        </Link>
      </ActButtons>
    </article>
  );
}
