import { api } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Empty } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Facts, Money, Mono } from "../../shared/bits";
import { Bars } from "../../shared/chart";
import { Select } from "../../shared/fields";
import { useParam } from "../../shared/filters";
import { months } from "../../shared/months";
import { Panel } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { AppFrame } from "./frame";

/** What an app called in a month, and what that costs. */
export function Usage() {
  const [all] = useState(() => months(Date.now()));
  const [month, setMonth] = useState(all[0] ?? "");
  const t = useT();
  const f = useFormat();
  return (
    <AppFrame>
      {() => (
        <>
          <Select
            label={t("usage.month")}
            value={month}
            onPick={setMonth}
            options={all.map((m) => ({ value: m, label: f.month(m) }))}
          />
          <Month month={month} />
        </>
      )}
    </AppFrame>
  );
}

function Month({ month }: { month: string }) {
  const t = useT();
  const f = useFormat();
  const id = useParam("id");
  const bill = useQuery({ queryKey: ["usage", id, month], queryFn: () => api.usage(id, month) });
  return (
    <Shown of={bill}>
      {({ calls, failed, free, thousand, amount, used }) => {
        const sum = (by: "day" | "method") => {
          const out = new Map<string, { calls: number; failed: number }>();
          for (const u of used) {
            const had = out.get(u[by]) ?? { calls: 0, failed: 0 };
            out.set(u[by], { calls: had.calls + u.calls, failed: had.failed + u.failed });
          }
          return [...out].map(([name, n]) => ({ name, ...n }));
        };
        const days = sum("day").map((d) => ({
          id: d.name,
          name: f.dayMonth(`${d.name}T00:00:00Z`),
          value: d.calls,
          said: f.number(d.calls),
        }));
        const methods = sum("method").sort((a, b) => b.calls - a.calls || b.failed - a.failed);
        return (
          <>
            <Panel title={t("usage.bill")}>
              <Facts
                of={[
                  [t("usage.calls"), f.number(calls)],
                  [t("usage.failed"), f.number(failed)],
                  [
                    t("usage.price"),
                    thousand
                      ? t("usage.perThousand", { amount: f.money(thousand), free: f.number(free) })
                      : t("usage.nothing"),
                  ],
                  [t("usage.amount"), <Money key="amount" of={amount} />],
                ]}
              />
            </Panel>
            {used.length ? (
              <Panel title={t("usage.title")}>
                <Bars title={t("usage.byDay")} bars={days} />
                <Table
                  caption={t("usage.byMethod")}
                  rows={methods}
                  id={(m) => m.name}
                  columns={[
                    {
                      head: t("requests.method"),
                      main: true,
                      cell: (m) => (m.name ? <Mono>{m.name}</Mono> : t("usage.unknown")),
                    },
                    { head: t("usage.calls"), end: true, cell: (m) => f.number(m.calls) },
                    { head: t("usage.failed"), end: true, cell: (m) => f.number(m.failed) },
                  ]}
                />
              </Panel>
            ) : (
              <Empty icon="inbox" title={t("usage.none")}>
                <p>{t("usage.noneHint")}</p>
              </Empty>
            )}
          </>
        );
      }}
    </Shown>
  );
}
