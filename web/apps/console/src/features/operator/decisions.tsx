import { api, type Decision } from "@livewell/api/console";
import { Mono, More, Tag, Time, type Tone } from "../../shared/bits";
import { Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { Screen } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

const actions = ["ALLOW", "STEP_UP", "DENY"] as const;
const tones: Record<string, Tone> = { ALLOW: "good", STEP_UP: "warn", DENY: "bad" };

export function Decisions() {
  const t = useT();
  const [now, set] = useFilters("action");
  const action = actions.find((a) => a === now.action) ?? "";
  const name = (a: string) => {
    const known = actions.find((x) => x === a);
    return known ? t(`decisions.action.${known}`) : a;
  };
  const facts = (d: Decision) =>
    Object.entries(d.facts)
      .filter(([k]) => k !== "$schema")
      .map(([k, v]) => `${k} = ${String(v)}`)
      .join("\n");
  return (
    <Screen title={t("decisions.title")} lead={t("decisions.lead")}>
      <div className="co-filters">
        <Select
          label={t("decisions.actionName")}
          value={action}
          onPick={(v) => set({ action: v })}
          options={[{ value: "", label: t("common.all") }, ...actions.map((a) => ({ value: a, label: name(a) }))]}
        />
      </div>
      <Listed
        queryKey={["decisions", action]}
        fetch={(cursor) => api.decisions({ action, limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("decisions.none")}
      >
        {(rows) => (
          <Table
            caption={t("decisions.title")}
            rows={rows}
            id={(d) => d.id}
            columns={[
              { head: t("decisions.at"), main: true, cell: (d) => <Time at={d.at} /> },
              { head: t("decisions.actionName"), cell: (d) => <Tag tone={tones[d.action]}>{name(d.action)}</Tag> },
              { head: t("decisions.rule"), cell: (d) => (d.rule ? <Mono whole>{d.rule}</Mono> : t("common.dash")) },
              { head: t("decisions.object"), cell: (d) => <Mono>{d.object}</Mono> },
              { head: t("decisions.user"), cell: (d) => <Mono>{d.user}</Mono> },
              {
                head: t("decisions.facts"),
                cell: (d) => (
                  <More label={t("decisions.show")}>
                    <pre className="co-why">{facts(d)}</pre>
                  </More>
                ),
              },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}
