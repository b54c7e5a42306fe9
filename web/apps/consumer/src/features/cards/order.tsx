import { api } from "@livewell/api";
import { useFormat, useT, type Key } from "@livewell/i18n";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Done } from "../../shared/done";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { kindName, stateName } from "./orders";

// What banks say no with, ISO 8583 field 39.
const reasons: Record<string, Key> = {
  "51": "cards.reason.short",
  "62": "cards.reason.restricted",
  "54": "cards.reason.expired",
  "61": "cards.reason.limit",
};

/** One order to a bank. Until the bank has spoken, nobody says that it failed. */
export function Order({ id }: { id: string }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const order = useQuery({
    queryKey: ["bank-orders", "one", id],
    queryFn: () => api.bankOrder(id),
    refetchInterval: (q) => (q.state.data && ["INIT", "IN_DOUBT"].includes(q.state.data.state) ? 1500 : false),
  });
  const state = order.data?.state;
  useEffect(() => {
    if (state === "DONE") for (const k of ["wallet", "bills"]) void queries.invalidateQueries({ queryKey: [k] });
  }, [state, queries]);
  const o = order.data;
  if (!o) {
    return (
      <SubPage title={t("cards.order")} above="/me/cards">
        <Shown of={order}>{() => null}</Shown>
      </SubPage>
    );
  }
  const lines: [string, string][] = [
    [t("bill.kindName"), t(kindName[o.kind])],
    [t("bill.at"), f.dateTime(o.at)],
    [t("bill.object"), o.id],
  ];
  if (o.state === "REFUSED")
    lines.push([t("cards.reasonName"), t((o.code && reasons[o.code]) || "cards.reason.other", { code: o.code ?? "" })]);
  const tone = o.state === "DONE" ? undefined : o.state === "REFUSED" ? ("bad" as const) : ("warn" as const);
  return (
    <Done title={t(stateName[o.state])} amount={o.amount} lines={lines} {...(tone ? { tone } : {})}>
      {tone === "warn" && <p className="lw-muted lw-small lw-centre">{t("cards.doubt")}</p>}
      <GoLink block to="/" replace>
        {t("common.done")}
      </GoLink>
    </Done>
  );
}
