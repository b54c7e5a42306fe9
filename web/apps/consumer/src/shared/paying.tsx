import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Choice, Notice } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export interface Paying {
  /** A card's id; empty: the balance. */
  source: string;
  choose(card: string): void;
  pay(proof: string): Promise<void>;
  /** How far the bank is, where it was asked. */
  bank: string | undefined;
  waits: boolean;
}

/** Paying a trade, from the balance or a card; a lost answer pays nothing twice. */
export function usePaying(trade: string): Paying {
  const queries = useQueryClient();
  const [source, setSource] = useState("");
  const [order, setOrder] = useState<string>();
  // A key per source: a second try after a lost answer pays nothing twice.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const bank = useBank(order, trade);
  return {
    source,
    bank,
    waits: bank === "INIT" || bank === "IN_DOUBT",
    choose(card) {
      setSource(card);
      setOrder(undefined);
      setKey(crypto.randomUUID());
    },
    async pay(proof) {
      const paid = await api.payTrade(key, trade, proof, source);
      setOrder(paid.bankOrder);
      setKey(crypto.randomUUID());
      for (const k of ["wallet", "bills", "waiting"]) void queries.invalidateQueries({ queryKey: [k] });
      queries.setQueryData(["trade", trade], paid);
    },
  };
}

/** Where the money comes from. */
export function Source({ of }: { of: Paying }) {
  const t = useT();
  const f = useFormat();
  const wallet = useQuery({ queryKey: ["wallet"], queryFn: api.wallet });
  const cards = useQuery({ queryKey: ["cards"], queryFn: api.cards });
  const balance = wallet.data ? t("cashier.balance", { amount: f.money(wallet.data.available) }) : t("common.loading");
  return (
    <div className="lw-stack">
      <p className="lw-label">{t("cashier.source")}</p>
      <Choice
        look="chips"
        label={t("cashier.source")}
        value={of.source}
        onChange={of.choose}
        options={[
          { value: "", label: balance },
          ...(cards.data?.items ?? []).map((c) => ({ value: c.id, label: t("cards.name", { ...c }) })),
        ]}
      />
    </div>
  );
}

export function BankSays({ of }: { of: Paying }) {
  const t = useT();
  return (
    <>
      {of.waits && <Notice icon="clock">{t("cashier.bankAsked")}</Notice>}
      {of.bank === "REFUSED" && <Notice tone="bad">{t("cashier.bankRefused")}</Notice>}
    </>
  );
}

/** How far the bank is with an order for a trade. */
function useBank(order: string | undefined, trade: string) {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["bank-orders", "one", order],
    queryFn: () => api.bankOrder(order ?? ""),
    enabled: Boolean(order),
    refetchInterval: (q) => (q.state.data?.state === "REFUSED" || q.state.data?.state === "DONE" ? false : 1000),
  });
  const state = order ? (data?.state ?? "INIT") : undefined;
  useEffect(() => {
    if (state === "DONE")
      for (const k of [["trade", trade], ["wallet"], ["bills"]]) void queries.invalidateQueries({ queryKey: k });
  }, [state, trade, queries]);
  return state;
}
