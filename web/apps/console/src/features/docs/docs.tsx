import { api, type MethodCode, type Method } from "@livewell/api/console";
import { Empty } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { English, Mono } from "../../shared/bits";
import { useFilters } from "../../shared/filters";
import { Panel, Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { Search } from "@livewell/ui";
import { useT } from "../../words";
import { groups, matching } from "./find";

export const referenceQuery = { queryKey: ["reference"], queryFn: api.reference, staleTime: 3_600_000 };

export function Docs() {
  const t = useT();
  const reference = useQuery(referenceQuery);
  return (
    <Screen title={t("docs.title")} lead={t("docs.lead")}>
      <Shown of={reference}>{(r) => <Inside methods={r.methods} codes={r.codes} />}</Shown>
    </Screen>
  );
}

function Inside({ methods, codes }: { methods: Method[]; codes: MethodCode[] }) {
  const t = useT();
  const [{ q = "" }, set] = useFilters("q");
  // Refusals of V3 link to their code on this page.
  useEffect(() => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id) document.getElementById(id)?.scrollIntoView();
  }, []);
  const found = groups(matching(methods, q));
  const foundCodes = codes.filter(
    (c) => !q || `${c.code} ${c.sub_code} ${c.v3}`.toLowerCase().includes(q.toLowerCase()),
  );
  return (
    <>
      <Search label={t("docs.search")} value={q} onChange={(v) => set({ q: v })} />
      <p className="lw-hide" role="status">
        {t("docs.found", { count: found.reduce((n, g) => n + g.methods.length, 0) })}
      </p>
      {found.length === 0 && foundCodes.length === 0 && <Empty icon="search" title={t("docs.none")} />}
      {found.map((g) => (
        <Panel key={g.name} title={<English>{g.name}</English>}>
          <ul className="co-methods">
            {g.methods.map((m) => (
              <li key={m.name}>
                <Link to="/docs/$method" params={{ method: m.name }} className="co-mono" translate="no">
                  {m.name}
                </Link>
                <English>{m.title}</English>
              </li>
            ))}
          </ul>
        </Panel>
      ))}
      {foundCodes.length > 0 && (
        <Panel title={t("docs.codes")}>
          <p className="lw-muted">{t("docs.codesLead")}</p>
          <Codes of={foundCodes} caption={t("docs.codes")} />
        </Panel>
      )}
    </>
  );
}

export function Codes({ of, caption }: { of: MethodCode[]; caption: string }) {
  const t = useT();
  return (
    <Table
      caption={caption}
      rows={of}
      id={(c) => `${c.code}${c.sub_code}`}
      columns={[
        {
          head: t("docs.subCode"),
          main: true,
          cell: (c) => (
            <span id={c.v3}>
              <Mono>{c.sub_code || c.code}</Mono>
            </span>
          ),
        },
        { head: t("docs.v3code"), cell: (c) => <Mono>{c.v3}</Mono> },
        { head: t("docs.code"), cell: (c) => <Mono>{c.code}</Mono> },
        { head: t("docs.http"), cell: (c) => <Mono>{c.http}</Mono> },
        { head: t("docs.meaning"), cell: (c) => <English>{c.text}</English> },
      ]}
    />
  );
}
