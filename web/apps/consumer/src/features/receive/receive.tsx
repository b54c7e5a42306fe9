import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { AmountField, amountOf, Avatar, Button, Icon, Qr, Sheet, useAwake } from "@livewell/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNewBill } from "../../shared/bills";
import { SubPage } from "../../shared/nav";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";

export function Receive() {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  useAwake();
  const [amount, setAmount] = useState("");
  const [asking, setAsking] = useState(false);
  const code = useQuery({
    queryKey: ["receive", amount],
    queryFn: () => api.receiveCode(amount),
    placeholderData: keepPreviousData,
  });
  const bill = useNewBill();
  return (
    <div className="app-blue lw-column">
      <SubPage title={t("home.receive")}>
        <div className="app-paper">
          <Avatar seed={me.user.avatar} />
          <strong>{me.user.name || me.user.phone}</strong>
          {amount && <p className="lw-total">{f.money({ amount, currency: "CNY" })}</p>}
          <Shown of={code}>
            {(c) => (
              <Qr
                text={c.content}
                label={
                  amount ? t("receive.qrAmount", { amount: f.money({ amount, currency: "CNY" }) }) : t("receive.qr")
                }
              />
            )}
          </Shown>
          <p className="lw-muted lw-small">{t("receive.hint")}</p>
          <div className="lw-stack" style={{ gridAutoFlow: "column" }}>
            <Button kind="link" onClick={() => setAsking(true)}>
              {amount ? t("receive.changeAmount") : t("receive.setAmount")}
            </Button>
            {amount && (
              <Button kind="link" onClick={() => setAmount("")}>
                {t("receive.clearAmount")}
              </Button>
            )}
          </div>
        </div>
        <div aria-live="assertive">
          {bill && !bill.amount.amount.startsWith("-") && (
            <div className="app-paper">
              <span className="app-tick">
                <Icon name="check" size={36} />
              </span>
              <p>{t("receive.received", { name: bill.other || t("receive.somebody") })}</p>
              <p className="lw-total">{f.money(bill.amount)}</p>
            </div>
          )}
        </div>
      </SubPage>
      {asking && (
        <AskAmount
          onSet={(v) => {
            setAmount(v);
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function AskAmount({ onSet, onClose }: { onSet: (v: string) => void; onClose: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const amount = amountOf(typed);
  return (
    <Sheet title={t("receive.setAmount")} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (amount) onSet(amount);
        }}
      >
        <AmountField label={t("common.amount")} value={typed} onChange={setTyped} focus />
        <Button type="submit" block disabled={!amount}>
          {t("common.ok")}
        </Button>
      </form>
    </Sheet>
  );
}
