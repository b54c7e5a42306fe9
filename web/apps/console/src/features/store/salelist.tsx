import { api, type SaleHead } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Money, Tag, Time, type Tone } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Panel } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { useNote } from "./keptsales";
import { salesKey } from "./tillsending";

const tones: Record<SaleHead["status"], Tone> = { open: "warn", finished: "good", voided: "quiet", refunded: "quiet" };

type Props = { store: string; till: string; onResume?: ((sale: string) => void) | undefined };

/** What was sold at the tills of a store, the last first. */
export function SaleList({ store, till, onResume }: Props) {
  const t = useT();
  const f = useFormat();
  const note = useNote();
  const [back, setBack] = useState<SaleHead>();
  const act = (s: SaleHead) => {
    const at = f.dateTime(s.at);
    if (s.status === "finished")
      return (
        <Button kind="link" aria-label={t("register.refundOne", { at })} onClick={() => setBack(s)}>
          {t("register.refund")}
        </Button>
      );
    return s.status === "open" && s.till === till && onResume ? (
      <Button kind="link" aria-label={t("register.resumeOne", { at })} onClick={() => onResume(s.id)}>
        {t("register.resume")}
      </Button>
    ) : null;
  };
  return (
    <div className="st-noprint">
      <Panel title={t("register.sales")}>
        <Listed
          queryKey={salesKey(store)}
          fetch={(cursor) => api.sales(store, { limit: 10, ...(cursor ? { cursor } : {}) })}
          empty={t("register.noSales")}
          emptyHint={t("register.noSalesText")}
        >
          {(rows) => (
            <Table
              caption={t("register.sales")}
              rows={rows}
              id={(s) => s.id}
              columns={[
                { head: t("register.time"), main: true, cell: (s) => <Time at={s.at} /> },
                {
                  head: t("register.state"),
                  cell: (s) => (
                    <span className="rg-state">
                      <Tag tone={tones[s.status]}>{t(`register.states.${s.status}`)}</Tag>
                      {s.channel === "offline" && <Tag tone="quiet">{t("register.wasOffline")}</Tag>}
                      {s.notes.map((n, i) => (
                        <Tag key={i} tone="warn">
                          {note(n)}
                        </Tag>
                      ))}
                    </span>
                  ),
                },
                { head: t("role.cashier"), cell: (s) => <span translate="no">{s.cashier}</span> },
                { head: t("register.total"), end: true, cell: (s) => <Money of={s.total} /> },
                { head: t("common.actions"), end: true, cell: act },
              ]}
            />
          )}
        </Listed>
      </Panel>
      {back && <RefundSheet store={store} till={till} of={back} onClose={() => setBack(undefined)} />}
    </div>
  );
}

function RefundSheet({ store, till, of, onClose }: { store: string; till: string; of: SaleHead; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const amount = f.money(of.total);
  const refund = useMutation({
    mutationFn: () => api.refundSale(store, of.id, till, reason.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: salesKey(store) });
      toast(t("register.refunded", { amount }));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("register.refundTitle", { amount })}
      action={t("register.refund")}
      danger
      busy={refund.isPending}
      error={refund.error}
      onSubmit={() => {
        setTried(true);
        if (reason.trim()) refund.mutate();
      }}
      onClose={onClose}
    >
      <p>{t("register.refundText")}</p>
      <Field
        label={t("common.reason")}
        maxLength={100}
        value={reason}
        error={tried && !reason.trim() ? t("register.needReason") : undefined}
        onChange={(e) => setReason(e.target.value)}
      />
    </FormSheet>
  );
}
