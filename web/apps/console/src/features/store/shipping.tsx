import { api, type Region, type Shipping, type Store } from "@livewell/api/console";
import { Button, Choice, Notice, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type SyntheticEvent } from "react";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";
import { StoreFrame } from "./frame";
import { draftOf, MOST_RULES, newRule, placesOf, ruleFaults, shippingOf, sound } from "./shippingform";
import { Rule } from "./shippingrule";
import { Example } from "./shippingtry";

const shippingKey = (store: string) => ["shipping", store] as const;

/** What sending by post costs, and where to. */
export function ShippingPage() {
  const t = useT();
  return (
    <StoreFrame title={t("store.post")} managed>
      {(store) => <Inside of={store} />}
    </StoreFrame>
  );
}

function Inside({ of }: { of: Store }) {
  const saved = useQuery({ queryKey: shippingKey(of.id), queryFn: () => api.shipping(of.id), staleTime: Infinity });
  const regions = useQuery({ queryKey: ["regions"], queryFn: () => api.regions(), staleTime: Infinity });
  return (
    <Shown of={saved}>
      {(s) => <Shown of={regions}>{({ items }) => <Editor of={of} saved={s} regions={items} />}</Shown>}
    </Shown>
  );
}

function Editor({ of, saved, regions }: { of: Store; saved: Shipping; regions: Region[] }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [charge, setCharge] = useState(saved.charge);
  const [rules, setRules] = useState(() => draftOf(saved));
  const [tried, setTried] = useState(false);
  const [dirty, setDirty] = useState(saved.rules.length === 0);
  const places = useMemo(() => placesOf(regions), [regions]);
  const fine = sound(rules);
  const save = useMutation({
    mutationFn: () => api.setShipping(of.id, shippingOf(charge, rules)),
    onSuccess: (got) => {
      queries.setQueryData(shippingKey(of.id), got);
      setDirty(false);
      toast(t("shipping.saved"));
    },
  });
  const change = (next: typeof rules) => {
    setRules(next);
    setDirty(true);
  };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    setTried(true);
    if (fine && !save.isPending) save.mutate();
  };
  return (
    <form className="lw-stack" onSubmit={submit} noValidate>
      <p className="lw-muted">{t("shipping.lead")}</p>
      {!of.modes.includes("parcel") && <Notice>{t("shipping.off")}</Notice>}
      <Choice
        label={t("shipping.charge")}
        value={charge}
        onChange={(c) => {
          setCharge(c);
          setDirty(true);
        }}
        options={[
          { value: "weight", label: t("shipping.byWeight") },
          { value: "piece", label: t("shipping.byPiece") },
        ]}
      />
      {charge === "weight" && <p className="lw-hint">{t("shipping.weightHint")}</p>}
      {rules.map((r, i) => (
        <Rule
          key={r.key}
          of={r}
          no={i + 1}
          charge={charge}
          places={places}
          taken={rules.filter((x) => x !== r).flatMap((x) => x.regions)}
          faults={tried ? ruleFaults(r, rules) : {}}
          onChange={(next) => change(rules.map((x) => (x.key === r.key ? { ...x, ...next } : x)))}
          onDrop={rules.length > 1 ? () => change(rules.filter((x) => x.key !== r.key)) : undefined}
        />
      ))}
      {rules.length < MOST_RULES && (
        <p>
          <Button kind="soft" onClick={() => change([...rules, newRule(charge)])}>
            {t("shipping.add")}
          </Button>
        </p>
      )}
      <Example store={of} cities={regions.flatMap((r) => r.cities)} of={fine ? shippingOf(charge, rules) : undefined} />
      <Refused error={save.error} />
      <div className="st-savebar">
        <span className="lw-muted" role="status">
          {dirty && t("store.unsaved")}
        </span>
        <Button type="submit" busy={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
