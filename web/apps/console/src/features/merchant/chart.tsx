import type { Sums } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { useId } from "react";
import { topOf } from "../../shared/amounts";
import { Money } from "../../shared/bits";
import { Table } from "../../shared/table";
import { More } from "../../shared/bits";
import { useT } from "../../words";

const width = 1040;
const height = 220;
const left = 8;
const base = height - 28;

/** What came in on each day: a drawing for the eye, and the same as a table. */
export function Week({ days }: { days: Sums[] }) {
  const t = useT();
  const f = useFormat();
  const id = useId();
  // Floats place the bars only; what is written are the amounts themselves.
  const top = topOf(Math.max(...days.map((d) => Number(d.paid.amount)), 0));
  const step = (width - left * 2) / Math.max(days.length, 1);
  const name = (d: Sums) => f.weekday(`${d.day}T12:00:00`);
  const scale = { amount: String(top), currency: days[0]?.paid.currency ?? "CNY" };
  return (
    <figure className="co-chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
        <title id={id}>{t("overview.chart", { days: days.length })}</title>
        {[0, 0.5, 1].map((at) => (
          <line
            key={at}
            className="grid"
            x1={left}
            x2={width - left}
            y1={base - at * (base - 24)}
            y2={base - at * (base - 24)}
          />
        ))}
        <text className="tick" x={left} y={16}>
          {f.money(scale)}
        </text>
        {days.map((d, i) => {
          const h = (Number(d.paid.amount) / top) * (base - 24);
          const x = left + i * step + step * 0.25;
          return (
            <g key={d.day}>
              <rect
                className={i === days.length - 1 ? "bar now" : "bar"}
                x={x}
                y={base - h}
                width={step * 0.5}
                height={h}
                rx={4}
              />
              <text className="name" x={x + step * 0.25} y={height - 8} textAnchor="middle">
                {name(d)}
              </text>
              {h > 0 && (
                <text className="value" x={x + step * 0.25} y={Math.max(base - h - 6, 12)} textAnchor="middle">
                  {f.money(d.paid)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
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
