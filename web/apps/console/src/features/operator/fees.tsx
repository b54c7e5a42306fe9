import { api, type Fee } from "@livewell/api/console";
import { amountOf, Button, Empty, Field, typedAmount, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { percentOf, ppmOf } from "../../shared/amounts";
import { Mono, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area, Select } from "../../shared/fields";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT, type T } from "../../words";

const methods = ["code", "qr", "page", "wap", "app", "create", "agreement", "auth", "coder", "order"] as const;

export function methodName(t: T, m: unknown): string {
  const known = methods.find((x) => x === m);
  return known ? t(`method.${known}`) : t("fees.every");
}

export function Fees() {
  const t = useT();
  const operator = hatsOf(useMe()).operator;
  const fees = useQuery({ queryKey: ["fees"], queryFn: api.fees });
  const [open, setOpen] = useState<"fee" | "adjust">();
  return (
    <Screen
      title={t("fees.title")}
      lead={t("fees.lead")}
      actions={
        operator && (
          <>
            <Button kind="plain" onClick={() => setOpen("adjust")}>
              {t("adjust.title")}
            </Button>
            <Button onClick={() => setOpen("fee")}>{t("fees.propose")}</Button>
          </>
        )
      }
    >
      <Shown of={fees}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="card" title={t("fees.none")} />
          ) : (
            <Table
              caption={t("fees.title")}
              rows={items}
              id={(f: Fee) => String(f.version)}
              columns={[
                { head: t("fees.rate"), main: true, cell: (f) => t("fees.percent", { percent: percentOf(f.ppm) }) },
                {
                  head: t("fees.merchant"),
                  cell: (f) => (f.merchant ? <Mono>{f.merchant}</Mono> : t("fees.everyone")),
                },
                { head: t("trades.method"), cell: (f) => methodName(t, f.method) },
                { head: t("fees.from"), cell: (f) => <Time at={f.validFrom} /> },
                { head: t("fees.version"), end: true, cell: (f) => f.version },
              ]}
            />
          )
        }
      </Shown>
      {open === "fee" && <ProposeFee onClose={() => setOpen(undefined)} />}
      {open === "adjust" && <ProposeAdjust onClose={() => setOpen(undefined)} />}
    </Screen>
  );
}

function usePropose(kind: "fee" | "adjust", onClose: () => void) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ body, reason }: { body: Record<string, unknown>; reason: string }) =>
      api.propose({ kind, body, reason }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["proposals"] });
      toast(t("proposals.made"));
      onClose();
    },
  });
}

function Reason({ value, bad, onChange }: { value: string; bad: boolean; onChange: (v: string) => void }) {
  const t = useT();
  return (
    <Area
      label={t("common.reason")}
      required
      maxLength={500}
      value={value}
      onChange={(e) => onChange(e.target.value)}
      hint={t("common.reasonHint")}
      error={bad ? t("common.reasonShort") : undefined}
    />
  );
}

function ProposeFee({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [percent, setPercent] = useState("");
  const [merchant, setMerchant] = useState("");
  const [method, setMethod] = useState<"" | (typeof methods)[number]>("");
  const [from, setFrom] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const ppm = ppmOf(percent);
  const short = reason.trim().length < 3;
  const propose = usePropose("fee", onClose);
  const submit = () => {
    setTried(true);
    // Without a day it counts from the decision on: what was charged stays as it was.
    const start = from ? new Date(from) : new Date();
    if (ppm !== undefined && !short)
      propose.mutate({
        body: { merchant: merchant.trim(), method, ppm, from: start.toISOString() },
        reason: reason.trim(),
      });
  };
  return (
    <FormSheet
      title={t("fees.propose")}
      action={t("proposals.propose")}
      busy={propose.isPending}
      error={propose.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("proposals.second")}</p>
      <Field
        label={t("fees.rateField")}
        inputMode="decimal"
        autoFocus
        required
        maxLength={7}
        value={percent}
        onChange={(e) => setPercent(e.target.value)}
        hint={t("fees.rateHint")}
        error={tried && ppm === undefined ? t("fees.rateBad") : undefined}
      />
      <Field
        label={t("fees.merchantField")}
        maxLength={40}
        value={merchant}
        onChange={(e) => setMerchant(e.target.value)}
        hint={t("fees.merchantHint")}
      />
      <Select
        label={t("trades.method")}
        value={method}
        onPick={setMethod}
        options={[
          { value: "", label: t("fees.every") },
          ...methods.map((m) => ({ value: m, label: t(`method.${m}`) })),
        ]}
      />
      <Field
        label={t("fees.fromField")}
        type="datetime-local"
        value={from}
        onChange={(e) => setFrom(e.target.value)}
        hint={t("fees.fromHint")}
      />
      <Reason value={reason} bad={tried && short} onChange={setReason} />
    </FormSheet>
  );
}

function ProposeAdjust({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [who, setWho] = useState<"user" | "merchant">("user");
  const [id, setId] = useState("");
  const [way, setWay] = useState<"give" | "take">("give");
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const amount = amountOf(typed);
  const short = reason.trim().length < 3;
  const propose = usePropose("adjust", onClose);
  const submit = () => {
    setTried(true);
    if (amount && id.trim() && !short)
      propose.mutate({
        body: { party: `${who}:${id.trim()}`, amount: { amount, currency: "CNY" }, take: way === "take" },
        reason: reason.trim(),
      });
  };
  return (
    <FormSheet
      title={t("adjust.title")}
      action={t("proposals.propose")}
      busy={propose.isPending}
      error={propose.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("adjust.text")}</p>
      <Select
        label={t("adjust.way")}
        value={way}
        onPick={setWay}
        options={[
          { value: "give", label: t("adjust.give") },
          { value: "take", label: t("adjust.take") },
        ]}
      />
      <Select
        label={t("adjust.who")}
        value={who}
        onPick={setWho}
        options={[
          { value: "user", label: t("adjust.user") },
          { value: "merchant", label: t("adjust.merchant") },
        ]}
      />
      <Field
        label={t("adjust.id")}
        required
        maxLength={40}
        value={id}
        onChange={(e) => setId(e.target.value)}
        error={tried && !id.trim() ? t("adjust.idNeeded") : undefined}
      />
      <Field
        label={t("adjust.amount")}
        inputMode="decimal"
        required
        value={typed}
        onChange={(e) => setTyped((was) => typedAmount(e.target.value) ?? was)}
        error={tried && !amount ? t("refund.amountNeeded") : undefined}
      />
      <Reason value={reason} bad={tried && short} onChange={setReason} />
    </FormSheet>
  );
}
