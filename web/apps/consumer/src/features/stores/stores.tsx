import { api, type StoreCard } from "@livewell/api";
import { useFormat, useT, type Key } from "@livewell/i18n";
import { brand, Card, Choice, Empty, Icon, Search } from "@livewell/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { usePlace } from "../../shared/place";
import { Disclosure } from "../../shared/disclosure";
import { useDoor } from "../../shared/here";
import { useName } from "../../shared/name";
import { SubPage } from "../../shared/nav";
import { Picture } from "../../shared/picture";
import { Shown } from "../../shared/states";

export const modes = ["takeaway", "pickup", "dinein", "parcel"] as const;
export type Mode = (typeof modes)[number];

const kinds = [
  ...["noodles", "breakfast", "sichuan", "cantonese", "hotpot", "barbecue", "dumplings", "fastfood", "western"],
  ...[
    "japanese",
    "coffee",
    "tea",
    "bakery",
    "dessert",
    "grocery",
    "fruit",
    "pharmacy",
    "flowers",
    "bookstore",
    "hotel",
  ],
] as const;

/** Stores around the person, and how what they sell gets to them. */
export function Stores({ mode, kind, text: asked }: { mode: Mode; kind: string; text: string }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const go = useNavigate();
  const place = usePlace();
  const { door, pending } = useDoor();
  const [text, setText] = useState(asked);
  const words = useDeferredValue(text.trim());
  const at = mode === "takeaway" ? (door?.at ?? place.at) : place.known ? place.at : (door?.at ?? place.at);
  const query = { city: place.city, mode, category: kind, text: words, ...at, limit: 100 };
  const stores = useQuery({
    queryKey: ["stores", query],
    queryFn: () => api.stores(query),
    enabled: !pending && place.city !== "",
    placeholderData: keepPreviousData,
  });
  const show = (search: { mode: Mode; kind: string }) =>
    void go({ to: "/stores", search: { ...search, ...(asked ? { text: asked } : {}) }, replace: true });
  return (
    <SubPage title={t("stores.title")}>
      <Disclosure vertical={mode === "dinein" ? "food" : "takeaway"} />
      <Link to="/addresses" className="app-to">
        <Icon name="home" size={18} />
        <span>{door ? t("stores.to", { place: door.place }) : t("stores.choosePlace")}</span>
        <Icon name="next" size={16} />
      </Link>
      <Choice
        label={t("stores.how")}
        value={mode}
        onChange={(m) => show({ mode: m, kind })}
        options={modes.map((m) => ({ value: m, label: t(`mode.${m}`) }))}
      />
      <Search label={t("stores.find")} value={text} onChange={setText} />
      <Choice
        look="chips"
        label={t("stores.kinds")}
        value={kind}
        onChange={(k) => show({ mode, kind: k })}
        options={[
          { value: "", label: t("stores.all") },
          ...kinds.map((k) => ({ value: k as string, label: t(`storeKind.${k}`) })),
        ]}
      />
      <Shown of={stores}>
        {({ items, providers }) =>
          items.length ? (
            <>
              <p className="app-order lw-small lw-muted">
                <span>{t("ranking.from", { names: f.list([brand, ...providers.map((p) => name(p))]) })}</span>
                <Link to="/ranking">{t("ranking.how")}</Link>
              </p>
              <ul className="app-stores">
                {items.map((s) => (
                  <StoreRow key={s.id} store={s} mode={mode} />
                ))}
              </ul>
            </>
          ) : (
            <Card>
              <Empty icon="store" title={t("stores.none")}>
                <p>{t("stores.noneText")}</p>
              </Empty>
            </Card>
          )
        }
      </Shown>
    </SubPage>
  );
}

export function StoreRow({ store, mode }: { store: StoreCard; mode: Mode }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const facts = [
    store.sold > 0 && t("stores.sold", { number: f.number(store.sold) }),
    store.metres !== undefined &&
      (store.metres < 1000
        ? t("stores.metres", { number: f.number(Math.round(store.metres / 10) * 10) })
        : t("stores.kilometres", { number: f.number(Math.round(store.metres / 100) / 10) })),
    store.minutes && store.open ? t("stores.minutes", { number: store.minutes }) : false,
  ];
  const terms =
    mode === "takeaway" && store.delivers && store.fee && store.minimum
      ? [t("stores.from", { amount: f.money(store.minimum) }), t("stores.fee", { fee: f.money(store.fee) })]
      : [];
  const inside = (
    <>
      <Picture of={store.picture} />
      <span className="app-store-text">
        <strong className="lw-break">{name(store)}</strong>
        <span className="app-facts">
          <span className="app-stars">
            {store.ratings ? (
              <>
                <span aria-hidden>★ {store.rating.toFixed(1)}</span>
                <span className="lw-hide">{t("stores.rating", { rating: store.rating.toFixed(1) })}</span>
              </>
            ) : (
              t("stores.new")
            )}
          </span>
          <span>{t(`storeKind.${store.category}` as Key)}</span>
        </span>
        <span className="app-facts">
          {facts.filter(Boolean).map((x) => (
            <span key={String(x)}>{x}</span>
          ))}
        </span>
        {store.open ? (
          terms.length > 0 && (
            <span className="app-facts">
              {terms.map((x) => (
                <span key={x}>{x}</span>
              ))}
            </span>
          )
        ) : (
          <span className="app-shut">
            {store.until ? t("stores.opensAt", { at: f.short(store.until) }) : t("stores.closed")}
          </span>
        )}
        {store.provider && (
          <span className="app-elsewhere">
            <Icon name="out" size={14} /> {t("stores.elsewhere", { name: name(store.provider) })}
          </span>
        )}
      </span>
    </>
  );
  const look = { className: "app-store", "data-closed": !store.open };
  return (
    <li>
      {store.link ? (
        <a {...look} href={store.link} target="_blank" rel="noopener noreferrer">
          {inside}
        </a>
      ) : (
        <Link {...look} to="/stores/$id" params={{ id: store.id }} search={{ mode }}>
          {inside}
        </Link>
      )}
    </li>
  );
}
