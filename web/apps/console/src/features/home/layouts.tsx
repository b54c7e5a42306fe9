import { api, type Layout } from "@livewell/api/console";
import { Button, Empty, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { GoLink } from "../../shared/links";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { sharePercent } from "./blocks";
import { useCities, useCityName, useNameOf } from "./names";

const segments = ["everyone", "new", "beta"] as const;

/** Who sees which home page. */
export function Layouts() {
  const t = useT();
  const nameOf = useNameOf();
  const operator = hatsOf(useMe()).operator;
  const layouts = useQuery({ queryKey: ["layouts"], queryFn: api.layouts });
  const [adding, setAdding] = useState(false);
  return (
    <Screen
      title={t("layouts.title")}
      lead={t("layouts.lead")}
      actions={
        <>
          <GoLink to="/services" kind="plain">
            {t("services.title")}
          </GoLink>
          {operator && <Button onClick={() => setAdding(true)}>{t("layouts.add")}</Button>}
        </>
      }
    >
      <Shown of={layouts}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="home" title={t("layouts.none")}>
              <p>{t("layouts.noneHint")}</p>
            </Empty>
          ) : (
            <Table
              caption={t("layouts.title")}
              rows={items}
              id={(l: Layout) => l.id}
              columns={[
                {
                  head: t("layouts.city"),
                  main: true,
                  cell: (l) => (
                    <Link to="/home/$id" params={{ id: l.id }}>
                      <span translate="no">{nameOf(l.city)}</span>
                    </Link>
                  ),
                },
                { head: t("layouts.segment"), cell: (l) => t(`layouts.segments.${l.segment}`) },
                {
                  head: t("layouts.live"),
                  cell: (l) =>
                    l.live ? (
                      <Tag tone="good">{t("layouts.version", { n: l.live })}</Tag>
                    ) : (
                      <Tag tone="quiet">{t("layouts.notLive")}</Tag>
                    ),
                },
                {
                  head: t("layouts.trial"),
                  cell: (l) =>
                    l.trial ? t("layouts.trialOf", { n: l.trial, percent: sharePercent(l.share) }) : t("common.dash"),
                },
                {
                  head: t("layouts.planned"),
                  cell: (l) =>
                    l.planned && l.plannedAt ? (
                      <>
                        {t("layouts.version", { n: l.planned })} · <Time at={l.plannedAt} />
                      </>
                    ) : (
                      t("common.dash")
                    ),
                },
                { head: t("layouts.latest"), end: true, cell: (l) => l.latest },
              ]}
            />
          )
        }
      </Shown>
      {adding && <AddLayout onClose={() => setAdding(false)} />}
    </Screen>
  );
}

function AddLayout({ onClose }: { onClose: () => void }) {
  const t = useT();
  const name = useCityName();
  const queries = useQueryClient();
  const toast = useToast();
  const go = useNavigate();
  const { items } = useCities();
  const [city, setCity] = useState("");
  const [segment, setSegment] = useState<(typeof segments)[number]>("everyone");
  const [attempt, setAttempt] = useState(newAttempt);
  const create = useMutation({
    mutationFn: () => api.createLayout(attempt.key, { city, segment }),
    onError: (e) => setAttempt((a) => after(a, e)),
    onSuccess: async (l) => {
      await queries.invalidateQueries({ queryKey: ["layouts"] });
      toast(t("layouts.added"));
      await go({ to: "/home/$id", params: { id: l.id } });
    },
  });
  return (
    <FormSheet
      title={t("layouts.add")}
      action={t("common.add")}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <Select
        label={t("layouts.city")}
        value={city}
        onPick={setCity}
        options={[
          { value: "", label: t("layouts.allCities") },
          ...items.filter((c) => !c.hidden).map((c) => ({ value: c.code, label: name(c) })),
        ]}
      />
      <Select
        label={t("layouts.segment")}
        hint={t("layouts.segmentHint")}
        value={segment}
        onPick={setSegment}
        options={segments.map((s) => ({ value: s, label: t(`layouts.segments.${s}`) }))}
      />
    </FormSheet>
  );
}
