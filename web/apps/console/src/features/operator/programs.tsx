import { api, type MiniState, type MiniVersion } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Field, Notice, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Mono, Tag, Time } from "../../shared/bits";
import { Reasoned } from "../../shared/dialogs";
import { useParam } from "../../shared/filters";
import { GraySheet, movedAt, usePart, VersionTag } from "../../shared/mini";
import { Vitals } from "../../shared/minivitals";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed, Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

function StateTag({ of }: { of: MiniState }) {
  const t = useT();
  return <Tag tone={of.stopped ? "bad" : "good"}>{t(of.stopped ? "programs.stopped" : "programs.served")}</Tag>;
}

/** Every mini program. */
export function ProgramsPage() {
  const t = useT();
  return (
    <Screen title={t("programs.title")} lead={t("programs.lead")}>
      <Listed
        queryKey={["programs"]}
        fetch={(cursor) => api.programs({ limit: 50, ...(cursor ? { cursor } : {}) })}
        empty={t("programs.none")}
      >
        {(rows) => (
          <Table
            caption={t("programs.title")}
            rows={rows}
            id={(p) => p.app}
            columns={[
              {
                head: t("minireviews.program"),
                main: true,
                cell: (p) => (
                  <Link to="/programs/$app" params={{ app: p.app }}>
                    <span translate="no">{p.name}</span>
                  </Link>
                ),
              },
              { head: t("apps.id"), cell: (p) => <Mono>{p.app}</Mono> },
              { head: t("programs.online"), cell: (p) => p.online ?? t("common.dash") },
              { head: t("programs.state"), cell: (p) => <StateTag of={p} /> },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}

const programKey = (app: string) => ["program", app] as const;

/** One mini program: its versions, how they do, and the switch that stops it. */
export function ProgramPage() {
  const t = useT();
  const app = useParam("app");
  const decides = hatsOf(useMe()).operator;
  const queries = useQueryClient();
  const state = useQuery({ queryKey: [...programKey(app), "state"], queryFn: () => api.program(app) });
  const versions = useQuery({
    queryKey: [...programKey(app), "versions"],
    queryFn: () => api.programVersions(app, { limit: 100 }),
  });
  const [asking, setAsking] = useState(false);
  const stopped = state.data?.stopped ?? false;
  const renew = () => queries.invalidateQueries({ queryKey: programKey(app) });
  return (
    <Screen
      title={state.data?.name ?? t("minireviews.program")}
      lead={
        <span className="co-line">
          <Mono>{app}</Mono>
          {state.data && <StateTag of={state.data} />}
        </span>
      }
      actions={
        decides &&
        state.data && (
          <Button kind={stopped ? "primary" : "danger"} onClick={() => setAsking(true)}>
            {t(stopped ? "programs.start" : "programs.stop")}
          </Button>
        )
      }
    >
      {stopped && (
        <Notice tone="bad" icon="warn">
          {t("mini.stopped", { reason: state.data?.reason ?? "" })}
        </Notice>
      )}
      <Shown of={versions}>
        {({ items }) => (
          <>
            <Versions rows={items} decides={decides} onDone={renew} />
            <Panel title={t("mini.numbers")}>
              <Vitals app={app} versions={items} fetch={api.programVitals} />
            </Panel>
            <Explain app={app} />
          </>
        )}
      </Shown>
      {asking && (
        <Reasoned
          title={t(stopped ? "programs.start" : "programs.stop")}
          text={t(stopped ? "programs.startText" : "programs.stopText")}
          action={t(stopped ? "programs.start" : "programs.stop")}
          danger={!stopped}
          done={t("programs.done")}
          run={(reason) => api.stopProgram(app, !stopped, reason)}
          onDone={renew}
          onClose={() => setAsking(false)}
        />
      )}
    </Screen>
  );
}

/** Why somebody gets the version that they get. */
function Explain({ app }: { app: string }) {
  const t = useT();
  const f = useFormat();
  const [who, setWho] = useState({ person: "", city: "", host: "" });
  const [short, setShort] = useState(false);
  const ask = useMutation({
    mutationFn: () =>
      api.served(app, {
        person: who.person.trim(),
        ...(who.city.trim() ? { city: who.city.trim() } : {}),
        ...(who.host.trim() ? { host: who.host.trim() } : {}),
      }),
  });
  const field = (name: keyof typeof who) => ({
    label: t(`programs.${name}`),
    value: who[name],
    maxLength: 40,
    onChange: (e: { target: { value: string } }) => setWho({ ...who, [name]: e.target.value }),
  });
  const d = ask.data;
  return (
    <Panel title={t("programs.explain")}>
      <form
        className="lw-stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          setShort(!who.person.trim());
          if (who.person.trim()) ask.mutate();
        }}
      >
        <div className="co-filters">
          <Field {...field("person")} error={short ? t("programs.needPerson") : undefined} />
          <Field {...field("city")} inputMode="numeric" />
          <Field {...field("host")} />
          <Button type="submit" busy={ask.isPending}>
            {t("programs.ask")}
          </Button>
        </div>
        <Refused error={ask.error} />
        <div role="status">
          {d && (
            <p>
              {t(d.version ? "programs.gets" : "programs.getsNone", {
                version: d.version ?? "",
                why: t(`programs.why.${d.state}`),
              })}{" "}
              {d.slot === undefined
                ? t("programs.noSlot")
                : t("programs.slot", { slot: f.number(d.slot), part: f.number(d.part ?? 0) })}
            </p>
          )}
        </div>
      </form>
    </Panel>
  );
}

type Doing = { version: MiniVersion; act: "gray" | "unspread" | "rollback" };

function Versions({ rows, decides, onDone }: { rows: MiniVersion[]; decides: boolean; onDone: () => unknown }) {
  const t = useT();
  const f = useFormat();
  const part = usePart();
  const toast = useToast();
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const run = useMutation({
    mutationFn: ({ version, act }: Doing) =>
      act === "rollback" ? api.rollBackProgram(version.id) : api.spreadProgram(version.id, { points: 0 }),
    onSuccess: async (v) => {
      await onDone();
      toast(t("mini.done", { version: v.version, is: t(`mini.is.${v.status}`) }));
      close();
    },
  });
  const act = (version: MiniVersion, act: Doing["act"]) => (
    <Button kind="link" onClick={() => (run.reset(), setDoing({ version, act }))}>
      {t(`mini.act.${act === "gray" && version.status === "gray" ? "widen" : act}`)}
    </Button>
  );
  return (
    <Panel title={t("mini.versions")}>
      <Table
        caption={t("mini.versions")}
        rows={rows}
        id={(v) => v.id}
        columns={[
          {
            head: t("mini.version"),
            main: true,
            cell: (v) =>
              v.status === "auditing" ? (
                <Link to="/minireviews/$id" params={{ id: v.id }}>
                  {v.version}
                </Link>
              ) : (
                v.version
              ),
          },
          { head: t("apps.stateName"), cell: (v) => <VersionTag of={v.status} /> },
          { head: t("mini.partOf"), cell: (v) => (v.status === "gray" ? part(v) : t("common.dash")) },
          { head: t("mini.when"), cell: (v) => <Time at={movedAt(v)} /> },
          {
            head: t("common.actions"),
            end: true,
            cell: (v) =>
              decides && (
                <span className="co-line">
                  {(v.status === "approved" || v.status === "gray") && act(v, "gray")}
                  {v.status === "gray" && act(v, "unspread")}
                  {v.status === "online" && act(v, "rollback")}
                </span>
              ),
          },
        ]}
      />
      {doing?.act === "gray" && (
        <GraySheet
          of={doing.version}
          run={(g) => api.spreadProgram(doing.version.id, g)}
          onDone={onDone}
          onClose={close}
        />
      )}
      {doing && doing.act !== "gray" && (
        <Ask
          title={t(`mini.act.${doing.act}`)}
          text={t(`mini.ask.${doing.act}`)}
          action={t(`mini.act.${doing.act}`)}
          danger
          busy={run.isPending}
          error={run.error ? faultText(run.error, f) : undefined}
          onYes={() => run.mutate(doing)}
          onClose={close}
        />
      )}
    </Panel>
  );
}
