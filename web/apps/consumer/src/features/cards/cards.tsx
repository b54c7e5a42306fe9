import { api, type Card as BankCard } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Card, Empty, Field, Icon, IconButton, List, ListHead, Notice, Row, Sheet } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "../../shared/confirm";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { Orders } from "./orders";

/** Bank cards, and the money that goes to and from them. */
export function Cards() {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<BankCard>();
  const cards = useQuery({ queryKey: ["cards"], queryFn: api.cards });
  const drop = useMutation({
    mutationFn: (id: string) => api.unbindCard(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["cards"] });
      setLeaving(undefined);
    },
  });
  return (
    <SubPage title={t("cards.title")} above="/me">
      <Shown of={cards}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <Card>
                <Empty icon="card" title={t("cards.none")}>
                  <p>{t("cards.noneText")}</p>
                </Empty>
              </Card>
            ) : (
              <>
                <List>
                  {items.map((c) => (
                    <Row
                      key={c.id}
                      icon="card"
                      title={c.bank}
                      note={t("cards.tail", { tail: c.tail })}
                      extra={
                        <IconButton
                          icon="close"
                          label={t("cards.drop", { card: t("cards.name", { ...c }) })}
                          onClick={() => setLeaving(c)}
                        />
                      }
                    />
                  ))}
                </List>
                <div className="app-two">
                  <GoLink to="/cards/topup">
                    <Icon name="topup" size={20} />
                    {t("cards.topup")}
                  </GoLink>
                  <GoLink kind="soft" to="/cards/withdraw">
                    <Icon name="withdraw" size={20} />
                    {t("cards.withdraw")}
                  </GoLink>
                </div>
              </>
            )}
            <Button kind={items.length ? "plain" : "primary"} block onClick={() => setAdding(true)}>
              <Icon name="plus" size={20} />
              {t("cards.add")}
            </Button>
          </>
        )}
      </Shown>
      <Notice>{t("cards.simulation")}</Notice>
      <ListHead>{t("cards.orders")}</ListHead>
      <Orders />
      {adding && <Bind onClose={() => setAdding(false)} />}
      {leaving && (
        <Ask
          title={t("cards.dropAsk")}
          text={t("cards.name", { ...leaving })}
          action={t("common.remove")}
          danger
          busy={drop.isPending}
          error={drop.error ? faultText(drop.error, f) : undefined}
          onYes={() => drop.mutate(leaving.id)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </SubPage>
  );
}

function Bind({ onClose }: { onClose: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const [number, setNumber] = useState("");
  const [sure, setSure] = useState(false);
  const digits = number.replace(/\D/g, "");
  const bind = async (proof: string) => {
    await api.bindCard(digits, proof);
    await queries.invalidateQueries({ queryKey: ["cards"] });
    onClose();
  };
  if (sure) {
    return (
      <Confirm
        title={t("cards.add")}
        want={{ payee: "", amount: { amount: "0.00", currency: "CNY" }, nonce: "wallet.card" }}
        onProof={bind}
        onClose={() => setSure(false)}
      >
        <p className="lw-centre lw-num">{grouped(digits)}</p>
      </Confirm>
    );
  }
  return (
    <Sheet title={t("cards.add")} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (digits.length >= 12) setSure(true);
        }}
      >
        <Field
          label={t("cards.number")}
          inputMode="numeric"
          autoComplete="cc-number"
          value={grouped(digits)}
          onChange={(e) => setNumber(e.target.value.replace(/\D/g, "").slice(0, 19))}
          hint={t("cards.numberHint")}
        />
        <Button type="submit" block disabled={digits.length < 12}>
          {t("common.next")}
        </Button>
      </form>
    </Sheet>
  );
}

const grouped = (d: string) => d.replace(/(.{4})(?=.)/g, "$1 ");
