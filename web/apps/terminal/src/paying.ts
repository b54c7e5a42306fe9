import { api, type Amount, type TerminalOrder } from "@livewell/api/terminal";
import { faultText, useFormat } from "@livewell/i18n";
import { useEffect, useState } from "react";
import { isLost } from "./away";
import { useT } from "./words";

export type End = "paid" | "waits" | "no";
export const paid = (o: TerminalOrder) => o.status !== "unpaid" && o.status !== "cancelled";
const lookEvery = 2_000;

/** Pays an order, and follows one whose buyer is to confirm. */
export function usePaying(first: TerminalOrder, onLost?: () => void) {
  const t = useT();
  const f = useFormat();
  const [order, setOrder] = useState(first);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const { id, asked } = order;
  const waits = asked && order.status === "unpaid";
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void api.order(id).then(setOrder, () => undefined), lookEvery);
    return () => clearInterval(timer);
  }, [id, waits]);
  const pay = (body: { kind: "code"; code: string } | { kind: "cash"; given: Amount }) => {
    setBusy(true);
    setProblem("");
    api
      .pay(id, { ref: crypto.randomUUID(), ...body })
      .then(setOrder, (e: unknown) => {
        if (isLost(e)) onLost?.();
        setProblem(faultText(e, f));
      })
      .finally(() => setBusy(false));
  };
  const gone = order.status === "cancelled" ? t("pay.gone") : "";
  return { order, setOrder, busy, problem: gone || problem, waits, pay };
}
