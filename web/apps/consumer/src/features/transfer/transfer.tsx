import { api, type Amount } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { AmountField, amountOf, Avatar, Button, Card, Field, List, ListHead, Notice, Row } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { Confirm } from "../../shared/confirm";
import { Done } from "../../shared/done";
import { SubPage } from "../../shared/nav";

type Payee = { id: string; name: string };

/** Sends money: to whom, how much, PIN. A scanned code has said the first already. */
export function Transfer({ to, name, amount }: { to: string; name: string; amount: string }) {
  const [payee, setPayee] = useState<Payee | undefined>(to ? { id: to, name } : undefined);
  return payee ? (
    <HowMuch payee={payee} fixed={amount} onOther={() => setPayee(undefined)} />
  ) : (
    <ToWhom onFound={setPayee} />
  );
}

function ToWhom({ onFound }: { onFound: (p: Payee) => void }) {
  const t = useT();
  const f = useFormat();
  const [phone, setPhone] = useState("");
  const people = useQuery({ queryKey: ["payees"], queryFn: api.payees });
  const find = useMutation({ mutationFn: () => api.findPayee(phone), onSuccess: onFound });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!find.isPending) find.mutate();
  };
  return (
    <SubPage title={t("home.transfer")} key="who">
      <form className="lw-stack" onSubmit={submit} noValidate>
        <Field
          label={t("transfer.phone")}
          type="tel"
          inputMode="tel"
          autoComplete="off"
          autoFocus
          required
          maxLength={20}
          value={phone}
          onChange={(e) => setPhone(e.target.value)}
          hint={t("transfer.phoneHint")}
          error={find.error ? faultText(find.error, f) : undefined}
        />
        <Button type="submit" block busy={find.isPending} disabled={phone.trim().length < 5}>
          {t("common.next")}
        </Button>
      </form>
      {people.data && people.data.items.length > 0 && (
        <>
          <ListHead>{t("transfer.latest")}</ListHead>
          <List>
            {people.data.items.map((p) => (
              <Row key={p.id} start={<Avatar seed={p.id} size={32} />} title={p.name} onClick={() => onFound(p)} />
            ))}
          </List>
        </>
      )}
      <Notice icon="shield">{t("transfer.care")}</Notice>
    </SubPage>
  );
}

function HowMuch({ payee, fixed, onOther }: { payee: Payee; fixed: string; onOther: () => void }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(fixed);
  const [note, setNote] = useState("");
  const [key, setKey] = useState<string>();
  const [done, setDone] = useState<Amount>();
  const value = amountOf(typed);
  const amount: Amount | undefined = value ? { amount: value, currency: "CNY" } : undefined;

  const send = async (proof: string) => {
    if (!key || !amount) return;
    const sent = await api.transfer(key, { payee: payee.id, amount, note: note.trim(), proof });
    await Promise.all(["wallet", "bills", "payees"].map((k) => queries.invalidateQueries({ queryKey: [k] })));
    setKey(undefined);
    setDone(sent.amount);
  };
  if (done)
    return (
      <Done
        title={t("transfer.done")}
        amount={done}
        lines={[[t("transfer.to"), payee.name], ...(note ? [[t("transfer.note"), note] as [string, string]] : [])]}
      />
    );
  return (
    <SubPage
      title={t("home.transfer")}
      key="much"
      foot={
        <Button block type="submit" form="transfer" disabled={!amount}>
          {t("transfer.send")}
        </Button>
      }
    >
      <Card>
        <div className="app-person">
          <Avatar seed={payee.id} />
          <div>
            <strong>{payee.name}</strong>
            <span className="lw-muted lw-small">{t("transfer.checkName")}</span>
          </div>
          <Button kind="link" onClick={onOther}>
            {t("transfer.other")}
          </Button>
        </div>
      </Card>
      <form
        id="transfer"
        className="lw-card lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          // One key per confirmation: a second try after a lost answer moves nothing twice.
          if (amount) setKey((k) => k ?? crypto.randomUUID());
        }}
      >
        <AmountField label={t("transfer.amount")} value={typed} onChange={(v) => !fixed && setTyped(v)} focus />
        <Field label={t("transfer.note")} maxLength={50} value={note} onChange={(e) => setNote(e.target.value)} />
      </form>
      {key && amount && (
        <Confirm
          title={t("transfer.confirm")}
          want={{ payee: payee.id, amount, nonce: key }}
          onProof={send}
          onClose={() => setKey(undefined)}
        >
          <div className="lw-centre">
            <p>{t("transfer.toName", { name: payee.name })}</p>
            <p className="lw-total">{f.money(amount)}</p>
          </div>
        </Confirm>
      )}
    </SubPage>
  );
}
