import type { FeedCard, Home, HomeBlock } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Empty, Icon } from "@livewell/ui";
import { Link } from "@tanstack/react-router";
import { lazy, memo, Suspense, useEffect, useRef, useState } from "react";
import { useHome, useText } from "../../shared/home";
import { useName } from "../../shared/name";
import { GoLink } from "../../shared/nav";
import { Failed } from "../../shared/states";
import { distinct, useFeed } from "./cards";

const Why = lazy(() => import("./why").then((m) => ({ default: m.Why })));

/** Pictures of what is open and in reach, without end as long as there is more. */
export function Feed({ block }: { block: HomeBlock }) {
  const t = useT();
  const f = useFormat();
  const text = useText();
  const home = useHome().data;
  const feed = useFeed(block.feed?.stores ?? [], 20);
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = feed;
  useEffect(() => {
    const e = end.current;
    if (!e || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return;
    // Two screens ahead: who scrolls on meets pictures and no end.
    const watch = new IntersectionObserver((seen) => seen.some((x) => x.isIntersecting) && void fetchNextPage(), {
      rootMargin: "1600px",
    });
    watch.observe(e);
    return () => watch.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const cards = distinct(feed.data?.pages ?? []);
  const [asked, setAsked] = useState<FeedCard>();
  const far = useFar();
  const heading = useHeading(home);
  return (
    <section aria-label={text(block.title) || heading} className="app-feedpart">
      <h2 className="app-daypart">{text(block.title) || heading}</h2>
      {feed.isPending ? (
        <ul className="app-feed" aria-hidden="true">
          {Array.from({ length: 4 }, (_, i) => (
            <li key={i} className="lw-skeleton app-card-space" />
          ))}
        </ul>
      ) : feed.error && cards.length === 0 ? (
        <Failed error={feed.error} onRetry={() => void feed.refetch()} />
      ) : cards.length === 0 ? (
        <Card>
          <Empty icon="store" title={t("feed.none")}>
            <p>{t("feed.noneText")}</p>
            <GoLink to="/city" kind="soft">
              {t("feed.city")}
            </GoLink>
          </Empty>
        </Card>
      ) : (
        <>
          <ul className="app-feed">
            {cards.map((c) => (
              <Item key={c.id} card={c} onWhy={setAsked} />
            ))}
          </ul>
          <div ref={end} />
          <p className="app-feed-end" role="status">
            {hasNextPage ? t("feed.loading") : t("feed.end")}
          </p>
          {isFetchNextPageError && (
            <div className="lw-centre">
              <p className="lw-error">{faultText(feed.error, f)}</p>
              <Button kind="soft" onClick={() => void fetchNextPage()}>
                {t("common.retry")}
              </Button>
            </div>
          )}
        </>
      )}
      {asked && (
        <Suspense>
          <Why
            card={asked}
            far={far(asked.metres)}
            personal={feed.data?.pages[0]?.personal}
            onClose={() => setAsked(undefined)}
          />
        </Suspense>
      )}
    </section>
  );
}

/** A distance as people say it. */
function useFar() {
  const t = useT();
  const f = useFormat();
  return (metres: number) =>
    metres < 1000
      ? t("stores.metres", { number: f.number(Math.max(10, Math.round(metres / 10) * 10)) })
      : t("stores.kilometres", { number: f.number(Math.round(metres / 100) / 10) });
}

/** The words of the hour, or of the holiday. */
function useHeading(home: Home | undefined): string {
  const t = useT();
  const text = useText();
  if (home?.holiday) return t("daypart.holiday", { holiday: text(home.holiday) });
  return t(`daypart.${home?.daypart ?? "noon"}`);
}

const Item = memo(function Item({ card, onWhy }: { card: FeedCard; onWhy: (c: FeedCard) => void }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const store = { name: card.storeName, nameEn: card.storeNameEn };
  const far = useFar()(card.metres);
  const mode = card.delivers ? "takeaway" : "pickup";
  return (
    <li
      className="app-card-place"
      onContextMenu={(e) => {
        e.preventDefault(); // a long press, or the second button
        onWhy(card);
      }}
    >
      <Link to="/stores/$id" params={{ id: card.store }} search={{ mode }} className="app-card" data-card={card.id}>
        <span className="app-card-picture">
          {card.picture ? (
            <img src={card.picture} alt="" width={320} height={320} loading="lazy" decoding="async" />
          ) : (
            <Icon name="picture" size={40} />
          )}
          {card.kind === "store" && <span className="app-card-label">{t("feed.store")}</span>}
        </span>
        <strong className="app-card-name" translate="no">
          {name(card)}
        </strong>
        <span className="app-card-line">
          {card.price ? (
            <span className="app-price">
              {card.from ? t("feed.from", { amount: f.money(card.price) }) : f.money(card.price)}
            </span>
          ) : card.rating ? (
            <span className="app-stars">
              <span aria-hidden="true">★ {card.rating.toFixed(1)}</span>
              <span className="lw-hide">{t("stores.rating", { rating: card.rating.toFixed(1) })}</span>
            </span>
          ) : (
            <span>{t("stores.new")}</span>
          )}
          {card.sold > 0 && <span>{t("feed.sold", { number: f.number(card.sold) })}</span>}
        </span>
        <span className="app-card-line">
          {card.item && (
            <span className="app-card-store" translate="no">
              {name(store)}
            </span>
          )}
          <span>{far}</span>
          <span>{card.delivers && card.fee ? t("feed.delivery", { fee: f.money(card.fee) }) : t("feed.pickup")}</span>
        </span>
      </Link>
      <button
        type="button"
        className="app-card-why"
        aria-label={t("why.ask", { name: name(card) })}
        onClick={() => onWhy(card)}
      >
        <Icon name="info" size={18} />
      </button>
    </li>
  );
});
