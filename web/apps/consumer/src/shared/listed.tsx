import { useT } from "@livewell/i18n";
import { Button, Card, Loading } from "@livewell/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failed } from "./states";

type Page<R> = { items: R[]; next?: string };

/** A list that grows page by page; empty says what could be in it. */
export function Listed<R>({
  queryKey,
  fetch,
  empty,
  children,
}: {
  queryKey: string[];
  fetch: (cursor: string) => Promise<Page<R>>;
  empty: ReactNode;
  children: (rows: R[]) => ReactNode;
}) {
  const t = useT();
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetch(pageParam),
    initialPageParam: "",
    getNextPageParam: (p) => p.next,
  });
  const rows = pages.data?.pages.flatMap((p) => p.items);
  return (
    <>
      {pages.isPending && <Loading />}
      {pages.error && <Failed error={pages.error} onRetry={() => void pages.refetch()} />}
      {rows && (rows.length > 0 ? children(rows) : <Card>{empty}</Card>)}
      {pages.hasNextPage && (
        <Button kind="soft" block busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </>
  );
}
