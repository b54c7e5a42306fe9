import { api } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { useState } from "react";
import { Money, Mono, Time } from "../../shared/bits";
import { Select } from "../../shared/fields";
import { useParam } from "../../shared/filters";
import { months } from "../../shared/months";
import { Screen } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

/** What a host brought in a month, and its share. */
export function StatementPage() {
  const t = useT();
  const f = useFormat();
  const id = useParam("id");
  const [all] = useState(() => months(Date.now()));
  const [month, setMonth] = useState(all[0] ?? "");
  return (
    <Screen title={t("hosts.statement")} lead={<Mono>{id}</Mono>}>
      <Select
        label={t("usage.month")}
        value={month}
        onPick={setMonth}
        options={all.map((m) => ({ value: m, label: f.month(m) }))}
      />
      <Listed
        queryKey={["hostStatement", id, month]}
        fetch={(cursor) => api.hostStatement(id, { month, limit: 50, ...(cursor ? { cursor } : {}) })}
        empty={t("hosts.nothing")}
      >
        {(rows) => (
          <Table
            caption={t("hosts.statement")}
            rows={rows}
            id={(l) => l.trade}
            columns={[
              { head: t("hosts.trade"), main: true, cell: (l) => <Mono>{l.trade}</Mono> },
              { head: t("hosts.when"), cell: (l) => <Time at={l.at} /> },
              { head: t("hosts.program"), cell: (l) => <Mono>{l.app}</Mono> },
              { head: t("hosts.paid"), end: true, cell: (l) => <Money of={l.paid} /> },
              { head: t("hosts.refunded"), end: true, cell: (l) => <Money of={l.refunded} /> },
              { head: t("hosts.fee"), end: true, cell: (l) => <Money of={l.fee} /> },
              { head: t("hosts.yours"), end: true, cell: (l) => <Money of={l.share} /> },
              { head: t("hosts.repeat"), cell: (l) => t(l.repeat ? "hosts.again" : "hosts.first") },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}
