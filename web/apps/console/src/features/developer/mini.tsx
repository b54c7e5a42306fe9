import { api, type MiniVersion } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Empty } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Code, Mono, Time } from "../../shared/bits";
import { movedAt, VersionTag } from "../../shared/mini";
import { Vitals } from "../../shared/minivitals";
import { Panel } from "../../shared/screen";
import { Listed, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { MiniFrame, miniKey } from "./miniframe";

/** The versions of a mini program. */
export function MiniPage() {
  return <MiniFrame>{(app) => <Versions app={app.id} />}</MiniFrame>;
}

function Versions({ app }: { app: string }) {
  const t = useT();
  const any = useQuery({
    queryKey: [...miniKey(app), "any"],
    queryFn: () => api.miniVersions(app, { limit: 1 }),
  });
  return (
    <Panel title={t("mini.versions")}>
      <Shown of={any}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="phone" title={t("mini.none")}>
              <p>{t("mini.noneHint")}</p>
              <Code name="livewell mini" text={`livewell mini upload . --app ${app} --version 1.0.0`} />
            </Empty>
          ) : (
            <Some app={app} />
          )
        }
      </Shown>
    </Panel>
  );
}

function Some({ app }: { app: string }) {
  const t = useT();
  return (
    <Listed
      queryKey={[...miniKey(app), "versions"]}
      fetch={(cursor) => api.miniVersions(app, { limit: 20, ...(cursor ? { cursor } : {}) })}
      empty={t("mini.none")}
      every={30_000}
    >
      {(rows) => (
        <Table
          caption={t("mini.versions")}
          rows={rows}
          id={(v) => v.id}
          columns={[
            {
              head: t("mini.version"),
              main: true,
              cell: (v) => (
                <Link to="/apps/$id/mini/versions/$version" params={{ id: app, version: v.version }}>
                  {v.version}
                </Link>
              ),
            },
            { head: t("apps.stateName"), cell: (v) => <State of={v} /> },
            { head: t("mini.when"), cell: (v) => <Time at={movedAt(v)} /> },
            { head: t("mini.next"), cell: (v) => t(`mini.nextOf.${v.status}`) },
          ]}
        />
      )}
    </Listed>
  );
}

function State({ of }: { of: MiniVersion }) {
  const f = useFormat();
  return (
    <span className="co-line">
      <VersionTag of={of.status} />
      {of.status === "gray" && <Mono>{f.percent(of.gray ?? 0)}</Mono>}
    </span>
  );
}

/** How a mini program does. */
export function MiniNumbersPage() {
  return <MiniFrame>{(app) => <Numbers app={app.id} />}</MiniFrame>;
}

function Numbers({ app }: { app: string }) {
  const t = useT();
  // The newest hundred: numbers of older ones are of no use to anybody.
  const list = useQuery({
    queryKey: [...miniKey(app), "hundred"],
    queryFn: () => api.miniVersions(app, { limit: 100 }),
  });
  return (
    <Panel title={t("mini.numbers")}>
      <p className="lw-muted">{t("minivitals.lead")}</p>
      <Shown of={list}>{({ items }) => <Vitals app={app} versions={items} fetch={api.miniVitals} />}</Shown>
    </Panel>
  );
}
