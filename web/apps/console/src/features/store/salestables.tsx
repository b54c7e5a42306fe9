import type { SalesReport } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Money } from "../../shared/bits";
import { Panel } from "../../shared/screen";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { Matrix } from "./matrix";
import { Own, Thumb, useNamed } from "./names";

export function Items({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  if (of.items.length === 0) return null;
  return (
    <Panel title={t("sales.items")}>
      <Table
        caption={t("sales.items")}
        id={(i) => i.id}
        rows={of.items}
        columns={[
          {
            head: t("sales.item"),
            main: true,
            cell: (i) => (
              <span className="st-named">
                <Thumb src={i.picture} />
                <Own>{named(i.name, i.nameEn)}</Own>
              </span>
            ),
          },
          { head: t("sales.pieces"), end: true, cell: (i) => f.number(i.pieces) },
          { head: t("sales.brought"), end: true, cell: (i) => <Money of={i.money} /> },
        ]}
      />
    </Panel>
  );
}

const kinds = ["flash", "group"] as const;

/** What decided on the price. Where it was the menu alone there is nothing to tell. */
export function OfferCut({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  if (!of.offers.some((o) => o.kind)) return null;
  const name = (kind: string) => {
    const known = kinds.find((k) => k === kind);
    return known ? t(`sales.offer.${known}`) : kind || t("sales.offer.menu");
  };
  return (
    <Panel title={t("sales.offers")}>
      <Table
        caption={t("sales.offers")}
        id={(o) => o.kind}
        rows={of.offers}
        columns={[
          { head: t("sales.price"), main: true, cell: (o) => name(o.kind) },
          { head: t("sales.share"), end: true, cell: (o) => <span className="lw-num">{f.percent(o.share)}</span> },
          { head: t("sales.pieces"), end: true, cell: (o) => f.number(o.pieces) },
          { head: t("sales.brought"), end: true, cell: (o) => <Money of={o.money} /> },
        ]}
      />
    </Panel>
  );
}

export function Segments({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  return (
    <Panel title={t("sales.segments")}>
      <p className="lw-small lw-muted">{t("sales.segmentsText")}</p>
      <Table
        caption={t("sales.segments")}
        id={(s) => s.segment}
        rows={of.segments}
        columns={[
          {
            head: t("sales.segment"),
            main: true,
            cell: (s) => (
              <span>
                {t(`sales.segmentOf.${s.segment}`)}
                <span className="co-block lw-small lw-muted">{t(`sales.segmentHint.${s.segment}`)}</span>
              </span>
            ),
          },
          { head: t("sales.buyers"), end: true, cell: (s) => f.number(s.buyers) },
          { head: t("sales.times"), end: true, cell: (s) => f.number(s.times) },
          { head: t("sales.spent"), end: true, cell: (s) => <Money of={s.spent} /> },
        ]}
      />
    </Panel>
  );
}

/** Who came back: a row for each week that had first buyers. */
export function Cohorts({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  const weeks = Array.from({ length: of.cohorts.length - 1 }, (_, i) => i);
  const rows = of.cohorts.filter((c) => c.buyers > 0);
  if (rows.length === 0) return null;
  return (
    <Panel title={t("sales.cohorts")}>
      <p className="lw-small lw-muted">{t("sales.cohortsText")}</p>
      <Matrix
        caption={t("sales.cohorts")}
        heads={[t("sales.weekOf"), t("sales.firstTime"), ...weeks.map((w) => t("sales.week", { n: w + 1 }))]}
        rows={rows.map((c) => ({
          id: c.monday,
          head: f.dayMonth(`${c.monday}T12:00:00`),
          cells: [
            f.number(c.buyers),
            ...weeks.map((w) => (w < c.back.length ? f.number(c.back[w] ?? 0) : t("common.dash"))),
          ],
        }))}
      />
    </Panel>
  );
}

/** How far orders came, and where they were lost. */
export function Funnel({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  const placed = of.funnel[0]?.orders ?? 0;
  if (placed === 0) return null;
  return (
    <Panel title={t("sales.funnel")}>
      <p className="lw-small lw-muted">{t("sales.funnelText")}</p>
      <Table
        caption={t("sales.funnel")}
        id={(s) => s.stage}
        rows={of.funnel}
        columns={[
          {
            head: t("sales.stage"),
            main: true,
            cell: (s) => (
              <span className="sa-stage">
                {t(`sales.stageOf.${s.stage}`)}
                <span className="sa-bar" style={{ width: `${(s.orders * 100) / placed}%` }} />
              </span>
            ),
          },
          { head: t("sales.orders"), end: true, cell: (s) => f.number(s.orders) },
          {
            head: t("sales.ofPlaced"),
            end: true,
            cell: (s) => <span className="lw-num">{f.percent(Math.round((s.orders * 10_000) / placed))}</span>,
          },
          { head: t("sales.waiting"), end: true, cell: (s) => f.number(s.waiting) },
          { head: t("sales.lost"), end: true, cell: (s) => f.number(s.lost) },
          { head: t("sales.lostMoney"), end: true, cell: (s) => <Money of={s.lostMoney} /> },
        ]}
      />
    </Panel>
  );
}
