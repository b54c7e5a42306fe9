import type { Sums } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Money, More } from "../../shared/bits";
import { Bars } from "../../shared/chart";
import { Table } from "../../shared/table";
import { useT } from "../../words";

/** What came in on each day: a drawing for the eye, and the same as a table. */
export function Week({ days }: { days: Sums[] }) {
  const t = useT();
  const f = useFormat();
  const name = (d: Sums) => f.weekday(`${d.day}T12:00:00`);
  return (
    <figure className="co-chart">
      <Bars
        title={t("overview.chart", { days: days.length })}
        currency={days[0]?.paid.currency ?? "CNY"}
        bars={days.map((d) => ({ id: d.day, name: name(d), value: Number(d.paid.amount), said: f.money(d.paid) }))}
      />
      <More label={t("overview.asTable")}>
        <Table
          caption={t("overview.week")}
          id={(d) => d.day}
          rows={days}
          columns={[
            { head: t("common.day"), main: true, cell: name },
            { head: t("sums.payments"), end: true, cell: (d) => f.number(d.payments) },
            { head: t("sums.paid"), end: true, cell: (d) => <Money of={d.paid} /> },
            { head: t("sums.refunded"), end: true, cell: (d) => <Money of={d.refunded} /> },
            { head: t("sums.fees"), end: true, cell: (d) => <Money of={d.fees} /> },
            { head: t("sums.net"), end: true, cell: (d) => <Money of={d.net} /> },
          ]}
        />
      </More>
    </figure>
  );
}
