import type { Method, MethodField } from "@livewell/api/console";
import { Empty } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Code, English, Facts, Mono, Tag } from "../../shared/bits";
import { useParam } from "../../shared/filters";
import { Panel, Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { Codes, referenceQuery } from "./docs";
import { flat, type Flat } from "./find";

export function MethodPage() {
  const t = useT();
  const name = useParam("method");
  const reference = useQuery(referenceQuery);
  const method = reference.data?.methods.find((m) => m.name === name);
  return (
    <Screen
      title={method?.name ?? t("docs.one")}
      lead={
        <>
          <Link to="/docs">{t("docs.title")}</Link>
          {method && <English>{` / ${method.group}`}</English>}
        </>
      }
    >
      <Shown of={reference}>
        {() => (method ? <Inside of={method} /> : <Empty icon="help" title={t("docs.unknown")} />)}
      </Shown>
    </Screen>
  );
}

function Inside({ of: m }: { of: Method }) {
  const t = useT();
  const v3 = m.v3 ?? [];
  const keys = m.keys ?? [];
  const errors = m.errors ?? [];
  const token = m.token === "no" || m.token === "may" || m.token === "needed" ? t(`docs.token.${m.token}`) : m.token;
  return (
    <>
      <Panel title={<English>{m.title}</English>}>
        <p className="lw-break" lang="en">
          {m.text}
        </p>
        <Facts
          of={[
            [t("docs.kind"), <Mono key="k">{m.kind}</Mono>],
            [
              t("docs.v3"),
              v3.length ? v3.map((r) => <Mono key={r.Path}>{`${r.Method} ${r.Path} `}</Mono>) : t("common.dash"),
            ],
            [t("docs.product"), m.product ? <Mono key="p">{m.product}</Mono> : t("common.dash")],
            [t("docs.tokenName"), token],
            [t("docs.delegate"), t(m.delegate ? "common.yes" : "common.no")],
            [t("docs.keys"), keys.length ? keys.map((k) => <Mono key={k}>{`${k} `}</Mono>) : t("common.dash")],
          ]}
        />
        {keys.length > 0 && <p className="lw-small lw-muted">{t("docs.keysHint")}</p>}
      </Panel>
      <Panel title={t("docs.request")}>
        <FieldTable of={m.request ?? []} caption={t("docs.request")} />
      </Panel>
      <Panel title={t("docs.reply")}>
        <FieldTable of={m.reply ?? []} caption={t("docs.reply")} />
      </Panel>
      {errors.length > 0 && (
        <Panel title={t("docs.errors")}>
          <Codes of={errors} caption={t("docs.errors")} />
        </Panel>
      )}
      <Panel title={t("docs.examples")}>
        {m.curl && <Code name={t("docs.curl")} text={m.curl} tall />}
        {m.script && <Code name={t("docs.script")} text={m.script} tall />}
      </Panel>
    </>
  );
}

function FieldTable({ of, caption }: { of: MethodField[]; caption: string }) {
  const t = useT();
  const rows = flat(of);
  if (rows.length === 0) return <p className="lw-muted">{t("docs.noFields")}</p>;
  const about = (f: Flat) => (
    <>
      <English>{f.text}</English>
      {f.enum && f.enum.length > 0 && (
        <span className="co-block lw-small" translate="no">
          {f.enum.join(" · ")}
        </span>
      )}
      {f.example && (
        <span className="co-block lw-small lw-muted co-mono" translate="no">
          {f.example}
        </span>
      )}
    </>
  );
  return (
    <Table
      caption={caption}
      rows={rows}
      id={(f) => f.path}
      columns={[
        { head: t("fields.name"), main: true, cell: (f) => <Mono>{f.path}</Mono> },
        { head: t("fields.kind"), cell: (f) => <Mono>{`${f.kind}${f.max ? ` ≤ ${f.max}` : ""}`}</Mono> },
        {
          head: t("fields.required"),
          cell: (f) =>
            f.required ? (
              <Tag tone="warn">{t("fields.must")}</Tag>
            ) : f.either ? (
              t("fields.either", { what: f.either })
            ) : (
              t("fields.may")
            ),
        },
        { head: t("fields.text"), cell: about },
      ]}
    />
  );
}
