import { api, type Amount } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { AmountField, amountOf, Button, Card, Choice, Empty, Notice } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Confirm } from "../../shared/confirm";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** Money from a card to the balance, or back. */
export function Move({ kind }: { kind: "topup" | "withdraw" }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState("");
  const [key, setKey] = useState<string>();
  const cards = useQuery({ queryKey: ["cards"], queryFn: api.cards });
  const wallet = useQuery({ queryKey: ["wallet"], queryFn: api.wallet });
  const card = cards.data?.items.find((c) => c.id === chosen) ?? cards.data?.items[0];
  const value = amountOf(typed);
  const amount: Amount | undefined = value ? { amount: value, currency: "CNY" } : undefined;
  const move = async (proof: string) => {
    if (!key || !amount || !card) return;
    const order = await (kind === "topup" ? api.topUp : api.withdraw)(key, { card: card.id, amount, proof });
    for (const k of ["wallet", "bills", "bank-orders"]) void queries.invalidateQueries({ queryKey: [k] });
    await navigate({ to: "/cards/orders/$id", params: { id: order.id }, replace: true });
  };
  return (
    <SubPage
      title={t(`cards.${kind}`)}
      above="/me/cards"
      foot={
        <Button block type="submit" form="move" disabled={!amount || !card}>
          {t(`cards.${kind}`)}
        </Button>
      }
    >
      <Shown of={cards}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="card" title={t("cards.none")}>
              <GoLink to="/me/cards">{t("cards.add")}</GoLink>
            </Empty>
          ) : (
            <form
              id="move"
              className="lw-card lw-stack"
              onSubmit={(e) => {
                e.preventDefault();
                if (amount) setKey((k) => k ?? crypto.randomUUID());
              }}
            >
              <p className="lw-label">{kind === "topup" ? t("cards.from") : t("cards.to")}</p>
              <Choice
                look="chips"
                label={t("cards.which")}
                value={card?.id ?? ""}
                onChange={setChosen}
                options={items.map((c) => ({ value: c.id, label: t("cards.name", { ...c }) }))}
              />
              <AmountField label={t("common.amount")} value={typed} onChange={setTyped} focus />
              {kind === "withdraw" && wallet.data && (
                <p className="lw-hint">{t("cashier.balance", { amount: f.money(wallet.data.available) })}</p>
              )}
            </form>
          )
        }
      </Shown>
      <Card>
        <p className="lw-muted lw-small">{kind === "topup" ? t("cards.topupText") : t("cards.withdrawText")}</p>
      </Card>
      <Notice>{t("cards.simulation")}</Notice>
      {key && amount && card && (
        <Confirm
          title={t(`cards.${kind}`)}
          want={{ payee: card.id, amount, nonce: key }}
          onProof={move}
          onClose={() => setKey(undefined)}
        >
          <div className="lw-centre">
            <p>{t("cards.name", { ...card })}</p>
            <p className="lw-total">{f.money(amount)}</p>
          </div>
        </Confirm>
      )}
    </SubPage>
  );
}
