import { api, type Order } from "@livewell/api";
import { faultText, useFormat, useT, type Key, type T } from "@livewell/i18n";
import { Ask, Button, Card, ListHead, Pairs, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useName } from "../../shared/name";

const own = ["accepted", "ready", "underway"] as const;

/** What happened to an order, in words. */
export function stepOf(t: T, o: Order, status: string): string {
  const known = o.mode === "parcel" && own.find((s) => s === status);
  return known ? t(`parcel.step.${known}`) : t(`order.step.${status}` as Key);
}

/** With which carrier an order went, and its number to take along. */
export function Parcel({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const toast = useToast();
  const p = o.parcel;
  if (!p) return null;
  const copy = () => {
    // Browsers allow the clipboard on safe origins only.
    const copied = navigator.clipboard?.writeText(p.number) ?? Promise.reject(new Error("no clipboard"));
    copied.then(
      () => toast(t("parcel.copied")),
      () => toast(t("parcel.copyFailed")),
    );
  };
  return (
    <>
      <ListHead>{t("parcel.title")}</ListHead>
      <Card className="lw-stack">
        <Pairs
          of={[
            [t("parcel.carrier"), name({ name: p.carrier, nameEn: p.carrierEn })],
            [t("parcel.number"), p.number],
            [t("parcel.sent"), f.short(p.sentAt)],
          ]}
        />
        <Button kind="soft" block onClick={copy}>
          {t("parcel.copy")}
        </Button>
        {p.until && <p className="lw-muted lw-small lw-centre">{t("parcel.until", { at: f.short(p.until) })}</p>}
      </Card>
    </>
  );
}

/** Lets the buyer say that a parcel has come. */
export function Receive({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const receive = useMutation({
    mutationFn: () => api.receiveOrder(o.id),
    onSuccess: (now) => {
      queries.setQueryData(["order", o.id], now);
      for (const key of [["orders"], ["claims", o.id]]) void queries.invalidateQueries({ queryKey: key });
      setAsking(false);
    },
  });
  if (!o.can.includes("completed")) return null;
  return (
    <>
      <Button block onClick={() => setAsking(true)}>
        {t("parcel.receive")}
      </Button>
      {asking && (
        <Ask
          title={t("parcel.receiveAsk")}
          text={t("parcel.receiveText")}
          action={t("parcel.receive")}
          busy={receive.isPending}
          error={receive.error ? faultText(receive.error, f) : undefined}
          onYes={() => receive.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
