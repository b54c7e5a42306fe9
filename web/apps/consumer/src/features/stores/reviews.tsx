import { api, type Review } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, Card, Empty, Loading } from "@livewell/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useName } from "../../shared/name";
import { SubPage } from "../../shared/nav";
import { Failed } from "../../shared/states";

/** What buyers said of a store, newest first. */
export function Reviews({ id }: { id: string }) {
  const t = useT();
  const pages = useInfiniteQuery({
    queryKey: ["reviews", id],
    queryFn: ({ pageParam }) => api.reviews(id, pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (p) => p.next,
  });
  const all = pages.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <SubPage title={t("review.list")} above={`/stores/${id}`}>
      {pages.isPending && <Loading />}
      {pages.error && <Failed error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && !all.length && (
        <Card>
          <Empty icon="messages" title={t("review.none")}>
            <p>{t("review.noneText")}</p>
          </Empty>
        </Card>
      )}
      {all.map((r) => (
        <One key={r.id} of={r} />
      ))}
      {pages.hasNextPage && (
        <Button kind="soft" block busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </SubPage>
  );
}

function One({ of: r }: { of: Review }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  return (
    <Card className="lw-stack">
      <p className="app-facts">
        <span className="app-stars">
          <span aria-hidden>{"★".repeat(r.stars)}</span>
          <span className="lw-hide">{t("review.star", { count: r.stars })}</span>
        </span>
        <span translate="no">{r.by}</span>
        <time dateTime={r.at}>{f.short(r.at)}</time>
      </p>
      <p className="lw-muted lw-small lw-break" translate="no">
        {name(r)}
      </p>
      {r.words && (
        <p className="lw-break" translate="no">
          {r.words}
        </p>
      )}
      {r.photo && (
        <img
          className="app-proof"
          src={`data:image/jpeg;base64,${r.photo}`}
          alt={t("review.photoOf", { item: name(r) })}
          loading="lazy"
        />
      )}
      {r.reply && (
        <p className="app-reply lw-break">
          <strong>{t("review.reply")}</strong> <span translate="no">{r.reply}</span>
        </p>
      )}
    </Card>
  );
}
