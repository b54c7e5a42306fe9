import { api, type Amount, type ScannedCoder } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { AmountField, amountOf, Button, Card, Field, Icon, List, Notice } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "../../shared/confirm";
import { Done } from "../../shared/done";
import { RowLink, SubPage } from "../../shared/nav";

/** Pays a seller whose code was scanned. */
export function PayCoder({ coder }: { coder: ScannedCoder }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [key, setKey] = useState<string>();
  const [paid, setPaid] = useState<{ trade: string; amount: Amount }>();
  const value = amountOf(typed);
  const amount = coder.amount ?? (value ? { amount: value, currency: "CNY" as const } : undefined);
  const pay = async (proof: string) => {
    if (!key || !amount) return;
    const done = await api.payCoder(key, { payload: coder.payload, amount, note: note.trim(), proof });
    for (const k of ["wallet", "bills"]) void queries.invalidateQueries({ queryKey: [k] });
    setKey(undefined);
    setPaid(done);
  };
  if (paid)
    return (
      <Done
        title={t("cashier.paid")}
        amount={paid.amount}
        lines={[
          [t("cashier.seller"), coder.seller],
          [t("bill.object"), paid.trade],
        ]}
      />
    );
  return (
    <SubPage
      title={t("cashier.title")}
      foot={
        <Button block type="submit" form="pay" disabled={!amount}>
          {amount ? t("cashier.pay", { amount: f.money(amount) }) : t("cashier.payNoAmount")}
        </Button>
      }
    >
      <Card>
        <div className="app-person">
          <span className="lw-row-icon">
            <Icon name="store" />
          </span>
          <div>
            <strong>{coder.seller}</strong>
            {coder.label && <span>{coder.label}</span>}
            <span className="lw-muted lw-small">{t("coder.short", { code: coder.short })}</span>
          </div>
        </div>
      </Card>
      <form
        id="pay"
        className="lw-card lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (amount) setKey((k) => k ?? crypto.randomUUID());
        }}
      >
        {coder.amount ? (
          <div className="lw-centre">
            <p className="lw-label">{t("common.amount")}</p>
            <p className="lw-total">{f.money(coder.amount)}</p>
          </div>
        ) : (
          <AmountField label={t("common.amount")} value={typed} onChange={setTyped} focus />
        )}
        <Field label={t("transfer.note")} maxLength={50} value={note} onChange={(e) => setNote(e.target.value)} />
      </form>
      <Notice icon="shield">{t("coder.compare")}</Notice>
      {coder.store && (
        <List>
          <RowLink to="/stores/$id" params={{ id: coder.store }} icon="store" title={t("coder.visit")} />
        </List>
      )}
      {key && amount && (
        <Confirm
          title={t("cashier.confirm")}
          want={{ payee: coder.shop, amount, nonce: key }}
          onProof={pay}
          onClose={() => setKey(undefined)}
        >
          <div className="lw-centre">
            <p className="lw-break">{coder.seller}</p>
            <p className="lw-total">{f.money(amount)}</p>
          </div>
        </Confirm>
      )}
    </SubPage>
  );
}
