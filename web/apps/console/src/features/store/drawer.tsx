import { api, type Amount, type ShiftSums } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Choice, Field, Icon, Sheet, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { minor } from "../../shared/amounts";
import { after, newAttempt } from "../../shared/attempt";
import { Facts, Money } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Panel } from "../../shared/screen";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import { priceOf } from "./itemform";
import { tillsKey } from "./tillsending";

export const cny = (amount: string): Amount => ({ amount, currency: "CNY" });

type At = { store: string; till: string };

/** A wish to move cash, safe to repeat. */
function useCash<V>(post: (key: string) => Promise<V>, store: string, done: (v: V) => void) {
  const queries = useQueryClient();
  const [attempt, setAttempt] = useState(newAttempt);
  return useMutation({
    mutationFn: () => post(attempt.key),
    onSuccess: async (v) => {
      done(v);
      await queries.invalidateQueries({ queryKey: tillsKey(store) });
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
}

export function OpenTill({ store, till }: At) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const float = priceOf(typed || "0");
  const open = useCash(
    (key) => api.openTill(key, store, till, cny(float ?? "0.00")),
    store,
    () => undefined,
  );
  return (
    <Panel title={t("register.closed")}>
      <p className="lw-muted">{t("register.closedText")}</p>
      <form
        className="rg-form short"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          setTried(true);
          if (float !== undefined && !open.isPending) open.mutate();
        }}
      >
        <Field
          label={t("register.float")}
          inputMode="decimal"
          maxLength={10}
          autoComplete="off"
          value={typed}
          error={tried && float === undefined ? t("register.needAmount") : undefined}
          onChange={(e) => setTyped(e.target.value)}
        />
        <Button type="submit" busy={open.isPending}>
          {t("register.open")}
        </Button>
      </form>
      <Refused error={open.error} />
    </Panel>
  );
}

export function CashMove({ store, till, onClose }: At & { onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const [way, setWay] = useState<"in" | "out">("in");
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const price = priceOf(typed);
  const bad = price === undefined || minor(price) === 0n;
  const move = useCash(
    (key) =>
      api.putCash(key, store, till, { amount: cny(`${way === "out" ? "-" : ""}${price ?? ""}`), note: note.trim() }),
    store,
    () => {
      toast(t("register.moved"));
      onClose();
    },
  );
  return (
    <FormSheet
      title={t("register.cashMove")}
      action={t("common.save")}
      busy={move.isPending}
      error={move.error}
      onSubmit={() => {
        setTried(true);
        if (!bad) move.mutate();
      }}
      onClose={onClose}
    >
      <Choice
        label={t("register.cashMove")}
        value={way}
        onChange={setWay}
        options={[
          { value: "in", label: t("register.cashIn") },
          { value: "out", label: t("register.cashOut") },
        ]}
      />
      <Field
        label={t("register.moveAmount")}
        inputMode="decimal"
        maxLength={10}
        autoComplete="off"
        value={typed}
        error={tried && bad ? t("register.needAmount") : undefined}
        onChange={(e) => setTyped(e.target.value)}
      />
      <Field label={t("register.note")} maxLength={100} value={note} onChange={(e) => setNote(e.target.value)} />
    </FormSheet>
  );
}

type UpProps = At & { onDone: (s: ShiftSums) => void; onClose: () => void };

/** What should be there is told after the count: who counts does not count towards it. */
export function CashUp({ store, till, onDone, onClose }: UpProps) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const counted = priceOf(typed);
  const close = useCash(
    (key) => api.closeTill(key, store, till, { counted: cny(counted ?? ""), note: note.trim() }),
    store,
    onDone,
  );
  return (
    <FormSheet
      title={t("register.cashUp")}
      action={t("register.cashUp")}
      busy={close.isPending}
      error={close.error}
      onSubmit={() => {
        setTried(true);
        if (counted !== undefined) close.mutate();
      }}
      onClose={onClose}
    >
      <p>{t("register.cashUpText")}</p>
      <Field
        label={t("register.counted")}
        inputMode="decimal"
        maxLength={10}
        autoComplete="off"
        value={typed}
        error={tried && counted === undefined ? t("register.needAmount") : undefined}
        onChange={(e) => setTyped(e.target.value)}
      />
      <Field label={t("register.note")} maxLength={100} value={note} onChange={(e) => setNote(e.target.value)} />
    </FormSheet>
  );
}

export function CashUpResult({ of, onClose }: { of: ShiftSums; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const difference = of.difference ?? cny("0.00");
  const by = minor(difference.amount);
  const size = f.money(cny(difference.amount.replace("-", "")));
  return (
    <Sheet title={t("register.result")} onClose={onClose}>
      <div className="lw-stack">
        <p className={`rg-verdict ${by === 0n ? "good" : "bad"}`} role="status">
          <Icon name={by === 0n ? "check" : "warn"} size={32} />
          <strong>
            {by === 0n ? t("register.even") : t(by > 0n ? "register.over" : "register.short", { amount: size })}
          </strong>
        </p>
        <Facts
          of={[
            [t("register.counted"), <Money key="c" of={of.counted ?? cny("0.00")} />],
            [t("register.expected"), <Money key="e" of={of.expected ?? cny("0.00")} />],
            [t("register.difference"), <Money key="d" of={difference} signed />],
            [t("register.count"), f.number(of.sales)],
            [t("register.sold"), <Money key="t" of={of.total} />],
            [t("register.discount"), <Money key="o" of={of.discount} />],
            [t("register.byCash"), <Money key="k" of={of.cash} />],
            [t("register.byCode"), <Money key="p" of={of.code} />],
            [t("register.back"), <Money key="b" of={of.back} />],
            [t("register.float"), <Money key="f" of={of.float} />],
            [t("register.ins"), <Money key="i" of={of.in} />],
            [t("register.outs"), <Money key="u" of={of.out} />],
          ]}
        />
        <div className="co-dialogend">
          <Button onClick={onClose}>{t("register.dismiss")}</Button>
        </div>
      </div>
    </Sheet>
  );
}
