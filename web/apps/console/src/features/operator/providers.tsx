import { api, type ListingProvider, type ProviderExposure } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { brand, Button, Field, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Mono, Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { useModeName } from "../../shared/modes";
import { ProviderTag } from "../../shared/provider";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

/** Other platforms that offer here, and whether each is seen as often as the rule says. */
export function ProvidersPage() {
  const t = useT();
  const f = useFormat();
  const decides = hatsOf(useMe()).operator;
  const [asking, setAsking] = useState<ListingProvider>();
  return (
    <Screen title={t("providers.title")} lead={t("providers.lead")}>
      <Listed
        queryKey={["providers"]}
        fetch={(cursor) => api.providers({ limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("providers.none")}
        emptyHint={t("providers.noneHint")}
      >
        {(rows) => (
          <Table
            caption={t("providers.title")}
            rows={rows}
            id={(p) => p.id}
            columns={[
              { head: t("provider.name"), main: true, cell: (p) => <span translate="no">{p.name}</span> },
              { head: t("provider.base"), cell: (p) => <Mono>{p.base}</Mono> },
              { head: t("provider.offers"), end: true, cell: (p) => f.number(p.offers) },
              { head: t("provider.since"), cell: (p) => <Time at={p.createdAt} /> },
              {
                head: t("offers.state"),
                cell: (p) => (
                  <>
                    <ProviderTag of={p} />
                    {p.reason && <span className="co-block lw-small lw-muted lw-break">{p.reason}</span>}
                  </>
                ),
              },
              {
                head: t("providers.act"),
                cell: (p) =>
                  decides && (
                    <Button
                      kind="link"
                      aria-label={t(p.state === "active" ? "providers.suspendOne" : "providers.restoreOne", {
                        name: p.name,
                      })}
                      onClick={() => setAsking(p)}
                    >
                      {t(p.state === "active" ? "providers.suspend" : "providers.restore")}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Listed>
      <Exposures />
      {asking && <Ask of={asking} onClose={() => setAsking(undefined)} />}
    </Screen>
  );
}

function Ask({ of, onClose }: { of: ListingProvider; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const suspends = of.state === "active";
  const act = useMutation({
    mutationFn: () => api.suspendProvider(of.id, suspends ? reason.trim() : ""),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["providers"] });
      toast(t(suspends ? "providers.suspended" : "providers.restored"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t(suspends ? "providers.suspendOne" : "providers.restoreOne", { name: of.name })}
      action={t(suspends ? "providers.suspend" : "providers.restore")}
      danger={suspends}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate()}
      onClose={onClose}
    >
      {suspends ? (
        <Area
          label={t("providers.reason")}
          hint={t("providers.reasonHint")}
          required
          maxLength={300}
          value={reason}
          onChange={(e) => setReason(e.target.value)}
        />
      ) : (
        <p>{t("providers.restoreText")}</p>
      )}
    </FormSheet>
  );
}

/** Who had how many of the first places on a day. */
function Exposures() {
  const t = useT();
  const f = useFormat();
  const mode = useModeName();
  const [{ day = "" }, set] = useFilters("day");
  const shown = useQuery({
    queryKey: ["providers", "exposure", day],
    queryFn: () => api.exposures(day ? { day } : {}),
  });
  const all = useQuery({ queryKey: ["providers", "all"], queryFn: () => api.providers({ limit: 100 }) });
  const name = (e: ProviderExposure) =>
    e.provider ? (all.data?.items.find((p) => p.id === e.provider)?.name ?? e.provider) : brand;
  return (
    <Panel title={t("providers.exposure")}>
      <p className="lw-muted">{t("providers.exposureText")}</p>
      <div className="co-filters">
        <Field label={t("common.day")} type="date" value={day} onChange={(e) => set({ day: e.target.value })} />
      </div>
      <Shown of={shown}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t("providers.noExposure")}</p>
          ) : (
            <Table
              caption={t("providers.exposure")}
              rows={items}
              id={(e) => `${e.city} ${e.mode} ${e.provider ?? ""}`}
              columns={[
                { head: t("provider.title"), main: true, cell: (e) => <span translate="no">{name(e)}</span> },
                { head: t("providers.city"), cell: (e) => <Mono>{e.city}</Mono> },
                { head: t("providers.mode"), cell: (e) => mode(e.mode) },
                { head: t("providers.lists"), end: true, cell: (e) => f.number(e.lists) },
                { head: t("providers.shown"), end: true, cell: (e) => f.number(e.shown) },
                { head: t("providers.sure"), end: true, cell: (e) => f.number(e.sure) },
                {
                  head: t("providers.kept"),
                  cell: (e) => (
                    <Tag tone={e.short ? "bad" : "good"}>{t(e.short ? "providers.short" : "providers.ok")}</Tag>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </Panel>
  );
}
