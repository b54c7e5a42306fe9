import { api, type Trade } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, useToast } from "@livewell/ui";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Money, Tag, Time, type Tone } from "../../shared/bits";
import { csv, save } from "../../shared/csv";
import { Find, Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { Screen } from "../../shared/screen";
import { Listed, Refused } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT, type T } from "../../words";

const statuses = ["WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED"] as const;
const tones: Record<Trade["status"], Tone> = {
  WAIT_BUYER_PAY: "warn",
  TRADE_SUCCESS: "good",
  TRADE_FINISHED: undefined,
  TRADE_CLOSED: "quiet",
};

export function Status({ of }: { of: Trade["status"] }) {
  const t = useT();
  return <Tag tone={tones[of]}>{t(`trades.status.${of}`)}</Tag>;
}

const methods = ["code", "qr", "page", "wap", "app", "create", "agreement", "auth", "coder", "order"] as const;
export function methodName(t: T, m: string): string {
  const known = methods.find((x) => x === m);
  return known ? t(`method.${known}`) : m;
}

// A file of more lines than this is for a statement and not for a browser.
const MAX_LINES = 5000;

type Filter = { status: Trade["status"] | ""; text: string; from: string; to: string };

async function everyTrade(filter: Filter): Promise<Trade[]> {
  const all: Trade[] = [];
  let cursor: string | undefined;
  do {
    const p = await api.trades({ ...filter, limit: 100, ...(cursor ? { cursor } : {}) });
    all.push(...p.items);
    cursor = p.next;
  } while (cursor && all.length < MAX_LINES);
  return all;
}

export function Trades() {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const [now, set] = useFilters("status", "text", "from", "to");
  const status = statuses.find((s) => s === now.status) ?? "";
  const filter: Filter = { status, text: now.text ?? "", from: now.from ?? "", to: now.to ?? "" };
  const download = useMutation({
    mutationFn: () => everyTrade(filter),
    onSuccess: (all) => {
      const head = ["time", "trade", "number", "subject", "method", "status", "total", "refunded", "fee", "currency"];
      const lines = all.map((x) => [
        ...[x.paidAt ?? x.createdAt, x.id, x.outTradeNo, x.subject, x.method, x.status],
        ...[x.total.amount, x.refunded.amount, x.fee.amount, x.total.currency],
      ]);
      save("trades.csv", "text/csv;charset=utf-8", csv([head, ...lines]));
      toast(t("trades.downloaded", { count: all.length }));
    },
  });
  return (
    <Screen
      title={t("trades.title")}
      actions={
        <Button kind="plain" busy={download.isPending} onClick={() => download.mutate()}>
          {t("trades.download")}
        </Button>
      }
    >
      <div className="co-filters">
        <Find label={t("trades.find")} max={64} value={filter.text} onFind={(text) => set({ text })} />
        <Select
          label={t("trades.statusName")}
          value={filter.status}
          onPick={(v) => set({ status: v })}
          options={[
            { value: "", label: t("common.all") },
            ...statuses.map((s) => ({ value: s, label: t(`trades.status.${s}`) })),
          ]}
        />
        <Field
          label={t("common.from")}
          type="date"
          value={filter.from}
          onChange={(e) => set({ from: e.target.value })}
        />
        <Field label={t("common.to")} type="date" value={filter.to} onChange={(e) => set({ to: e.target.value })} />
      </div>
      <Refused error={download.error} />
      <Listed
        queryKey={["trades", filter]}
        fetch={(cursor) => api.trades({ ...filter, limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("trades.none")}
        emptyHint={t("trades.noneHint")}
      >
        {(rows) => (
          <Table
            caption={t("trades.title")}
            rows={rows}
            id={(x) => x.id}
            columns={[
              {
                head: t("trades.subject"),
                main: true,
                cell: (x) => (
                  <Link to="/trades/$id" params={{ id: x.id }} className="co-cut2">
                    {x.subject}
                  </Link>
                ),
              },
              { head: t("trades.at"), cell: (x) => <Time at={x.paidAt ?? x.createdAt} /> },
              { head: t("trades.buyer"), cell: (x) => x.buyer || t("common.dash") },
              { head: t("trades.method"), cell: (x) => methodName(t, x.method) },
              { head: t("trades.statusName"), cell: (x) => <Status of={x.status} /> },
              { head: t("trades.total"), end: true, cell: (x) => <Money of={x.total} /> },
              {
                head: t("sums.refunded"),
                end: true,
                cell: (x) => (/[1-9]/.test(x.refunded.amount) ? f.money(x.refunded) : t("common.dash")),
              },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}
