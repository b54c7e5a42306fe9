import { api, type Item, type StorePage } from "@livewell/api";
import { faultText, useFormat, useT, type Key } from "@livewell/i18n";
import { Button, Card, Empty, Icon, IconButton, Notice, Search, Sheet, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { amountOf, pieces, seenTotal, type Chosen } from "../../shared/basket";
import { CartOf, useCart } from "../../shared/cart";
import { useName } from "../../shared/name";
import { GoLink, SubPage } from "../../shared/nav";
import { Picture } from "../../shared/picture";
import { Shown } from "../../shared/states";
import { StoreCoupons } from "./coupons";
import { StoreMembership } from "./membership";
import { Offers } from "./offers";
import { Options } from "./options";
import { Tables } from "./tables";

const storeQuery = (id: string) => ({ queryKey: ["store", id], queryFn: () => api.store(id) });

/** Hears when the menu changes, and shows the new one. */
function useLiveMenu(id: string) {
  const queries = useQueryClient();
  const toast = useToast();
  const t = useT();
  useEffect(() => {
    const line = new EventSource(`/api/stores/${id}/live`);
    line.addEventListener("changed", () => {
      void queries.invalidateQueries({ queryKey: ["store", id] });
      toast(t("store.changed"));
    });
    return () => line.close();
  }, [id, queries, toast, t]);
}

/** A store: what it is, what it sells, and the basket. */
export function Store({ id, mode, table }: { id: string; mode: string; table: string }) {
  const t = useT();
  const name = useName();
  const store = useQuery(storeQuery(id));
  useLiveMenu(id);
  const onward = { mode, ...(table ? { table } : {}) };
  return (
    <CartOf store={id} table={table}>
      <SubPage
        title={store.data ? name(store.data.store) : t("stores.title")}
        above="/stores"
        foot={store.data && <Bar id={id} onward={onward} />}
      >
        <Shown of={store}>
          {(s) => (
            <>
              <Facts of={s} />
              {table && <Notice icon="info">{t("order.table", { table })}</Notice>}
              {!table && <Tables id={id} />}
              <StoreMembership id={id} />
              <StoreCoupons id={id} />
              {!table && <Offers page={s} />}
              <Menu page={s} />
            </>
          )}
        </Shown>
      </SubPage>
    </CartOf>
  );
}

function Facts({ of: { store, open, until, merchant } }: { of: StorePage }) {
  const t = useT();
  const f = useFormat();
  return (
    <Card className="app-storefacts">
      <Picture of={store.picture} size={72} />
      <div>
        <p className="app-facts">
          {store.ratings > 0 && (
            <span className="app-stars">
              <span aria-hidden>★ {store.rating.toFixed(1)}</span>
              <span className="lw-hide">{t("stores.rating", { rating: store.rating.toFixed(1) })}</span>
            </span>
          )}
          <span>{t(`storeKind.${store.category}` as Key)}</span>
          {store.sold > 0 && <span>{t("stores.sold", { number: f.number(store.sold) })}</span>}
        </p>
        <p className={open ? "lw-small" : "lw-small app-shut"}>
          {open
            ? until && t("store.openUntil", { at: f.short(until) })
            : until
              ? t("stores.opensAt", { at: f.short(until) })
              : t("stores.closed")}
        </p>
        <p className="lw-muted lw-small lw-break">{store.address}</p>
        <p className="lw-muted lw-small">{t("store.by", { merchant })}</p>
        <Link to="/stores/$id/reviews" params={{ id: store.id }} className="lw-button link">
          {t("review.all", { count: store.ratings })}
        </Link>
      </div>
      <div className="app-storeacts">
        <Favourite store={store.id} />
        <Share store={store.id} name={store.name} />
      </div>
    </Card>
  );
}

/** Gives a short link to a store, by what the device has for it. */
function Share({ store, name }: { store: string; name: string }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const share = useMutation({
    mutationFn: async () => {
      const { url } = await api.makeLink("store", store);
      if (typeof navigator.share === "function") {
        await navigator.share({ title: name, url }).catch(() => undefined); // they thought better of it
        return false;
      }
      await navigator.clipboard.writeText(url);
      return true;
    },
    onSuccess: (copied) => copied && toast(t("link.copied")),
    onError: (e) => toast(faultText(e, f)),
  });
  return <IconButton label={t("link.share")} icon="share" onClick={() => !share.isPending && share.mutate()} />;
}

/** Marks a store to find it again. */
function Favourite({ store }: { store: string }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const marked = useQuery({ queryKey: ["favourite", store], queryFn: () => api.favourite(store) });
  const set = useMutation({
    mutationFn: (on: boolean) => api.setFavourite(store, on),
    onSuccess: ({ on }) => {
      queries.setQueryData(["favourite", store], { on });
      void queries.invalidateQueries({ queryKey: ["favourites"] });
      toast(t(on ? "favourite.added" : "favourite.removed"));
    },
  });
  if (!marked.data) return null;
  const on = set.isPending ? set.variables : marked.data.on;
  return (
    <button
      type="button"
      className="app-heart"
      aria-pressed={on}
      aria-label={t("favourite.mark")}
      onClick={() => !set.isPending && set.mutate(!on)}
    >
      <Icon name="heart" />
    </button>
  );
}

function Menu({ page }: { page: StorePage }) {
  const t = useT();
  const name = useName();
  const [text, setText] = useState("");
  const words = text.trim().toLowerCase();
  const far = useQuery({
    queryKey: ["store", page.store.id, "find", words],
    queryFn: () => api.findItems(page.store.id, words),
    enabled: page.more && words !== "",
  });
  const found = useMemo(
    () => page.items.filter((i) => `${i.name} ${i.nameEn ?? ""}`.toLowerCase().includes(words)),
    [page.items, words],
  );
  if (!page.items.length) {
    return (
      <Card>
        <Empty icon="store" title={t("store.empty")}>
          <p>{t("store.emptyText")}</p>
        </Empty>
      </Card>
    );
  }
  const sections = page.sections
    .map((s) => ({ ...s, items: page.items.filter((i) => i.section === s.id) }))
    .filter((s) => s.items.length);
  return (
    <>
      <Search label={t("store.findItem")} value={text} onChange={setText} />
      {page.more && !words && <p className="lw-muted lw-small">{t("store.moreItems")}</p>}
      {words ? (
        (far.data?.items ?? found).length ? (
          <Items items={far.data?.items ?? found} />
        ) : (
          <Empty icon="search" title={t("store.nothing")}>
            <p>{t("store.nothingText")}</p>
          </Empty>
        )
      ) : (
        <>
          <nav className="app-sections" aria-label={t("store.sections")}>
            {sections.map((s) => (
              <a key={s.id} href={`#s${s.id}`} translate="no">
                {name(s)}
              </a>
            ))}
          </nav>
          {sections.map((s) => (
            <section key={s.id} id={`s${s.id}`} aria-labelledby={`h${s.id}`} className="app-section">
              <h2 id={`h${s.id}`} translate="no">
                {name(s)}
              </h2>
              <Items items={s.items} />
            </section>
          ))}
        </>
      )}
    </>
  );
}

function Items({ items }: { items: Item[] }) {
  return (
    <ul className="app-items">
      {items.map((i) => (
        <ItemRow key={i.id} item={i} />
      ))}
    </ul>
  );
}

function ItemRow({ item }: { item: Item }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const { lines: basket, put } = useCart();
  const [choosing, setChoosing] = useState(false);
  const [first] = item.skus;
  if (!first) return null;
  const mine = basket.filter((l) => l.item === item.id);
  const plain = item.skus.length === 1 && item.groups.length === 0;
  const left = plain ? first.left : undefined;
  const gone = left === 0 || item.soldOut;
  const line: Chosen = {
    sku: first.id ?? "",
    choices: [],
    qty: 1,
    seen: first.price,
    item: item.id,
    name: item.name,
    nameEn: item.nameEn,
    with: [],
    withEn: [],
    picture: item.picture,
  };
  const add = (by: number) => void put(line, by);
  const n = pieces(mine);
  return (
    <li className="app-item" data-off={gone || !item.available}>
      <Picture of={item.picture} size={84} />
      <div className="app-item-text">
        <strong className="lw-break">{name(item)}</strong>
        {item.about && <span className="lw-muted lw-small lw-break">{item.about}</span>}
        <span className="app-facts">
          {item.sold > 0 && <span>{t("stores.sold", { number: f.number(item.sold) })}</span>}
          {left !== undefined && left > 0 && left <= 10 && (
            <span className="app-few">{t("store.left", { count: left })}</span>
          )}
          {item.allergens.length > 0 && (
            <span>
              {t("store.contains", { list: item.allergens.map((a) => t(`allergen.${a}` as Key)).join(", ") })}
            </span>
          )}
        </span>
        <span className="app-item-end">
          <span className="app-price">
            {item.skus.length > 1 ? t("store.fromPrice", { amount: f.money(first.price) }) : f.money(first.price)}
          </span>
          {gone ? (
            <span className="app-shut">{t("store.soldOut")}</span>
          ) : !item.available ? (
            <span className="app-shut">{t("store.notNow")}</span>
          ) : plain ? (
            <span className="app-count">
              {n > 0 && (
                <>
                  <IconButton icon="minus" label={t("store.less", { item: name(item) })} onClick={() => add(-1)} />
                  <output>{n}</output>
                </>
              )}
              <IconButton
                icon="plus"
                label={n ? t("store.more", { item: name(item) }) : t("store.add", { item: name(item) })}
                onClick={() => add(1)}
              />
            </span>
          ) : (
            <Button kind="soft" onClick={() => setChoosing(true)} aria-label={`${t("store.choose")}: ${name(item)}`}>
              {t("store.choose")}
              {n > 0 && <span className="lw-badge">{n}</span>}
            </Button>
          )}
        </span>
      </div>
      {choosing && (
        <Options
          item={item}
          onClose={() => setChoosing(false)}
          onChosen={(chosen, qty) => {
            void put(chosen, qty);
            setChoosing(false);
          }}
        />
      )}
    </li>
  );
}

/** The basket in reach of the thumb. */
function Bar({ id, onward }: { id: string; onward: { mode: string; table?: string } }) {
  const t = useT();
  const f = useFormat();
  const { lines: basket } = useCart();
  const [open, setOpen] = useState(false);
  if (!basket.length) return null;
  const total = f.money(amountOf(seenTotal(basket), basket[0]?.seen.currency ?? "CNY"));
  return (
    <div className="app-bar">
      <button type="button" className="app-bar-sum" onClick={() => setOpen(true)} aria-label={t("basket.open")}>
        <Icon name="store" size={24} />
        <strong className="lw-num">{total}</strong>
        <span className="lw-muted">{t("basket.bar", { count: pieces(basket) })}</span>
      </button>
      <GoLink to="/stores/$id/checkout" params={{ id }} search={onward}>
        {t("basket.checkout")}
      </GoLink>
      {open && <BasketSheet onClose={() => setOpen(false)} />}
    </div>
  );
}

function BasketSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { lines: basket, replace } = useCart();
  return (
    <Sheet title={t("basket.title")} onClose={onClose}>
      {basket.length === 0 ? <Empty icon="store" title={t("basket.empty")} /> : <Lines lines={basket} />}
      {basket.length > 0 && replace && (
        <Button
          kind="link"
          block
          onClick={() => {
            replace([]);
            onClose();
          }}
        >
          {t("basket.clear")}
        </Button>
      )}
    </Sheet>
  );
}

/** The lines of a basket, with what stands against each. */
export function Lines({ lines, problem }: { lines: Chosen[]; problem?: (line: number) => string | undefined }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const cart = useCart();
  const put = (l: Chosen, by: number) => void cart.put(l, by);
  const english = name({ name: "", nameEn: "en" }) === "en";
  return (
    <ul className="app-lines">
      {lines.map((l, i) => {
        const against = problem?.(i);
        const chosen = (english ? l.withEn : l.with).join(" · ");
        return (
          <li key={l.sku + l.choices.join() + (l.offer ?? "")}>
            <Picture of={l.picture} size={48} />
            <div className="app-item-text">
              <strong className="lw-break">{name(l)}</strong>
              {chosen && <span className="lw-muted lw-small lw-break">{chosen}</span>}
              <span className="app-price">{f.money(l.seen)}</span>
              {against && (
                <span className="lw-error" role="alert">
                  {against}
                </span>
              )}
            </div>
            <span className="app-count">
              <IconButton icon="minus" label={t("store.less", { item: name(l) })} onClick={() => put(l, -1)} />
              <output>{l.qty}</output>
              <IconButton icon="plus" label={t("store.more", { item: name(l) })} onClick={() => put(l, 1)} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
