import { api, type SalesReport } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Choice, Empty, Field } from "@livewell/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Money } from "../../shared/bits";
import { csv, save } from "../../shared/csv";
import { useFilters } from "../../shared/filters";
import { GoLink } from "../../shared/links";
import { Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { StoreFrame } from "./frame";
import { Channels, Daily, Hours } from "./salescharts";
import { changeOf, dailyLines, periodOf, spans } from "./salesdata";
import { Cohorts, Funnel, Items, OfferCut, Segments } from "./salestables";
import "./sales.css";

/** Sales of all stores, and of what is paid without one. */
export function SalesPage() {
  const t = useT();
  return (
    <Screen
      title={t("sales.title")}
      lead={t("sales.lead")}
      actions={
        <GoLink kind="soft" to="/settlements">
          {t("sales.statement")}
        </GoLink>
      }
    >
      <Sales />
    </Screen>
  );
}

export function StoreSalesPage() {
  const t = useT();
  return (
    <StoreFrame title={t("sales.title")} managed>
      {(store) => <Sales store={store.id} />}
    </StoreFrame>
  );
}

function Sales({ store }: { store?: string }) {
  const t = useT();
  const [asked, set] = useFilters("days", "from", "to");
  const period = periodOf(asked);
  const own = "from" in period;
  const report = useQuery({
    queryKey: ["sales", store ?? "", period],
    queryFn: () => (store ? api.storeSalesReport(store, period) : api.salesReport(period)),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  return (
    <>
      <div className="co-filters">
        <Choice
          label={t("sales.period")}
          value={own ? "" : String(period.days)}
          options={spans.map((s) => ({ value: s as string, label: t("sales.days", { n: s }) }))}
          onChange={(days) => set({ days, from: "", to: "" })}
        />
        <Field
          label={t("common.from")}
          type="date"
          value={asked.from ?? ""}
          onChange={(e) => set({ from: e.target.value })}
        />
        <Field
          label={t("common.to")}
          type="date"
          value={asked.to ?? ""}
          onChange={(e) => set({ to: e.target.value })}
        />
        {report.data && (
          <Button
            kind="soft"
            onClick={() => {
              const r = report.data;
              save(`sales-${r.from}-${r.to}.csv`, "text/csv;charset=utf-8", csv(dailyLines(r)));
            }}
          >
            {t("sales.download")}
          </Button>
        )}
      </div>
      <Shown of={report}>{(r) => <Inside of={r} whole={!store} />}</Shown>
    </>
  );
}

function Inside({ of, whole }: { of: SalesReport; whole: boolean }) {
  const t = useT();
  const nothing = [of.total, of.before].every((x) => x.orders === 0 && x.refunds === 0) && of.funnel[0]?.orders === 0;
  if (nothing)
    return (
      <Empty icon="bills" title={t("sales.none")}>
        <p>{t("sales.noneHint")}</p>
        {whole && <GoLink to="/stores">{t("sales.toStores")}</GoLink>}
      </Empty>
    );
  return (
    <>
      <Totals of={of} />
      <Daily of={of} />
      <Channels of={of} />
      <div className="sa-columns">
        <Items of={of} />
        <OfferCut of={of} />
      </div>
      <Hours of={of} />
      <Funnel of={of} />
      <Segments of={of} />
      <Cohorts of={of} />
    </>
  );
}

/** A figure, and how it was in as many days before. */
function Figure({ name, now, before, children }: { name: string; now: string; before: string; children: ReactNode }) {
  const t = useT();
  const f = useFormat();
  const change = changeOf(now, before);
  return (
    <section className="co-figure">
      <h2>{name}</h2>
      <p className="co-big">{children}</p>
      <p className="lw-small lw-muted">
        {change === undefined ? t("sales.noBefore") : t("sales.change", { change: f.change(change) })}
      </p>
    </section>
  );
}

function Totals({ of }: { of: SalesReport }) {
  const t = useT();
  const f = useFormat();
  const { total, before } = of;
  const money = (["net", "gross", "refunded", "average"] as const).map((k) => (
    <Figure key={k} name={t(`sales.${k}`)} now={total[k].amount} before={before[k].amount}>
      <Money of={total[k]} />
    </Figure>
  ));
  const counts = (["orders", "buyers"] as const).map((k) => (
    <Figure key={k} name={t(`sales.${k}`)} now={String(total[k])} before={String(before[k])}>
      {f.number(total[k])}
    </Figure>
  ));
  return (
    <div className="co-figures sa-figures">
      {money}
      {counts}
      <section className="co-figure">
        <h2>{t("sales.newBuyers")}</h2>
        <p className="co-big">{f.number(of.new)}</p>
        <p className="lw-small lw-muted">{t("sales.again", { n: f.number(of.again) })}</p>
      </section>
    </div>
  );
}
