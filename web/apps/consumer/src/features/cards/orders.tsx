import { api, type BankOrder } from "@livewell/api";
import { useFormat, useT, type Key } from "@livewell/i18n";
import { Button, Card, List, Loading } from "@livewell/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { RowLink } from "../../shared/nav";
import { Failed } from "../../shared/states";

export const stateName: Record<BankOrder["state"], Key> = {
  INIT: "cards.state.asking",
  IN_DOUBT: "cards.state.asking",
  DONE: "cards.state.done",
  REFUSED: "cards.state.refused",
};
export const kindName: Record<BankOrder["kind"], Key> = {
  topup: "cards.topup",
  withdraw: "cards.withdraw",
  settle: "cards.settle",
};

export function Orders() {
  const t = useT();
  const f = useFormat();
  const list = useInfiniteQuery({
    queryKey: ["bank-orders"],
    queryFn: ({ pageParam }) => api.bankOrders(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  if (list.error && !list.data) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Loading />;
  const items = list.data.pages.flatMap((p) => p.items);
  if (items.length === 0) return <Card>{t("cards.noOrders")}</Card>;
  return (
    <>
      <List>
        {items.map((o) => (
          <RowLink
            key={o.id}
            to="/cards/orders/$id"
            params={{ id: o.id }}
            icon={o.kind === "topup" ? "topup" : "withdraw"}
            tone={o.state === "REFUSED" ? "bad" : o.state === "DONE" ? "good" : "warn"}
            title={t(kindName[o.kind])}
            note={[t(stateName[o.state]), f.short(o.at)].join(" · ")}
            extra={<span className="lw-num">{f.money(o.amount)}</span>}
          />
        ))}
      </List>
      {list.hasNextPage && (
        <Button kind="soft" block busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </>
  );
}
