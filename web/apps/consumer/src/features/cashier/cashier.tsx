import { api, type Trade } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, ButtonLink, Card, Choice, Icon, Notice, Pairs } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Confirm } from "../../shared/confirm";
import { Done } from "../../shared/done";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** A trade: the cashier while it waits, the result afterwards. */
export function Cashier({ id }: { id: string }) {
  const t = useT();
  const trade = useQuery({
    queryKey: ["trade", id],
    queryFn: () => api.trade(id),
    refetchInterval: (q) => (q.state.data?.status === "WAIT_BUYER_PAY" ? 3000 : false),
  });
  if (trade.data && trade.data.status !== "WAIT_BUYER_PAY") return <Result trade={trade.data} />;
  return (
    <SubPage title={t("cashier.title")}>
      <Shown of={trade}>{(x) => <Pay trade={x} />}</Shown>
    </SubPage>
  );
}

function Pay({ trade }: { trade: Trade }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [source, setSource] = useState(""); // a card's id; empty: the balance
  const [order, setOrder] = useState<string>();
  // A key per source: a second try after a lost answer pays nothing twice.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const wallet = useQuery({ queryKey: ["wallet"], queryFn: api.wallet });
  const cards = useQuery({ queryKey: ["cards"], queryFn: api.cards });
  const bank = useBank(order, trade.id);
  const choose = (card: string) => {
    setSource(card);
    setOrder(undefined);
    setKey(crypto.randomUUID());
  };
  const pay = async (proof: string) => {
    const paid = await api.payTrade(key, trade.id, proof, source);
    setAsking(false);
    setOrder(paid.bankOrder);
    setKey(crypto.randomUUID());
    for (const k of ["wallet", "bills", "waiting"]) void queries.invalidateQueries({ queryKey: [k] });
    queries.setQueryData(["trade", trade.id], paid);
  };
  const balance = wallet.data ? t("cashier.balance", { amount: f.money(wallet.data.available) }) : t("common.loading");
  const waits = bank === "INIT" || bank === "IN_DOUBT";
  return (
    <>
      <Card className="lw-stack lw-centre">
        <p className="lw-break">{t("cashier.payTo", { seller: trade.seller })}</p>
        <p className="lw-total">{f.money(trade.total)}</p>
      </Card>
      <Card>
        <Pairs
          of={[
            [t("cashier.subject"), trade.subject],
            [t("cashier.expires"), f.dateTime(trade.expiresAt)],
          ]}
        />
      </Card>
      <Card>
        <div className="lw-stack">
          <p className="lw-label">{t("cashier.source")}</p>
          <Choice
            look="chips"
            label={t("cashier.source")}
            value={source}
            onChange={choose}
            options={[
              { value: "", label: balance },
              ...(cards.data?.items ?? []).map((c) => ({ value: c.id, label: t("cards.name", { ...c }) })),
            ]}
          />
        </div>
      </Card>
      {waits && <Notice icon="clock">{t("cashier.bankAsked")}</Notice>}
      {bank === "REFUSED" && <Notice tone="bad">{t("cashier.bankRefused")}</Notice>}
      <Notice icon="shield">{t("cashier.care")}</Notice>
      <Button block busy={waits} onClick={() => setAsking(true)}>
        {t("cashier.pay", { amount: f.money(trade.total) })}
      </Button>
      {asking && (
        <Confirm
          title={t("cashier.confirm")}
          want={{ payee: trade.payee, amount: trade.total, nonce: trade.id }}
          onProof={pay}
          onClose={() => setAsking(false)}
        >
          <div className="lw-centre">
            <p className="lw-break">{trade.seller}</p>
            <p className="lw-total">{f.money(trade.total)}</p>
          </div>
        </Confirm>
      )}
    </>
  );
}

/** How far the bank is with an order for a trade. */
function useBank(order: string | undefined, trade: string) {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["bank-orders", "one", order],
    queryFn: () => api.bankOrder(order ?? ""),
    enabled: Boolean(order),
    refetchInterval: (q) => (q.state.data?.state === "REFUSED" || q.state.data?.state === "DONE" ? false : 1000),
  });
  const state = order ? (data?.state ?? "INIT") : undefined;
  useEffect(() => {
    if (state === "DONE")
      for (const k of [["trade", trade], ["wallet"], ["bills"]]) void queries.invalidateQueries({ queryKey: k });
  }, [state, trade, queries]);
  return state;
}

function Result({ trade }: { trade: Trade }) {
  const t = useT();
  const f = useFormat();
  const onward = useQuery({
    queryKey: ["trade", trade.id, "onward"],
    queryFn: () => api.tradeReturn(trade.id),
    enabled: trade.status !== "TRADE_CLOSED",
    retry: false,
  });
  const back = onward.data?.url;
  useEffect(() => {
    if (!back) return;
    const go = setTimeout(() => location.assign(back), 5000);
    return () => clearTimeout(go);
  }, [back]);
  const refunded = !/^0(\.0+)?$/.test(trade.refunded.amount);
  const lines: [string, string][] = [
    [t("cashier.seller"), trade.seller],
    [t("cashier.subject"), trade.subject],
  ];
  if (trade.paidAt) lines.push([t("cashier.paidAt"), f.dateTime(trade.paidAt)]);
  if (refunded) lines.push([t("cashier.refunded"), f.money(trade.refunded)]);
  lines.push([t("bill.object"), trade.id]);
  const closed = trade.status === "TRADE_CLOSED";
  const title = closed ? (refunded ? t("cashier.allRefunded") : t("cashier.closed")) : t("cashier.paid");
  return (
    <Done
      title={title}
      amount={trade.total}
      lines={lines}
      {...(closed ? { tone: refunded ? ("warn" as const) : ("bad" as const) } : {})}
    >
      {back && (
        <ButtonLink block href={back}>
          {t("cashier.backToShop")}
          <Icon name="next" size={18} />
        </ButtonLink>
      )}
      <GoLink block kind={back ? "link" : "primary"} to="/" replace>
        {t("common.done")}
      </GoLink>
    </Done>
  );
}
