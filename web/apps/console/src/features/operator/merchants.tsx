import { api, type Merchant } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Mono, Money, Tag } from "../../shared/bits";
import { Reasoned } from "../../shared/dialogs";
import { Find } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { Screen } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT, type T } from "../../words";

const kinds = ["shop", "coder", "developer"] as const;

function kindName(t: T, kind: string): string {
  const known = kinds.find((k) => k === kind);
  return known ? t(`merchants.kinds.${known}`) : kind;
}

export function Merchants() {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [{ text = "" }, set] = useFilters("text");
  const [moving, setMoving] = useState<Merchant>();
  const blocks = moving?.status === "active";
  return (
    <Screen title={t("merchants.title")} lead={t("merchants.lead")}>
      <div className="co-filters">
        <Find label={t("merchants.find")} value={text} onFind={(v) => set({ text: v })} />
      </div>
      <Listed
        queryKey={["merchants", text]}
        fetch={(cursor) => api.merchants({ ...(text ? { text } : {}), limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("merchants.none")}
      >
        {(rows) => (
          <Table
            caption={t("merchants.title")}
            rows={rows}
            id={(m) => m.id}
            columns={[
              { head: t("merchants.name"), main: true, cell: (m) => m.name },
              { head: t("merchants.id"), cell: (m) => <Mono>{m.id}</Mono> },
              { head: t("merchants.kind"), cell: (m) => kindName(t, m.kind) },
              {
                head: t("merchants.statusName"),
                cell: (m) => (
                  <>
                    <Tag tone={m.status === "active" ? "good" : "bad"}>{t(`merchants.status.${m.status}`)}</Tag>
                    {m.reason && <span className="co-block lw-small lw-break">{m.reason}</span>}
                  </>
                ),
              },
              { head: t("people.balance"), end: true, cell: (m) => <Money of={m.balance} /> },
              { head: t("people.since"), cell: (m) => f.day(m.createdAt) },
              {
                head: t("common.actions"),
                end: true,
                cell: (m) => (
                  <Button
                    kind="link"
                    aria-label={t(m.status === "active" ? "merchants.blockOne" : "merchants.unblockOne", {
                      name: m.name,
                    })}
                    onClick={() => setMoving(m)}
                  >
                    {t(m.status === "active" ? "merchants.block" : "merchants.unblock")}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Listed>
      {moving && (
        <Reasoned
          title={t(blocks ? "merchants.blockOne" : "merchants.unblockOne", { name: moving.name })}
          text={t(blocks ? "merchants.blockText" : "merchants.unblockText")}
          action={t(blocks ? "merchants.block" : "merchants.unblock")}
          danger={blocks}
          done={t(blocks ? "merchants.blocked" : "merchants.unblocked", { name: moving.name })}
          run={(reason) => api.setMerchantStatus(moving.id, blocks ? "blocked" : "active", reason)}
          onDone={() => queries.invalidateQueries()}
          onClose={() => setMoving(undefined)}
        />
      )}
    </Screen>
  );
}
