import { api, type TradeDetail } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { amountOf, Button, Empty, Field, Notice, typedAmount, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { decimal, minor, rest } from "../../shared/amounts";
import { after, newAttempt } from "../../shared/attempt";
import { Facts, Mono, Money, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area } from "../../shared/fields";
import { useParam } from "../../shared/filters";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { methodName, Status } from "./trades";

export function TradePage() {
  const t = useT();
  const id = useParam("id");
  const me = hatsOf(useMe());
  const [refunding, setRefunding] = useState(false);
  const trade = useQuery({ queryKey: ["trade", id], queryFn: () => api.trade(id) });
  const left = trade.data && rest(trade.data.trade.total, trade.data.trade.refunded);
  // What was paid for an order goes back by the order, which keeps count of it.
  const ofOrder = trade.data?.trade.method === "order";
  const can =
    trade.data?.trade.status === "TRADE_SUCCESS" &&
    !ofOrder &&
    left &&
    minor(left.amount) > 0n &&
    (me.owner || me.manager);
  return (
    <Screen
      title={trade.data?.trade.subject ?? t("trades.one")}
      lead={<Mono>{id}</Mono>}
      actions={can && <Button onClick={() => setRefunding(true)}>{t("refund.title")}</Button>}
    >
      {ofOrder && <Notice>{t("refund.ofOrder")}</Notice>}
      <Shown of={trade}>{(d) => <Inside of={d} />}</Shown>
      {refunding && trade.data && <RefundDialog of={trade.data} onClose={() => setRefunding(false)} />}
    </Screen>
  );
}

function Inside({ of: { trade: x, refunds } }: { of: TradeDetail }) {
  const t = useT();
  return (
    <>
      <Panel>
        <Facts
          of={[
            [t("trades.statusName"), <Status key="s" of={x.status} />],
            [t("trades.total"), <Money key="m" of={x.total} />],
            [t("sums.refunded"), <Money key="r" of={x.refunded} />],
            [t("sums.fees"), <Money key="f" of={x.fee} />],
            ...(minor(x.waived.amount) > 0n
              ? ([[t("sums.waived"), <Money key="w" of={x.waived} />]] satisfies [string, ReactNode][])
              : []),
            [t("trades.method"), methodName(t, x.method)],
            [t("trades.buyer"), x.buyer || t("common.dash")],
            [t("trades.number"), x.outTradeNo ? <Mono key="n">{x.outTradeNo}</Mono> : t("common.dash")],
            [t("trades.created"), <Time key="c" at={x.createdAt} />],
            [t("trades.paid"), x.paidAt ? <Time key="p" at={x.paidAt} /> : t("common.dash")],
            [t("trades.app"), x.app ? <Mono key="a">{x.app}</Mono> : t("common.dash")],
            ...(x.note ? ([[t("trades.note"), x.note]] as [string, string][]) : []),
          ]}
        />
      </Panel>
      <Panel title={t("refund.list")}>
        {refunds.length === 0 ? (
          <Empty icon="refund" title={t("refund.none")} />
        ) : (
          <Table
            caption={t("refund.list")}
            rows={refunds}
            id={(r) => r.id}
            columns={[
              { head: t("trades.at"), main: true, cell: (r) => <Time at={r.at} /> },
              {
                head: t("common.reason"),
                cell: (r) => <span className="lw-break">{r.reason || t("common.dash")}</span>,
              },
              { head: t("refund.number"), cell: (r) => <Mono>{r.requestNo}</Mono> },
              { head: t("refund.feeBack"), end: true, cell: (r) => <Money of={r.feeBack} /> },
              { head: t("common.amount"), end: true, cell: (r) => <Money of={r.amount} /> },
            ]}
          />
        )}
      </Panel>
    </>
  );
}

function RefundDialog({ of: { trade }, onClose }: { of: TradeDetail; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const left = rest(trade.total, trade.refunded);
  const [attempt, setAttempt] = useState(newAttempt);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const amount = amountOf(typed);
  const tooMuch = amount !== undefined && minor(amount) > minor(left.amount);
  const amountError = !amount
    ? t("refund.amountNeeded")
    : tooMuch
      ? t("refund.over", { left: f.money(left) })
      : undefined;
  const reasonError = reason.trim() === "" ? t("refund.reasonNeeded") : undefined;
  const refund = useMutation({
    mutationFn: () =>
      api.refund(attempt.key, trade.id, {
        amount: { amount: amount ?? "", currency: trade.total.currency },
        reason: reason.trim(),
      }),
    onSuccess: async (r) => {
      await queries.invalidateQueries();
      toast(t("refund.done", { amount: f.money(r.amount) }));
      onClose();
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
  const submit = () => {
    setTried(true);
    if (!amountError && !reasonError) refund.mutate();
  };
  return (
    <FormSheet
      title={t("refund.title")}
      action={
        amount && !tooMuch ? t("refund.do", { amount: f.money({ amount, currency: left.currency }) }) : t("refund.doIt")
      }
      danger
      busy={refund.isPending}
      error={refund.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="lw-break">{t("refund.text", { subject: trade.subject, left: f.money(left) })}</p>
      <Field
        label={t("refund.amount")}
        inputMode="decimal"
        autoComplete="off"
        autoFocus
        required
        readOnly={attempt.doubt}
        value={typed}
        onChange={(e) => setTyped((was) => typedAmount(e.target.value) ?? was)}
        error={tried ? amountError : undefined}
      />
      <p>
        <Button kind="link" disabled={attempt.doubt} onClick={() => setTyped(decimal(minor(left.amount)))}>
          {t("refund.all", { left: f.money(left) })}
        </Button>
      </p>
      <Area
        label={t("common.reason")}
        required
        maxLength={200}
        readOnly={attempt.doubt}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
        hint={t("refund.reasonHint")}
        error={tried ? reasonError : undefined}
      />
      {attempt.doubt && !refund.isPending && (
        <Notice tone="warn" icon="warn">
          {t("refund.doubt")}
        </Notice>
      )}
    </FormSheet>
  );
}
