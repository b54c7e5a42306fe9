import { api, type Order } from "@livewell/api/console";
import { Empty } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { Facts, Money, Mono, Time } from "../../shared/bits";
import { useParam } from "../../shared/filters";
import { Panel, Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { ActButtons, Dialogs, type Asked } from "./acts";
import { Lines } from "./card";
import { OrderState } from "./history";
import { orderKey } from "./live";
import { useModeName, useNamed, useStateName } from "./names";
import "./store.css";

const EVERY = 10_000; // an order that is under way moves without this page

export function OrderPage() {
  const t = useT();
  const [id, store] = [useParam("id"), useParam("store")];
  const [asked, setAsked] = useState<Asked>();
  const order = useQuery({ queryKey: orderKey(id), queryFn: () => api.order(id), refetchInterval: EVERY });
  const o = order.data;
  return (
    <Screen
      title={o ? t("board.order", { number: o.number ?? "" }) : t("order.one")}
      lead={
        <span className="co-line">
          <Link to="/stores/$store" params={{ store }} translate={o ? "no" : undefined}>
            {o?.storeName ?? t("store.one")}
          </Link>
          <Mono>{id}</Mono>
        </span>
      }
      actions={o && <ActButtons of={o} onAsk={setAsked} refund />}
    >
      <Shown of={order}>{(of) => <Inside of={of} />}</Shown>
      <Dialogs asked={asked} onClose={() => setAsked(undefined)} />
    </Screen>
  );
}

const reasons = ["no_answer", "unpaid"] as const;

function Inside({ of: o }: { of: Order }) {
  const t = useT();
  const mode = useModeName();
  const named = useNamed();
  const known = reasons.find((r) => r === o.reason);
  const own = (text: string) => (
    <span translate="no" className="lw-break">
      {text}
    </span>
  );
  const facts: [string, ReactNode | undefined][] = [
    [t("order.status"), <OrderState key="s" of={o.status} />],
    [t("order.mode"), mode(o.mode)],
    [t("order.table"), o.table && own(o.table)],
    [t("order.at"), <Time key="t" at={o.paidAt ?? o.createdAt} />],
    [t("order.due"), o.dueAt && <Time key="d" at={o.dueAt} />],
    [t("order.buyer"), o.buyer && own(o.buyer)],
    [t("order.to"), o.to && own([o.to.place, o.to.door, o.to.name, o.to.phone].filter(Boolean).join(" · "))],
    [t("shipping.carrier"), o.parcel && own(named(o.parcel.carrier, o.parcel.carrierEn))],
    [t("shipping.tracking"), o.parcel && own(o.parcel.number)],
    [t("order.noteOf"), o.note && own(o.note)],
    [t("order.reason"), o.reason && (known ? t(`order.why.${known}`) : own(o.reason))],
    [t("order.goods"), <Money key="g" of={o.goods} />],
    [t("order.packing"), <Money key="p" of={o.packing} />],
    [t("order.fee"), <Money key="f" of={o.fee} />],
    [t("order.discount"), /[1-9]/.test(o.discount.amount) && <Money key="c" of={o.discount} />],
    [t("order.points"), o.points && /[1-9]/.test(o.points.off.amount) && <Money key="c2" of={o.points.off} />],
    [t("order.total"), <Money key="m" of={o.total} />],
    [t("order.refunded"), <Money key="r" of={o.refunded} />],
    [
      t("order.trade"),
      <Link key="x" to="/trades/$id" params={{ id: o.trade }}>
        {o.trade}
      </Link>,
    ],
  ];
  return (
    <>
      <Panel>
        <Facts of={facts.filter(([, v]) => v) as [string, ReactNode][]} />
      </Panel>
      <div className="co-columns">
        <Panel title={t("order.lines")}>
          <Lines of={o.lines} priced />
        </Panel>
        <Panel title={t("order.timeline")}>
          <Timeline of={o} />
        </Panel>
      </div>
      <Refunds of={o} />
    </>
  );
}

const actors = ["buyer", "shop", "rider", "system"] as const;

function Timeline({ of }: { of: Order }) {
  const t = useT();
  const step = useStateName("step");
  return (
    <ol className="st-steps">
      {of.steps.map((s, i) => {
        const who = actors.find((a) => a === s.actor);
        return (
          <li key={i}>
            <span className="co-strong">{step(s.status)}</span>
            {who && <span className="lw-muted">{t(`order.by.${who}`)}</span>}
            <span className="lw-muted">
              <Time at={s.at} />
            </span>
            {s.note && (
              <span translate="no" className="lw-break st-stepnote">
                {s.note}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Refunds are the payment's: there they have their number and reason. */
function Refunds({ of }: { of: Order }) {
  const t = useT();
  const trade = useQuery({ queryKey: ["trade", of.trade], queryFn: () => api.trade(of.trade) });
  return (
    <Panel title={t("order.refunds")}>
      <Shown of={trade}>
        {({ refunds }) =>
          refunds.length === 0 ? (
            <Empty icon="refund" title={t("refund.none")} />
          ) : (
            <Table
              caption={t("order.refunds")}
              rows={refunds}
              id={(r) => r.id}
              columns={[
                { head: t("order.at"), main: true, cell: (r) => <Time at={r.at} /> },
                {
                  head: t("common.reason"),
                  cell: (r) => (
                    <span className="lw-break" translate="no">
                      {r.reason || t("common.dash")}
                    </span>
                  ),
                },
                { head: t("common.amount"), end: true, cell: (r) => <Money of={r.amount} /> },
              ]}
            />
          )
        }
      </Shown>
    </Panel>
  );
}
