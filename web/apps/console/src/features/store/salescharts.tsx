import type { SalesReport } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { useId } from "react";
import { Money, More } from "../../shared/bits";
import { Bars, useDrawnWidth } from "../../shared/chart";
import { Panel } from "../../shared/screen";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { weekdays } from "./hours";
import { Matrix } from "./matrix";
import { useModeName } from "./names";
import { strength } from "./salesdata";

/** Sales of each day: a drawing, and the same as a table. */
export function Daily({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  const day = (d: string) => f.weekday(`${d}T12:00:00`);
  return (
    <Panel title={t("sales.daily")}>
      <figure className="co-chart">
        <Bars
          title={t("sales.dailyChart", { days: of.days.length })}
          currency={of.total.gross.currency}
          bars={of.days.map((d) => ({
            id: d.day,
            name: of.days.length > 10 ? f.dayMonth(`${d.day}T12:00:00`) : day(d.day),
            value: Number(d.gross.amount),
            said: f.money(d.gross),
          }))}
        />
        <More label={t("overview.asTable")}>
          <Table
            caption={t("sales.daily")}
            id={(d) => d.day}
            rows={of.days}
            columns={[
              { head: t("common.day"), main: true, cell: (d) => day(d.day) },
              { head: t("sales.orders"), end: true, cell: (d) => f.number(d.orders) },
              { head: t("sales.buyers"), end: true, cell: (d) => f.number(d.buyers) },
              { head: t("sales.gross"), end: true, cell: (d) => <Money of={d.gross} /> },
              { head: t("sales.refunded"), end: true, cell: (d) => <Money of={d.refunded} /> },
              { head: t("sales.net"), end: true, cell: (d) => <Money of={d.net} /> },
              { head: t("sales.average"), end: true, cell: (d) => <Money of={d.average} /> },
            ]}
          />
        </More>
      </figure>
    </Panel>
  );
}

const known = ["register", "coder", "open"] as const;
const painted = ["takeaway", "pickup", "dinein", "voucher", "parcel", "register", "coder", "open"];

/** Parts of a whole side by side. The table under it says the same. */
function Stack({ label, parts }: { label: string; parts: { key: string; share: number }[] }) {
  return (
    <div className="sa-stack" role="img" aria-label={label}>
      {parts.map((p) => (
        <span key={p.key} className={`sa-paint ${p.key}`} style={{ flexGrow: p.share }} />
      ))}
    </div>
  );
}

export function Channels({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  const mode = useModeName();
  const name = (c: string) => {
    const ours = known.find((k) => k === c);
    return ours ? t(`sales.channel.${ours}`) : mode(c);
  };
  const paint = (c: string) => (painted.includes(c) ? c : "other");
  const rows = of.channels.map((c) => ({ ...c, name: name(c.channel) }));
  const share = of.channels.reduce((sum, c) => sum + c.share, 0);
  const all = { ...of.total, channel: "", name: t("sales.all"), share };
  return (
    <Panel title={t("sales.channels")}>
      <Stack
        label={rows.map((c) => `${c.name} ${f.percent(c.share)}`).join(", ")}
        parts={rows.filter((c) => c.share > 0).map((c) => ({ key: paint(c.channel), share: c.share }))}
      />
      <Table
        caption={t("sales.channels")}
        id={(c) => c.channel}
        rows={[...rows, all]}
        columns={[
          {
            head: t("sales.channelName"),
            main: true,
            cell: (c) => (
              <span className="co-line">
                {c.channel && <span className={`sa-dot sa-paint ${paint(c.channel)}`} />}
                {c.name}
              </span>
            ),
          },
          { head: t("sales.share"), end: true, cell: (c) => <span className="lw-num">{f.percent(c.share)}</span> },
          { head: t("sales.orders"), end: true, cell: (c) => f.number(c.orders) },
          { head: t("sales.gross"), end: true, cell: (c) => <Money of={c.gross} /> },
          { head: t("sales.refunded"), end: true, cell: (c) => <Money of={c.refunded} /> },
          { head: t("sales.net"), end: true, cell: (c) => <Money of={c.net} /> },
        ]}
      />
    </Panel>
  );
}

const side = 56;
const row = 22;

/** When in the week people buy. */
export function Hours({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  const id = useId();
  const width = useDrawnWidth();
  const step = (width - side) / 24;
  const most = Math.max(...of.hours.map((h) => h.orders), 0);
  const at = (weekday: number, hour: number) => of.hours.find((h) => h.weekday === weekday && h.hour === hour);
  const busy = [...new Set(of.hours.map((h) => h.hour))].toSorted((a, b) => a - b);
  const clock = (h: number) => `${String(h).padStart(2, "0")}:00`;
  return (
    <Panel title={t("sales.hours")}>
      <figure className="co-chart">
        <svg viewBox={`0 0 ${width} ${row * 7 + 22}`} role="img" aria-labelledby={id}>
          <title id={id}>{t("sales.hoursChart")}</title>
          {weekdays.map((d, i) => (
            <g key={d}>
              <text x={0} y={i * row + 15}>
                {t(`sales.weekday.${d}`)}
              </text>
              {Array.from({ length: 24 }, (_, hour) => {
                const found = at(i + 1, hour);
                return (
                  <rect
                    key={hour}
                    className="heat"
                    x={side + hour * step + 1}
                    y={i * row + 1}
                    width={step - 2}
                    height={row - 2}
                    rx={3}
                    fillOpacity={strength(found?.orders ?? 0, most)}
                  >
                    {found && (
                      <title>{`${t(`hours.${d}`)} ${clock(hour)}: ${found.orders}, ${f.money(found.gross)}`}</title>
                    )}
                  </rect>
                );
              })}
            </g>
          ))}
          {[0, 6, 12, 18].map((h) => (
            <text key={h} x={side + h * step + 1} y={row * 7 + 16}>
              {clock(h)}
            </text>
          ))}
        </svg>
        <More label={t("overview.asTable")}>
          <Matrix
            caption={t("sales.hours")}
            heads={[t("sales.hour"), ...weekdays.map((d) => t(`hours.${d}`))]}
            rows={busy.map((h) => ({
              id: String(h),
              head: clock(h),
              cells: weekdays.map((_, i) => f.number(at(i + 1, h)?.orders ?? 0)),
            }))}
          />
        </More>
      </figure>
    </Panel>
  );
}
