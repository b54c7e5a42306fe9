import { api, type PolicyState } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Empty } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Mono, Money, Time } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { Meter } from "../../shared/meter";
import { Gives, PolicyName } from "../../shared/policy";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

/** What support policies have given of their budgets, and every version of their file. */
export function Policies() {
  const t = useT();
  const operator = hatsOf(useMe()).operator;
  const policies = useQuery({ queryKey: ["policies"], queryFn: api.policies });
  return (
    <Screen
      title={t("policies.title")}
      lead={t("policies.lead")}
      actions={operator && <GoLink to="/policies/edit">{t("policies.edit")}</GoLink>}
    >
      <Shown of={policies}>
        {({ version, items }) => (
          <Panel title={t("policies.version", { n: version })}>
            {items.length === 0 ? <Empty icon="heart" title={t("policies.none")} /> : <Given rows={items} />}
          </Panel>
        )}
      </Shown>
      <Versions edits={operator} />
    </Screen>
  );
}

function Given({ rows }: { rows: PolicyState[] }) {
  const t = useT();
  const f = useFormat();
  return (
    <>
      <Table
        caption={t("policies.title")}
        rows={rows}
        id={(r) => r.policy.id}
        columns={[
          {
            head: t("policies.name"),
            main: true,
            cell: (r) => <PolicyName of={r.policy} />,
          },
          { head: t("policies.gives"), cell: (r) => <Gives of={r.policy.gives} /> },
          { head: t("policies.grants"), end: true, cell: (r) => f.number(r.grants) },
          {
            head: t("policies.budget"),
            cell: (r) =>
              r.policy.budget ? (
                <Meter
                  label={t("policies.promisedOf", { promised: f.money(r.promised), budget: f.money(r.budget) })}
                  of={Number(r.promised.amount)}
                  max={Number(r.budget.amount)}
                />
              ) : (
                t("common.dash")
              ),
          },
          { head: t("policies.waived"), end: true, cell: (r) => <Money of={r.used} /> },
        ]}
      />
      <p className="lw-small lw-muted">{t("policies.promisedHint")}</p>
    </>
  );
}

function Versions({ edits }: { edits: boolean }) {
  const t = useT();
  return (
    <Panel title={t("policies.versions")}>
      <Listed
        queryKey={["policies", "versions"]}
        fetch={(cursor) => api.policyVersions({ limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("policies.none")}
      >
        {(rows) => (
          <Table
            caption={t("policies.versions")}
            rows={rows}
            id={(v) => String(v.version)}
            columns={[
              { head: t("policies.versions"), main: true, cell: (v) => t("policies.version", { n: v.version }) },
              { head: t("trades.at"), cell: (v) => <Time at={v.at} /> },
              { head: t("policies.by"), cell: (v) => (v.by ? <Mono>{v.by}</Mono> : t("policies.shipped")) },
              {
                head: t("common.reason"),
                cell: (v) => <span className="lw-break">{v.reason || t("common.dash")}</span>,
              },
              ...(edits
                ? [
                    {
                      head: t("common.actions"),
                      end: true,
                      cell: (v: { version: number }) => (
                        <GoLink
                          kind="link"
                          to="/policies/edit"
                          search={{ version: String(v.version) } as never}
                          aria-label={t("policies.lookAt", { n: v.version })}
                        >
                          {t("policies.look")}
                        </GoLink>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Listed>
    </Panel>
  );
}
