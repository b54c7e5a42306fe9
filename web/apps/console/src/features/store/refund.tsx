import { api, type Order, type OrderLine } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { amountOf, Choice, Field, Notice, typedAmount, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { decimal, minor, rest } from "../../shared/amounts";
import { after, newAttempt } from "../../shared/attempt";
import { FormSheet } from "../../shared/dialogs";
import { Area } from "../../shared/fields";
import { useT } from "../../words";
import { backFor, refundable } from "./grouping";
import { put } from "./live";
import { Own, useNamed } from "./names";
import { Often } from "./often";

type Chosen = Record<number, number>;

/** Pays back pieces of an order, or an amount for what cannot be counted in them. */
export function Refund({ of, onClose }: { of: Order; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [attempt, setAttempt] = useState(newAttempt);
  const [by, setBy] = useState<"pieces" | "amount">("pieces");
  const [pieces, setPieces] = useState<Chosen>({});
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const number = of.number ?? "";
  const left = rest(of.total, of.refunded);
  const lines = refundable(of);
  const chosen = lines.flatMap(({ line }) => {
    const qty = pieces[line.no] ?? 0;
    return qty > 0 ? [{ line: line.no, qty, sum: backFor(line, qty) }] : [];
  });
  const amount = by === "amount" ? amountOf(typed) : decimal(chosen.reduce((a, c) => a + c.sum, 0n));
  const over = amount !== undefined && minor(amount) > minor(left.amount);
  const whatError =
    by === "pieces"
      ? chosen.length === 0
        ? t("board.piecesNeeded")
        : undefined
      : !amount
        ? t("refund.amountNeeded")
        : over
          ? t("refund.over", { left: f.money(left) })
          : undefined;
  const refund = useMutation({
    mutationFn: () =>
      api.refundOrder(attempt.key, of.id, {
        reason: reason.trim(),
        ...(by === "pieces"
          ? { pieces: chosen.map(({ line, qty }) => ({ line, qty })) }
          : { amount: { amount: amount ?? "", currency: left.currency } }),
      }),
    onSuccess: async (o) => {
      put(queries, o);
      await queries.invalidateQueries({ queryKey: ["trade", of.trade] });
      toast(t("refund.done", { amount: f.money({ amount: amount ?? "0.00", currency: left.currency }) }));
      onClose();
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
  const submit = () => {
    setTried(true);
    if (!whatError && reason.trim()) refund.mutate();
  };
  const doubt = attempt.doubt;
  return (
    <FormSheet
      title={t("board.refundTitle", { number })}
      action={
        amount && minor(amount) > 0n && !over
          ? t("refund.do", { amount: f.money({ amount, currency: left.currency }) })
          : t("refund.doIt")
      }
      danger
      busy={refund.isPending}
      error={refund.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("board.refundText")}</p>
      {!doubt && (
        <Choice
          label={t("board.refund")}
          value={by}
          onChange={setBy}
          options={[
            { value: "pieces", label: t("board.byPieces") },
            { value: "amount", label: t("board.byAmount") },
          ]}
        />
      )}
      {by === "pieces" ? (
        <Pieces of={lines} now={pieces} fixed={doubt} onChange={setPieces} />
      ) : (
        <Field
          label={t("refund.amount")}
          inputMode="decimal"
          autoComplete="off"
          readOnly={doubt}
          value={typed}
          hint={t("refund.all", { left: f.money(left) })}
          onChange={(e) => setTyped((was) => typedAmount(e.target.value) ?? was)}
          error={tried ? whatError : undefined}
        />
      )}
      {by === "pieces" && tried && whatError && (
        <p className="lw-error" role="alert">
          {whatError}
        </p>
      )}
      {!doubt && (
        <Often
          of={[
            "board.refundReasons.missing",
            "board.refundReasons.spoilt",
            "board.refundReasons.wrong",
            "board.refundReasons.late",
          ]}
          onPick={setReason}
        />
      )}
      <Area
        label={t("common.reason")}
        required
        rows={2}
        maxLength={100}
        readOnly={doubt}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
        hint={t("board.reasonHint")}
        error={tried && !reason.trim() ? t("refund.reasonNeeded") : undefined}
      />
      {doubt && !refund.isPending && (
        <Notice tone="warn" icon="warn">
          {t("refund.doubt")}
        </Notice>
      )}
    </FormSheet>
  );
}

type PiecesProps = {
  of: { line: OrderLine; left: number }[];
  now: Chosen;
  fixed: boolean;
  onChange: (next: Chosen) => void;
};

function Pieces({ of, now, fixed, onChange }: PiecesProps) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const take = (line: number, most: number, typed: string) =>
    onChange({ ...now, [line]: Math.min(most, Math.max(0, Math.trunc(Number(typed) || 0))) });
  return (
    <ul className="st-pieces">
      {of.map(({ line, left }) => (
        <li key={line.no}>
          <span className="lw-break">
            <Own>{named(line.name, line.nameEn)}</Own> <span className="lw-muted lw-num">{f.money(line.unit)}</span>
          </span>
          <input
            className="lw-input"
            type="number"
            min={0}
            max={left}
            readOnly={fixed}
            aria-label={t("board.piecesOf", { name: named(line.name, line.nameEn), n: left })}
            value={now[line.no] ?? 0}
            onChange={(e) => take(line.no, left, e.target.value)}
          />
        </li>
      ))}
    </ul>
  );
}
