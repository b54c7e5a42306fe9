import { api, type OrderHead } from "@livewell/api";
import { useFormat, useT, type Key } from "@livewell/i18n";
import { Empty } from "@livewell/ui";
import { Link } from "@tanstack/react-router";
import { kept } from "../../shared/kept";
import { Listed } from "../../shared/listed";
import { useName } from "../../shared/name";
import { GoLink, SubPage } from "../../shared/nav";
import { Picture } from "../../shared/picture";
import { standing } from "../../shared/standing";
import { Visits } from "./visits";

/** All orders, whatever they are of, newest first. */
export function Orders() {
  const t = useT();
  return (
    <SubPage title={t("order.list")} above="/me">
      <Visits />
      <Listed
        queryKey={["orders"]}
        fetch={(cursor) => kept(`orders${cursor}`, () => api.orders(cursor ? { cursor } : {}))}
        empty={
          <Empty icon="bills" title={t("order.none")}>
            <p>{t("order.noneText")}</p>
            <GoLink to="/stores" search={{ mode: "takeaway", kind: "" }}>
              {t("order.first")}
            </GoLink>
          </Empty>
        }
      >
        {(orders) => (
          <ul className="app-stores">
            {orders.map((o) => (
              <OrderRow key={o.id} order={o} />
            ))}
          </ul>
        )}
      </Listed>
    </SubPage>
  );
}

function OrderRow({ order: o }: { order: OrderHead }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const inside = (
    <>
      <Picture of={o.picture} size={64} />
      <span className="app-store-text">
        <strong className="lw-break">{o.storeName}</strong>
        <span className="lw-small lw-break">
          {name({ name: o.first, nameEn: o.firstEn })}
          {o.pieces > 1 && ` ${t("order.more", { count: o.pieces - 1 })}`}
        </span>
        <span className="app-facts">
          <span>{o.elsewhere ? t("order.elsewhere") : t(`mode.${o.mode}` as Key)}</span>
          <span>{f.short(o.createdAt)}</span>
        </span>
      </span>
      <span className="app-order-end">
        <strong className="lw-num">{f.money(o.total)}</strong>
        <span className={`app-status ${o.status}`}>{standing(t, o)}</span>
      </span>
    </>
  );
  return (
    <li>
      {!o.elsewhere ? (
        <Link to="/orders/$id" params={{ id: o.id }} className="app-store">
          {inside}
        </Link>
      ) : o.link ? (
        <a href={o.link} target="_blank" rel="noopener noreferrer" className="app-store">
          {inside}
        </a>
      ) : (
        <div className="app-store">{inside}</div>
      )}
    </li>
  );
}
