import { api, type Amount, type Proposal } from "@livewell/api/console";
import { useFormat, type Formatter } from "@livewell/i18n";
import { Button } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { percentOf } from "../../shared/amounts";
import { Mono, Tag, Time, type Tone } from "../../shared/bits";
import { Reasoned } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT, type T } from "../../words";
import { methodName } from "./fees";

const states = ["open", "done", "rejected"] as const;
const tones: Record<Proposal["status"], Tone> = { open: "warn", done: "good", rejected: "quiet" };

const text = (v: unknown) => (typeof v === "string" ? v : "");

/** What a proposal would do, in a sentence. */
export function describe(p: Proposal, t: T, f: Formatter): string {
  const b = p.body;
  if (p.kind === "fee")
    return t("proposals.fee", {
      percent: percentOf(typeof b.ppm === "number" ? b.ppm : 0),
      merchant: text(b.merchant) || t("fees.everyone"),
      method: methodName(t, b.method),
      from: text(b.from) ? f.dateTime(text(b.from)) : "",
    });
  const money = f.money(b.amount as Amount);
  return t(b.take === true ? "proposals.take" : "proposals.give", { amount: money, party: text(b.party) });
}

export function Proposals() {
  const t = useT();
  const f = useFormat();
  const operator = hatsOf(useMe()).operator;
  const queries = useQueryClient();
  const [now, set] = useFilters("status");
  const status = states.find((s) => s === now.status) ?? "";
  const [deciding, setDeciding] = useState<{ of: Proposal; approve: boolean }>();
  const what = (p: Proposal) => {
    if (p.status !== "open") return p.note ? <span className="lw-break">{p.note}</span> : null;
    if (p.mine) return <span className="lw-small lw-muted">{t("proposals.mine")}</span>;
    if (!operator) return null;
    return (
      <span className="co-actions">
        <Button
          kind="link"
          aria-label={t("proposals.approveOne", { id: p.id })}
          onClick={() => setDeciding({ of: p, approve: true })}
        >
          {t("proposals.approve")}
        </Button>
        <Button
          kind="link"
          aria-label={t("proposals.rejectOne", { id: p.id })}
          onClick={() => setDeciding({ of: p, approve: false })}
        >
          {t("proposals.reject")}
        </Button>
      </span>
    );
  };
  return (
    <Screen title={t("proposals.title")} lead={t("proposals.lead")}>
      <div className="co-filters">
        <Select
          label={t("proposals.statusName")}
          value={status}
          onPick={(v) => set({ status: v })}
          options={[
            { value: "", label: t("common.all") },
            ...states.map((s) => ({ value: s, label: t(`proposals.status.${s}`) })),
          ]}
        />
      </div>
      <Listed
        queryKey={["proposals", status]}
        fetch={(cursor) => api.proposals({ status, limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("proposals.none")}
        emptyHint={t("proposals.noneHint")}
      >
        {(rows) => (
          <Table
            caption={t("proposals.title")}
            rows={rows}
            id={(p) => p.id}
            columns={[
              { head: t("proposals.what"), main: true, cell: (p) => describe(p, t, f) },
              { head: t("common.reason"), cell: (p) => <span className="lw-break">{p.reason}</span> },
              { head: t("proposals.by"), cell: (p) => <Mono>{p.madeBy}</Mono> },
              { head: t("proposals.at"), cell: (p) => <Time at={p.createdAt} /> },
              {
                head: t("proposals.statusName"),
                cell: (p) => <Tag tone={tones[p.status]}>{t(`proposals.status.${p.status}`)}</Tag>,
              },
              { head: t("proposals.decision"), cell: what },
            ]}
          />
        )}
      </Listed>
      {deciding && (
        <Reasoned
          title={t(deciding.approve ? "proposals.approveAsk" : "proposals.rejectAsk")}
          text={describe(deciding.of, t, f)}
          action={t(deciding.approve ? "proposals.approve" : "proposals.reject")}
          danger={!deciding.approve}
          done={t(deciding.approve ? "proposals.approved" : "proposals.rejected")}
          run={(note) => api.decide(deciding.of.id, { approve: deciding.approve, note })}
          onDone={() => queries.invalidateQueries()}
          onClose={() => setDeciding(undefined)}
        />
      )}
    </Screen>
  );
}
