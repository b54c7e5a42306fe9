import { api, type Item, type Store } from "@livewell/api/console";
import { Ask, Button, Notice, useToast } from "@livewell/ui";
import { faultText, useFormat } from "@livewell/i18n";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Select } from "../../shared/fields";
import { hatsOf } from "../../shared/roles";
import { Panel } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import { menuKey } from "./menudata";
import { useNamed } from "./names";

/** Whose menu a store has. It is asked first: items with the same code become the other store's. */
export function ChainPanel({ of }: { of: Store }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const toast = useToast();
  const queries = useQueryClient();
  const some = hatsOf(useMe()).some;
  const stores = useQuery({ queryKey: ["stores"], queryFn: api.stores });
  const chain = useQuery({ queryKey: ["chain", of.id], queryFn: () => api.chain(of.id) });
  const [wanted, setWanted] = useState<string>();
  const set = useMutation({
    mutationFn: (lead: string) => api.setChain(of.id, lead),
    onSuccess: async (c) => {
      queries.setQueryData(["chain", of.id], c);
      await queries.invalidateQueries({ queryKey: menuKey(of.id) });
      toast(t(c.lead ? "chain.followed" : "chain.left"));
      setWanted(undefined);
    },
  });
  const others = (stores.data?.items ?? []).filter((s) => s.id !== of.id);
  if (some || others.length === 0 || !chain.data) return null;
  const nameOf = (id: string) => {
    const s = others.find((x) => x.id === id);
    return s ? named(s.name, s.nameEn) : (chain.data?.name ?? "");
  };
  return (
    <Panel title={t("chain.title")}>
      <div className="co-form st-form">
        <Select
          label={t("chain.menuOf")}
          value={chain.data.lead ?? ""}
          hint={t("chain.hint")}
          onPick={setWanted}
          options={[
            { value: "", label: t("chain.own") },
            ...others.map((s) => ({ value: s.id, label: named(s.name, s.nameEn) })),
          ]}
        />
      </div>
      {wanted !== undefined && wanted !== (chain.data.lead ?? "") && (
        <Ask
          title={wanted ? t("chain.follow", { name: nameOf(wanted) }) : t("chain.leave")}
          text={t(wanted ? "chain.followText" : "chain.leaveText")}
          action={t(wanted ? "chain.take" : "chain.leaveIt")}
          busy={set.isPending}
          error={set.error ? faultText(set.error, f) : undefined}
          onYes={() => set.mutate(wanted)}
          onClose={() => setWanted(undefined)}
        />
      )}
    </Panel>
  );
}

/** Says that an item is the chain's, and lets it cost what it costs there again. */
export function ChainItem({ store, item }: { store: string; item: Item }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const back = useMutation({
    mutationFn: () => api.takeChainPrice(store, item.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: menuKey(store) });
      toast(t("chain.priceBack"));
    },
  });
  return (
    <>
      <Notice icon="info">{t("chain.item")}</Notice>
      {item.ownPrice && (
        <p>
          <Button kind="soft" busy={back.isPending} onClick={() => back.mutate()}>
            {t("chain.price")}
          </Button>
        </p>
      )}
      <Refused error={back.error} />
    </>
  );
}
