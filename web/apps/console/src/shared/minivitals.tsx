import type { MiniVersion, MiniVitals } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Choice, Empty } from "@livewell/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useT } from "../words";
import { Mono, More, Tag, Time } from "./bits";
import { Bars } from "./chart";
import { Select } from "./fields";
import { useFilters } from "./filters";
import { Panel } from "./screen";
import { Shown } from "./states";
import { Table } from "./table";

const spans = ["7", "30", "90"] as const;

/** How the versions of a program do: one of them, in a time. */
export function Vitals({
  app,
  versions,
  fetch,
}: {
  app: string;
  versions: MiniVersion[];
  fetch: (app: string, version: string, days: number) => Promise<MiniVitals>;
}) {
  const t = useT();
  const [asked, set] = useFilters("version", "days");
  const began = versions.find((v) => v.status === "online") ?? versions.find((v) => v.status === "gray") ?? versions[0];
  const version = versions.find((v) => v.version === asked.version)?.version ?? began?.version ?? "";
  const days = spans.find((d) => d === asked.days) ?? "30";
  const report = useQuery({
    queryKey: ["minivitals", app, version, days],
    queryFn: () => fetch(app, version, Number(days)),
    enabled: version !== "",
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  if (version === "") return <Empty icon="chart" title={t("minivitals.noVersion")} />;
  return (
    <>
      <div className="co-filters">
        <Select
          label={t("minivitals.version")}
          value={version}
          onPick={(v) => set({ version: v })}
          options={versions.map((v) => ({ value: v.version, label: `${v.version} · ${t(`mini.is.${v.status}`)}` }))}
        />
        <Choice
          label={t("minivitals.period")}
          value={days}
          options={spans.map((d) => ({ value: d, label: t("minivitals.days", { n: d }) }))}
          onChange={(d) => set({ days: d })}
        />
      </div>
      <Shown of={report}>
        {(r) =>
          r.opens === 0 && r.errors.length === 0 ? (
            <Empty icon="chart" title={t("minivitals.none")}>
              <p>{t("minivitals.noneHint")}</p>
            </Empty>
          ) : (
            <Inside of={r} />
          )
        }
      </Shown>
    </>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="co-figure">
      <h2>{name}</h2>
      <p className="co-big">{children}</p>
    </section>
  );
}

function Inside({ of }: { of: MiniVitals }) {
  const t = useT();
  const f = useFormat();
  const ms = (n: number) => t("minivitals.ms", { n: f.number(n) });
  const noon = (day: string) => `${day}T12:00:00`;
  return (
    <>
      <div className="co-figures">
        <Figure name={t("minivitals.opens")}>{f.number(of.opens)}</Figure>
        <Figure name={t("minivitals.crashFree")}>{f.percent(of.crashFree * 10_000)}</Figure>
        {(["p50", "p75", "p95"] as const).map((p) => (
          <Figure key={p} name={t(`minivitals.${p}`)}>
            {ms(of[p])}
          </Figure>
        ))}
        <Figure name={t("minivitals.used")}>{f.seconds(Math.round(of.used / 1000))}</Figure>
      </div>
      <Panel title={t("minivitals.byDay")}>
        <figure className="co-chart">
          <Bars
            title={t("minivitals.byDayChart", { count: of.days.length })}
            bars={of.days.map((d) => ({
              id: d.day,
              name: f.dayMonth(noon(d.day)),
              value: d.opens,
              said: f.number(d.opens),
            }))}
          />
          <More label={t("overview.asTable")}>
            <Table
              caption={t("minivitals.byDay")}
              rows={of.days}
              id={(d) => d.day}
              columns={[
                { head: t("common.day"), main: true, cell: (d) => f.weekday(noon(d.day)) },
                { head: t("minivitals.opens"), end: true, cell: (d) => f.number(d.opens) },
                { head: t("minivitals.crashes"), end: true, cell: (d) => f.number(d.crashes) },
              ]}
            />
          </More>
        </figure>
      </Panel>
      {of.pages.length > 0 && (
        <Panel title={t("minivitals.pages")}>
          <Table
            caption={t("minivitals.pages")}
            rows={of.pages}
            id={(p) => p.page}
            columns={[
              { head: t("minivitals.page"), main: true, cell: (p) => <Mono>{p.page}</Mono> },
              { head: t("minivitals.views"), end: true, cell: (p) => f.number(p.views) },
            ]}
          />
        </Panel>
      )}
      <Errors of={of.errors} />
    </>
  );
}

function Errors({ of }: { of: MiniVitals["errors"] }) {
  const t = useT();
  const f = useFormat();
  const rows = of.map((e, n) => ({ ...e, n }));
  return (
    <Panel title={t("minivitals.errors")}>
      {of.length === 0 ? (
        <p className="lw-muted">{t("minivitals.noErrors")}</p>
      ) : (
        <Table
          caption={t("minivitals.errors")}
          rows={rows}
          id={(e) => String(e.n)}
          columns={[
            {
              head: t("minivitals.message"),
              main: true,
              cell: (e) => (
                <span className="lw-break" translate="no">
                  {e.message} {e.fatal && <Tag tone="bad">{t("minivitals.fatal")}</Tag>}
                </span>
              ),
            },
            { head: t("minivitals.page"), cell: (e) => (e.page ? <Mono>{e.page}</Mono> : t("common.dash")) },
            { head: t("minivitals.count"), end: true, cell: (e) => f.number(e.count) },
            { head: t("minivitals.last"), cell: (e) => <Time at={e.last} /> },
          ]}
        />
      )}
      {rows
        .filter((e) => e.stack)
        .map((e) => (
          <More key={e.n} label={t("minivitals.stack", { message: e.message })}>
            <pre className="co-why" tabIndex={0} aria-label={e.message}>
              {e.stack}
            </pre>
          </More>
        ))}
    </Panel>
  );
}
