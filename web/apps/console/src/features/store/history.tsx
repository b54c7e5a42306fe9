import { api } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Link } from "@tanstack/react-router";
import { Money, Tag, Time, type Tone } from "../../shared/bits";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { StoreFrame } from "./frame";
import { ordersKey } from "./live";
import { useModeName, useNamed, useStateName } from "./names";

const tones: Record<string, Tone> = { paid: "warn", completed: "good", cancelled: "quiet", unpaid: "quiet" };

export function OrderState({ of }: { of: string }) {
  const name = useStateName();
  return <Tag tone={tones[of]}>{name(of)}</Tag>;
}

export function HistoryPage() {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const mode = useModeName();
  return (
    <StoreFrame title={t("store.history")}>
      {(store) => (
        <Listed
          queryKey={ordersKey(store.id)}
          fetch={(cursor) => api.orders(store.id, { limit: 20, ...(cursor ? { cursor } : {}) })}
          empty={t("order.none")}
          emptyHint={t("order.noneHint")}
        >
          {(rows) => (
            <Table
              caption={t("order.history")}
              rows={rows}
              id={(o) => o.id}
              columns={[
                {
                  head: t("order.number"),
                  main: true,
                  cell: (o) => (
                    <Link to="/stores/$store/orders/$id" params={{ store: store.id, id: o.id }} className="co-strong">
                      {o.number || t("common.dash")}
                    </Link>
                  ),
                },
                {
                  head: t("order.what"),
                  cell: (o) => (
                    <span className="co-cut2">
                      {t("order.pieces", { name: named(o.first, o.firstEn), count: o.pieces })}
                    </span>
                  ),
                },
                { head: t("order.mode"), cell: (o) => mode(o.mode) },
                { head: t("order.status"), cell: (o) => <OrderState of={o.status} /> },
                { head: t("order.at"), cell: (o) => <Time at={o.paidAt ?? o.createdAt} /> },
                {
                  head: t("order.refunded"),
                  end: true,
                  cell: (o) => (/[1-9]/.test(o.refunded.amount) ? f.money(o.refunded) : t("common.dash")),
                },
                { head: t("order.total"), end: true, cell: (o) => <Money of={o.total} /> },
              ]}
            />
          )}
        </Listed>
      )}
    </StoreFrame>
  );
}
