import { faultText, useFormat } from "@livewell/i18n";
import { Button, Empty, Icon, Loading, Notice } from "@livewell/ui";
import { useInfiniteQuery, type QueryKey, type UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useT } from "../words";

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT();
  const f = useFormat();
  const trace = (error as { trace?: string } | null)?.trace;
  return (
    <div className="lw-state" role="alert">
      <Icon name="warn" size={40} />
      <p className="lw-break">{faultText(error, f)}</p>
      {trace && <p className="lw-small lw-break">{t("common.trace", { trace })}</p>}
      {onRetry && (
        <Button kind="soft" onClick={onRetry}>
          {t("common.retry")}
        </Button>
      )}
    </div>
  );
}

/** A refusal inside a form or a dialog. */
export function Refused({ error }: { error: unknown }) {
  const f = useFormat();
  if (!error) return null;
  const { args, fields = [] } = error as { args?: { why?: unknown }; fields?: { at: string; message: string }[] };
  // What the schema of a request refuses it names itself, in English.
  const why = args?.why ?? fields.map((x) => `${x.at}: ${x.message}`).join("\n");
  return (
    <Notice tone="bad" icon="warn">
      <p>{faultText(error, f)}</p>
      {typeof why === "string" && why !== "" && <pre className="co-why">{why}</pre>}
    </Notice>
  );
}

/** Shows a query: its data, or that it loads or failed. */
export function Shown<D>({ of, children }: { of: UseQueryResult<D>; children: (data: D) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failed error={of.error} onRetry={() => void of.refetch()} />;
  return <Loading />;
}

// Past this many rows nobody reads on: a narrower question helps more.
const TOO_LONG = 400;

type Listed<R> = {
  queryKey: QueryKey;
  fetch: (cursor: string | undefined) => Promise<{ items: R[]; next?: string | undefined }>;
  empty: string;
  emptyHint?: string | undefined;
  every?: number;
  children: (rows: R[]) => ReactNode;
};

/** A list that grows page by page. */
export function Listed<R>({ queryKey, fetch, empty, emptyHint, every, children }: Listed<R>) {
  const t = useT();
  const f = useFormat();
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetch(pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    refetchInterval: every ?? false,
  });
  const rows = list.data?.pages.flatMap((p) => p.items);
  if (!rows) return list.error ? <Failed error={list.error} onRetry={() => void list.refetch()} /> : <Loading />;
  if (rows.length === 0) return <Empty title={empty}>{emptyHint && <p>{emptyHint}</p>}</Empty>;
  return (
    <div className="lw-stack">
      {children(rows)}
      <div className="co-more">
        <p className="lw-small lw-muted" role="status">
          {t("common.rows", { count: rows.length, n: f.number(rows.length) })}
        </p>
        {list.hasNextPage && (
          <Button kind="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("common.more")}
          </Button>
        )}
      </div>
      {list.hasNextPage && rows.length >= TOO_LONG && <Notice>{t("common.tooLong")}</Notice>}
      {list.isFetchNextPageError && <Refused error={list.error} />}
    </div>
  );
}
