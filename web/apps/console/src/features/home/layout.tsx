import { api, type HomeCompared, type Layout, type LayoutVersion } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Icon, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Facts, Tag, Time } from "../../shared/bits";
import { useParam } from "../../shared/filters";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { sharePercent } from "./blocks";
import { PlanVersion, TryVersion } from "./dialogs";
import { Editor } from "./editor";
import { useNameOf } from "./names";

/** One layout: what is live, its versions, and the one that is edited. */
export function LayoutPage() {
  const t = useT();
  const id = useParam("id");
  const nameOf = useNameOf();
  const detail = useQuery({ queryKey: ["layout", id], queryFn: () => api.layout(id) });
  const l = detail.data?.layout;
  const [opened, setOpened] = useState<number>();
  return (
    <Screen
      title={l ? `${nameOf(l.city)} · ${t(`layouts.segments.${l.segment}`)}` : t("layouts.one")}
      lead={<Link to="/home">{t("layouts.title")}</Link>}
    >
      <Shown of={detail}>
        {(d) => (
          <>
            <State layout={d.layout} />
            {d.compared && <Compared of={d.compared} />}
            <Versions layout={d.layout} versions={d.versions} opened={opened ?? d.layout.latest} onOpen={setOpened} />
            <Opened layout={d.layout} number={opened ?? d.layout.latest} onSaved={setOpened} />
          </>
        )}
      </Shown>
    </Screen>
  );
}

/** Runs an act on a layout and says what came of it. */
function useAct(id: string) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ run }: { run: () => Promise<unknown>; done: "published" | "unplanned" | "ended" }) => run(),
    onSuccess: async (_, { done }) => {
      await queries.invalidateQueries({ queryKey: ["layout", id] });
      await queries.invalidateQueries({ queryKey: ["layouts"] });
      toast(t(`layouts.${done}`));
    },
  });
}

function State({ layout }: { layout: Layout }) {
  const t = useT();
  const operator = hatsOf(useMe()).operator;
  const act = useAct(layout.id);
  return (
    <Panel>
      <Facts
        of={[
          [
            t("layouts.live"),
            layout.live ? (
              <span className="co-line">
                <Tag tone="good">{t("layouts.version", { n: layout.live })}</Tag>
                {operator && (
                  <Button
                    kind="link"
                    onClick={() => act.mutate({ run: () => api.withdrawLayout(layout.id), done: "ended" })}
                  >
                    {t("layouts.withdraw")}
                  </Button>
                )}
              </span>
            ) : (
              t("layouts.notLiveHint")
            ),
          ],
          [
            t("layouts.trial"),
            layout.trial ? (
              <span className="co-line">
                {t("layouts.trialOf", { n: layout.trial, percent: sharePercent(layout.share) })}
                {operator && (
                  <Button
                    kind="link"
                    onClick={() => act.mutate({ run: () => api.tryLayout(layout.id, 0, 0), done: "ended" })}
                  >
                    {t("layouts.endTrial")}
                  </Button>
                )}
              </span>
            ) : (
              t("layouts.noTrial")
            ),
          ],
          [
            t("layouts.planned"),
            layout.planned && layout.plannedAt ? (
              <span className="co-line">
                {t("layouts.version", { n: layout.planned })} <Time at={layout.plannedAt} />
                {operator && (
                  <Button
                    kind="link"
                    onClick={() => act.mutate({ run: () => api.unplanLayout(layout.id), done: "unplanned" })}
                  >
                    {t("layouts.unplan")}
                  </Button>
                )}
              </span>
            ) : (
              t("layouts.noPlan")
            ),
          ],
        ]}
      />
      <Refused error={act.error} />
    </Panel>
  );
}

/** The old page beside the new one, and whether the difference is one. */
function Compared({ of: { old, new: fresh, low, high, clear } }: { of: HomeCompared }) {
  const t = useT();
  const f = useFormat();
  const percent = (x: number) => t("layouts.percentOf", { share: f.number(Math.round(x * 1000) / 10) });
  const rows = [
    { name: t("layouts.oldPage"), ...old },
    { name: t("layouts.newPage"), ...fresh },
  ];
  return (
    <Panel title={t("layouts.compared")}>
      <Table
        caption={t("layouts.compared")}
        rows={rows}
        id={(r) => r.name}
        columns={[
          { head: t("layouts.page"), main: true, cell: (r) => r.name },
          { head: t("layouts.people"), end: true, cell: (r) => f.number(r.people) },
          { head: t("layouts.ordered"), end: true, cell: (r) => f.number(r.ordered) },
          { head: t("layouts.share"), end: true, cell: (r) => percent(r.share) },
        ]}
      />
      <p>
        {t("layouts.difference", { low: percent(low), high: percent(high) })}{" "}
        <Tag tone={clear ? (low > 0 ? "good" : "bad") : "quiet"}>
          {t(clear ? (low > 0 ? "layouts.better" : "layouts.worse") : "layouts.unclear")}
        </Tag>
      </p>
      <p className="lw-muted lw-small">{t("layouts.comparedHint")}</p>
    </Panel>
  );
}

type Versions = { layout: Layout; versions: LayoutVersion[]; opened: number; onOpen: (n: number) => void };

function Versions({ layout, versions, opened, onOpen }: Versions) {
  const t = useT();
  const operator = hatsOf(useMe()).operator;
  const act = useAct(layout.id);
  const [dialog, setDialog] = useState<{ kind: "plan" | "try"; number: number }>();
  const [all, setAll] = useState(false);
  const state = (v: LayoutVersion) => {
    if (v.number === layout.live) return <Tag tone="good">{t("layouts.live")}</Tag>;
    if (v.number === layout.trial) return <Tag tone="warn">{t("layouts.trial")}</Tag>;
    if (v.number === layout.planned) return <Tag tone="warn">{t("layouts.planned")}</Tag>;
    return v.liveAt ? <Tag tone="quiet">{t("layouts.earlier")}</Tag> : <Tag tone="quiet">{t("layouts.draft")}</Tag>;
  };
  const shown = all ? versions : versions.slice(0, 6);
  return (
    <Panel title={t("layouts.versions")}>
      <Table
        caption={t("layouts.versions")}
        rows={shown}
        id={(v: LayoutVersion) => String(v.number)}
        columns={[
          { head: t("layouts.number"), main: true, cell: (v) => t("layouts.version", { n: v.number }) },
          { head: t("layouts.state"), cell: state },
          { head: t("layouts.savedAt"), cell: (v) => <Time at={v.createdAt} /> },
          {
            head: t("layouts.note"),
            cell: (v) => (
              <span className="lw-break" translate="no">
                {v.note || t("common.dash")}
              </span>
            ),
          },
          {
            head: t("common.actions"),
            cell: (v) => (
              <span className="co-line">
                <Button
                  kind="link"
                  aria-current={v.number === opened || undefined}
                  aria-label={t("layouts.openOne", { n: v.number })}
                  onClick={() => onOpen(v.number)}
                >
                  {v.number === opened && <Icon name="check" size={16} />}
                  {t("layouts.open")}
                </Button>
                {operator && v.number !== layout.live && (
                  <>
                    <Button
                      kind="link"
                      busy={act.isPending}
                      aria-label={t(v.number < layout.live ? "layouts.rollBackOne" : "layouts.publishOne", {
                        n: v.number,
                      })}
                      onClick={() =>
                        act.mutate({ run: () => api.publishLayout(layout.id, v.number), done: "published" })
                      }
                    >
                      {t(v.number < layout.live ? "layouts.rollBack" : "layouts.publish")}
                    </Button>
                    <Button
                      kind="link"
                      aria-label={t("layouts.planOne", { n: v.number })}
                      onClick={() => setDialog({ kind: "plan", number: v.number })}
                    >
                      {t("layouts.plan")}
                    </Button>
                    {layout.live > 0 && (
                      <Button
                        kind="link"
                        aria-label={t("layouts.tryOne", { n: v.number })}
                        onClick={() => setDialog({ kind: "try", number: v.number })}
                      >
                        {t("layouts.try")}
                      </Button>
                    )}
                  </>
                )}
              </span>
            ),
          },
        ]}
      />
      {versions.length > shown.length && (
        <div>
          <Button kind="plain" onClick={() => setAll(true)}>
            {t("common.more")}
          </Button>
        </div>
      )}
      <Refused error={act.error} />
      {dialog?.kind === "plan" && (
        <PlanVersion layout={layout} number={dialog.number} onClose={() => setDialog(undefined)} />
      )}
      {dialog?.kind === "try" && (
        <TryVersion layout={layout} number={dialog.number} onClose={() => setDialog(undefined)} />
      )}
    </Panel>
  );
}

function Opened({
  layout,
  number,
  onSaved,
}: {
  layout: Layout;
  number: number;
  onSaved: (n: number | undefined) => void;
}) {
  const version = useQuery({
    queryKey: ["layoutVersion", layout.id, number],
    queryFn: () => api.layoutVersion(layout.id, number),
    staleTime: Infinity, // versions never change
  });
  return (
    <Shown of={version}>
      {(v) => <Editor key={number} layout={layout} number={number} blocks={v.blocks} onSaved={onSaved} />}
    </Shown>
  );
}
