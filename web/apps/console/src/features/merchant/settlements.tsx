import { api, type Settlement } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Notice, Pairs, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { Money, Tag, Time, type Tone } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { GoLink } from "../../shared/links";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

type State = "INIT" | "IN_DOUBT" | "DONE" | "REFUSED";
const tones: Record<State, Tone> = { INIT: "warn", IN_DOUBT: "warn", DONE: "good", REFUSED: "bad" };

function Sent({ of }: { of: Settlement }) {
  const t = useT();
  if (!of.state) return <>{t("settlements.kept")}</>;
  return <Order state={of.state} />;
}

function Order({ state }: { state: State }) {
  const t = useT();
  return <Tag tone={tones[state]}>{t(`settlements.state.${state}`)}</Tag>;
}

/** What today has earned so far, on the card today, for a fee. */
function Early() {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const owner = hatsOf(useMe()).owner;
  const [asking, setAsking] = useState(false);
  const [attempt, setAttempt] = useState(newAttempt);
  const payouts = useQuery({ queryKey: ["payouts"], queryFn: api.payouts });
  const pay = useMutation({
    mutationFn: () => api.payOut(attempt.key),
    onSuccess: (data) => {
      queries.setQueryData(["payouts"], data);
      setAttempt(newAttempt());
      setAsking(false);
      toast(t("settlements.onItsWay"));
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
  const { next, items = [] } = payouts.data ?? {};
  if (!next && items.length === 0) return null;
  return (
    <Panel
      title={t("settlements.today")}
      end={
        next &&
        owner && (
          <Button kind="soft" onClick={() => setAsking(true)}>
            {t("settlements.payOut", { amount: f.money(next.amount) })}
          </Button>
        )
      }
    >
      <p className="lw-muted">{t("settlements.todayText")}</p>
      {items.length > 0 && (
        <Table
          caption={t("settlements.today")}
          rows={items}
          id={(e) => e.id ?? ""}
          columns={[
            { head: t("settlements.at"), main: true, cell: (e) => e.at && <Time at={e.at} /> },
            { head: t("settlements.early"), end: true, cell: (e) => <Money of={e.amount} /> },
            { head: t("settlements.earlyFee"), end: true, cell: (e) => <Money of={e.fee} /> },
            { head: t("settlements.bank"), cell: (e) => e.state && <Order state={e.state} /> },
          ]}
        />
      )}
      {asking && next && (
        <FormSheet
          title={t("settlements.payOut", { amount: f.money(next.amount) })}
          action={t("settlements.payOutNow")}
          busy={pay.isPending}
          error={pay.error}
          onSubmit={() => pay.mutate()}
          onClose={() => setAsking(false)}
        >
          <Pairs
            of={[
              [t("settlements.toCard"), f.money(next.amount)],
              [t("settlements.earlyFee"), f.money(next.fee)],
            ]}
          />
          <p className="lw-small lw-muted">{t("settlements.feeText")}</p>
        </FormSheet>
      )}
    </Panel>
  );
}

export function Settlements() {
  const t = useT();
  const f = useFormat();
  const held = useQuery({ queryKey: ["merchant"], queryFn: api.merchant }).data?.held;
  return (
    <Screen
      title={t("settlements.title")}
      lead={t("settlements.lead")}
      actions={
        <GoLink kind="soft" to="/sales">
          {t("sales.title")}
        </GoLink>
      }
    >
      {held && /[1-9]/.test(held.amount) && <Notice>{t("settlements.held", { amount: f.money(held) })}</Notice>}
      <Early />
      <Listed
        queryKey={["settlements"]}
        fetch={(cursor) => api.settlements({ limit: 31, ...(cursor ? { cursor } : {}) })}
        empty={t("settlements.none")}
        emptyHint={t("settlements.noneHint")}
      >
        {(rows) => (
          <Table
            caption={t("settlements.title")}
            rows={rows}
            id={(s) => s.day}
            columns={[
              {
                head: t("common.day"),
                main: true,
                cell: (s) => (
                  <Link to="/trades" search={{ from: s.day, to: s.day } as never}>
                    {f.day(`${s.day}T12:00:00`)}
                  </Link>
                ),
              },
              { head: t("sums.payments"), end: true, cell: (s) => f.number(s.payments) },
              { head: t("sums.paid"), end: true, cell: (s) => <Money of={s.paid} /> },
              { head: t("sums.refunded"), end: true, cell: (s) => <Money of={s.refunded} /> },
              { head: t("sums.fees"), end: true, cell: (s) => <Money of={s.fees} /> },
              { head: t("sums.net"), end: true, cell: (s) => <Money of={s.net} /> },
              {
                head: t("settlements.early"),
                end: true,
                cell: (s) => (
                  <>
                    <Money of={s.early} />
                    {/[1-9]/.test(s.earlyFee.amount) && (
                      <span className="co-block lw-small lw-muted">
                        {t("settlements.earlyFee")} <Money of={s.earlyFee} />
                      </span>
                    )}
                  </>
                ),
              },
              { head: t("settlements.sent"), end: true, cell: (s) => <Money of={s.sent} /> },
              { head: t("settlements.bank"), cell: (s) => <Sent of={s} /> },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}
