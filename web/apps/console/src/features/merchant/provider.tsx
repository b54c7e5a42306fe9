import { api, ApiError, type ListingProvider } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, Notice, Pairs, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import { ProviderTag } from "../../shared/provider";
import { Panel, Screen } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";

const key = ["provider"] as const;

/** A platform of its own offers beside the stores of this one: it joins by itself here. */
export function ProviderPage() {
  const t = useT();
  const mine = useQuery({
    queryKey: key,
    queryFn: () =>
      api.myProvider().catch((e: unknown) => {
        if (e instanceof ApiError && e.code === "provider.not_found") return null;
        throw e;
      }),
  });
  return (
    <Screen title={t("provider.title")} lead={t("provider.lead")}>
      <Shown of={mine}>
        {(p) => (
          <>
            {p && <Standing of={p} />}
            <Form of={p} />
            <Panel title={t("provider.howTo")}>
              <ol className="lw-stack">
                <li>{t("provider.step1")}</li>
                <li>
                  {t("provider.step2")}{" "}
                  <Link to="/docs/$method" params={{ method: "livewell.listing.offer.sync" }} translate="no">
                    livewell.listing.offer.sync
                  </Link>
                </li>
                <li>{t("provider.step3")}</li>
              </ol>
            </Panel>
          </>
        )}
      </Shown>
    </Screen>
  );
}

function Standing({ of }: { of: ListingProvider }) {
  const t = useT();
  const f = useFormat();
  return (
    <Panel title={<span translate="no">{of.name}</span>} end={<ProviderTag of={of} />}>
      {of.reason && <Notice tone="bad">{t("provider.suspendedFor", { reason: of.reason })}</Notice>}
      <Pairs
        of={[
          [t("provider.offers"), f.number(of.offers)],
          [t("provider.since"), f.day(of.createdAt)],
        ]}
      />
    </Panel>
  );
}

function Form({ of }: { of: ListingProvider | null }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ name: of?.name ?? "", nameEn: of?.nameEn ?? "", base: of?.base ?? "" });
  const join = useMutation({
    mutationFn: () => api.joinAsProvider(draft),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: key });
      toast(t("provider.saved"));
    },
  });
  const bound = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (e: { target: { value: string } }) => setDraft({ ...draft, [name]: e.target.value }),
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    join.mutate();
  };
  return (
    <Panel title={t(of ? "provider.change" : "provider.join")}>
      <form className="lw-stack" onSubmit={submit}>
        <Field label={t("provider.name")} required maxLength={20} {...bound("name")} />
        <Field label={t("provider.nameEn")} maxLength={40} {...bound("nameEn")} />
        <Field
          label={t("provider.base")}
          type="url"
          required
          maxLength={200}
          placeholder="https://food.example"
          hint={t("provider.baseHint")}
          {...bound("base")}
        />
        <Refused error={join.error} />
        <Button type="submit" busy={join.isPending}>
          {t(of ? "provider.save" : "provider.join")}
        </Button>
      </form>
    </Panel>
  );
}
