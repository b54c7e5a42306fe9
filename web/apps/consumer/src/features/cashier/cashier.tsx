import { api, type Trade } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, ButtonLink, Card, Icon, Notice, Pairs } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Confirm } from "../../shared/confirm";
import { Done } from "../../shared/done";
import { GoLink, SubPage } from "../../shared/nav";
import { BankSays, Source, usePaying } from "../../shared/paying";
import { Shown } from "../../shared/states";

/** A trade: the cashier while it waits, the result afterwards. */
export function Cashier({ id, next = "" }: { id: string; next?: string }) {
  const t = useT();
  const trade = useQuery({
    queryKey: ["trade", id],
    queryFn: () => api.trade(id),
    refetchInterval: (q) => (q.state.data?.status === "WAIT_BUYER_PAY" ? 3000 : false),
  });
  if (trade.data && trade.data.status !== "WAIT_BUYER_PAY") return <Result trade={trade.data} next={next} />;
  return (
    <SubPage title={t("cashier.title")}>
      <Shown of={trade}>{(x) => <Pay trade={x} />}</Shown>
    </SubPage>
  );
}

function Pay({ trade }: { trade: Trade }) {
  const t = useT();
  const f = useFormat();
  const [asking, setAsking] = useState(false);
  const paying = usePaying(trade.id);
  const pay = async (proof: string) => {
    await paying.pay(proof);
    setAsking(false);
  };
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
        <Source of={paying} />
      </Card>
      <BankSays of={paying} />
      <Notice icon="shield">{t("cashier.care")}</Notice>
      <Button block busy={paying.waits} onClick={() => setAsking(true)}>
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

function Result({ trade, next }: { trade: Trade; next: string }) {
  const t = useT();
  const f = useFormat();
  const go = useNavigate();
  const paid = trade.status !== "TRADE_CLOSED";
  // Who came from a page of this app goes back to it by itself.
  useEffect(() => {
    if (!next || !paid) return;
    const timer = setTimeout(() => void go({ href: next, replace: true }), 1200);
    return () => clearTimeout(timer);
  }, [next, paid, go]);
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
      {next && (
        <Button block onClick={() => void go({ href: next, replace: true })}>
          {t("order.see")}
        </Button>
      )}
      <GoLink block kind={back || next ? "link" : "primary"} to="/" replace>
        {t("common.done")}
      </GoLink>
    </Done>
  );
}
