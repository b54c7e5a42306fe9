import { api, type Bill } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, Card, Choice, Empty, IconButton, List, ListHead, Loading, Page, Search } from "@livewell/ui";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { BillRow } from "../../shared/bill";
import { addMonths, billKinds, billLook, thisMonth } from "../../shared/bills";
import { Failed, Shown } from "../../shared/states";

type Kind = Bill["kind"] | "";

export function Bills() {
  const t = useT();
  const f = useFormat();
  const [month, setMonth] = useState(() => thisMonth());
  const [kind, setKind] = useState<Kind>("");
  const [typed, setTyped] = useState("");
  const text = useDeferredValue(typed.trim());
  const sums = useQuery({ queryKey: ["bills", "sums", month], queryFn: () => api.billSums(month) });
  const kinds: { value: Kind; label: string }[] = [
    { value: "", label: t("bill.all") },
    ...billKinds.map((k) => ({ value: k, label: t(billLook[k].name) })),
  ];
  return (
    <Page title={t("tabs.bills")}>
      <Search label={t("bill.search")} value={typed} onChange={setTyped} />
      <Choice label={t("bill.kinds")} look="chips" value={kind} options={kinds} onChange={setKind} />
      <Card>
        <div className="app-month">
          <IconButton icon="back" label={t("bill.earlier")} onClick={() => setMonth(addMonths(month, -1))} />
          <h2 aria-live="polite">{f.month(month)}</h2>
          <IconButton
            icon="next"
            label={t("bill.later")}
            disabled={month >= thisMonth()}
            onClick={() => setMonth(addMonths(month, 1))}
          />
        </div>
        <Shown of={sums}>
          {(s) => (
            <dl className="app-sums lw-centre">
              <div>
                <dt className="lw-muted lw-small">{t("bill.out")}</dt>
                <dd className="lw-num">{f.money(s.out)}</dd>
              </div>
              <div>
                <dt className="lw-muted lw-small">{t("bill.in")}</dt>
                <dd className="lw-num">{f.money(s.in)}</dd>
              </div>
            </dl>
          )}
        </Shown>
      </Card>
      <Lines month={month} kind={kind} text={text} />
    </Page>
  );
}

function Lines({ month, kind, text }: { month: string; kind: Kind; text: string }) {
  const t = useT();
  const f = useFormat();
  const bills = useInfiniteQuery({
    queryKey: ["bills", "list", month, kind, text],
    queryFn: ({ pageParam }) => api.bills({ month, kind, text, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  if (bills.error && !bills.data) return <Failed error={bills.error} onRetry={() => void bills.refetch()} />;
  if (!bills.data) return <Loading />;
  const items = bills.data.pages.flatMap((p) => p.items);
  if (items.length === 0) return <Empty icon="bills" title={text || kind ? t("bill.noneFound") : t("bill.none")} />;
  const days = new Map<string, Bill[]>();
  for (const b of items) {
    const day = new Date(b.at).toDateString();
    days.set(day, [...(days.get(day) ?? []), b]);
  }
  return (
    <>
      {[...days].map(([day, list]) => (
        <section key={day} className="lw-stack">
          <ListHead>{f.weekday(new Date(day))}</ListHead>
          <List>
            {list.map((b) => (
              <BillRow key={b.id} bill={b} />
            ))}
          </List>
        </section>
      ))}
      {bills.hasNextPage && (
        <Button kind="soft" block busy={bills.isFetchingNextPage} onClick={() => void bills.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </>
  );
}
