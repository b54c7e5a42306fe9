import { api, type Trial } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import { Facts, Mono } from "../../shared/bits";
import { Area, Select } from "../../shared/fields";
import { Panel, Screen } from "../../shared/screen";
import { Refused } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

const facts = [
  ...(["amount", "method", "proven", "static", "transfer", "new_payee"] as const),
  ...(["count_hour", "count_day", "sum_day", "static_day", "hour"] as const),
];

export function DraftRule() {
  const t = useT();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [name, setName] = useState("");
  const [expr, setExpr] = useState("");
  const [action, setAction] = useState<"STEP_UP" | "DENY">("STEP_UP");
  const [reason, setReason] = useState("");
  const badName = name !== "" && !/^[a-z]+(\.[a-z_]+)*$/.test(name);
  const badReason = reason !== "" && !/^[a-z_]{1,40}$/.test(reason);
  const ready = name && expr.trim() && reason && !badName && !badReason;
  const dry = useMutation({ mutationFn: () => api.tryRule({ expr: expr.trim(), action }) });
  const save = useMutation({
    mutationFn: () => api.draftRule({ name, expr: expr.trim(), action, reason }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["rules"] });
      toast(t("rules.saved"));
      await navigate({ to: "/rules" });
    },
  });
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (ready && !save.isPending) save.mutate();
  };
  return (
    <Screen title={t("rules.draft")} lead={t("rules.draftLead")}>
      <div className="co-columns">
        <Panel title={t("rules.one")}>
          <form className="co-form" onSubmit={send} noValidate>
            <Field
              label={t("rules.name")}
              required
              maxLength={40}
              value={name}
              onChange={(e) => setName(e.target.value)}
              hint={t("rules.nameHint")}
              error={badName ? t("rules.nameBad") : undefined}
            />
            <Area
              label={t("rules.expr")}
              className="co-mono"
              required
              rows={4}
              maxLength={1000}
              spellCheck={false}
              value={expr}
              onChange={(e) => setExpr(e.target.value)}
              hint={t("rules.exprHint")}
            />
            <Select
              label={t("rules.action")}
              value={action}
              onPick={setAction}
              options={[
                { value: "STEP_UP", label: t("rules.does.STEP_UP") },
                { value: "DENY", label: t("rules.does.DENY") },
              ]}
            />
            <Field
              label={t("rules.reason")}
              required
              maxLength={40}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
              hint={t("rules.reasonHint")}
              error={badReason ? t("rules.reasonBad") : undefined}
            />
            <Refused error={save.error ?? dry.error} />
            <div className="co-actions">
              <Button kind="plain" busy={dry.isPending} disabled={!expr.trim()} onClick={() => dry.mutate()}>
                {t("rules.try")}
              </Button>
              <Button type="submit" busy={save.isPending} disabled={!ready}>
                {t("rules.save")}
              </Button>
            </div>
            <div role="status">{dry.data && <Dry of={dry.data} />}</div>
          </form>
        </Panel>
        <Panel title={t("rules.help")}>
          <p className="lw-muted">{t("rules.helpText")}</p>
          <Table
            caption={t("rules.help")}
            rows={[...facts]}
            id={(x) => x}
            columns={[
              { head: t("fields.name"), main: true, cell: (x) => <Mono>{x}</Mono> },
              { head: t("fields.text"), cell: (x) => t(`fact.${x}`) },
            ]}
          />
        </Panel>
      </div>
    </Screen>
  );
}

function Dry({ of }: { of: Trial }) {
  const t = useT();
  const f = useFormat();
  return (
    <section className="co-dry">
      <h3>{t("rules.trial")}</h3>
      <Facts
        of={[
          [t("rules.trialPayments"), f.number(of.payments)],
          [t("rules.trialHits"), f.number(of.hits)],
          [t("rules.trialChanged"), f.number(of.changed)],
        ]}
      />
      {of.examples && of.examples.length > 0 && (
        <p className="lw-small lw-break">
          {t("rules.trialExamples")} <Mono>{of.examples.join(", ")}</Mono>
        </p>
      )}
    </section>
  );
}
