import { api, type Item, type Menu, type MenuSection } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Empty, Notice, Search, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { minor } from "../../shared/amounts";
import { Tag } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { StoreFrame, useManages } from "./frame";
import { Import } from "./import";
import { menuKey, useMenu } from "./menudata";
import { Own, Thumb, useNamed } from "./names";
import { Sections } from "./sections";

export function MenuPage() {
  const t = useT();
  return <StoreFrame title={t("store.menu")}>{(store) => <Inside store={store.id} />}</StoreFrame>;
}

function Inside({ store }: { store: string }) {
  const t = useT();
  const manages = useManages();
  const menu = useMenu(store);
  const [text, setText] = useState("");
  const [arranging, setArranging] = useState(false);
  const [importing, setImporting] = useState(false);
  const wanted = text.trim().toLowerCase();
  return (
    <>
      <div className="st-tools">
        <Search label={t("menu.find")} value={text} onChange={setText} />
        {manages && (
          <>
            <Button kind="plain" disabled={!menu.data} onClick={() => setArranging(true)}>
              {t("menu.sections")}
            </Button>
            <Button kind="plain" onClick={() => setImporting(true)}>
              {t("import.title")}
            </Button>
            <GoLink to="/stores/$store/menu/$item" params={{ store, item: "new" }}>
              {t("menu.add")}
            </GoLink>
          </>
        )}
      </div>
      <Shown of={menu}>{(m) => <Found of={m} store={store} wanted={wanted} />}</Shown>
      {importing && <Import store={store} onClose={() => setImporting(false)} />}
      {arranging && menu.data && <Sections store={store} of={menu.data.sections} onClose={() => setArranging(false)} />}
    </>
  );
}

const has = (i: Item, wanted: string) =>
  [i.name, i.nameEn, i.code, ...i.skus.flatMap((k) => [k.name, k.nameEn, k.barcode])].some((x) =>
    x?.toLowerCase().includes(wanted),
  );

function Found({ of, store, wanted }: { of: Menu; store: string; wanted: string }) {
  const t = useT();
  const manages = useManages();
  const items = wanted ? of.items.filter((i) => has(i, wanted)) : of.items;
  const known = new Set(of.sections.map((s) => s.id));
  const loose = items.filter((i) => !known.has(i.section));
  if (of.sections.length === 0 && of.items.length === 0)
    return (
      <Empty icon="bills" title={t("menu.none")}>
        {manages && <p>{t("menu.noneHint")}</p>}
      </Empty>
    );
  if (wanted && items.length === 0) return <Empty icon="search" title={t("menu.nothing", { text: wanted })} />;
  return (
    <>
      {of.more && <Notice>{t("menu.more")}</Notice>}
      {of.sections.map((s) => {
        const inside = items.filter((i) => i.section === s.id);
        return wanted && inside.length === 0 ? null : <Part key={s.id} store={store} section={s} items={inside} />;
      })}
      {loose.length > 0 && <Part store={store} items={loose} />}
    </>
  );
}

function Part({ store, section, items }: { store: string; section?: MenuSection; items: Item[] }) {
  const t = useT();
  const named = useNamed();
  return (
    <section className="co-panel st-part">
      <div className="co-panelhead">
        <h2>{section ? <Own>{named(section.name, section.nameEn)}</Own> : t("menu.loose")}</h2>
        <span className="lw-small lw-muted">{t("menu.count", { count: items.length })}</span>
      </div>
      {items.length === 0 ? (
        <p className="lw-muted">{t("menu.inSection")}</p>
      ) : (
        <ul className="st-items">
          {items.map((i) => (
            <Row key={i.id} store={store} of={i} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The lowest price of an item, and whether there are others. */
function priceOfItem(i: Item) {
  const all = i.skus.map((k) => k.price).toSorted((a, b) => Number(minor(a.amount) - minor(b.amount)));
  return { low: all[0], several: all.some((p) => p.amount !== all[0]?.amount) };
}

function Row({ store, of }: { store: string; of: Item }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const manages = useManages();
  const name = named(of.name, of.nameEn);
  const other = name === of.name ? of.nameEn : of.name;
  const { low, several } = priceOfItem(of);
  const price = low ? f.money(low) : t("common.dash");
  const counted = of.skus.flatMap((k) => (k.left === undefined ? [] : [k.left]));
  return (
    <li className={of.soldOut ? "st-item out" : "st-item"}>
      <Thumb src={of.picture} />
      <div className="st-itemtext">
        <span className="co-strong">
          {manages ? (
            <Link to="/stores/$store/menu/$item" params={{ store, item: of.id }} translate="no" className="lw-break">
              {name}
            </Link>
          ) : (
            <Own>{name}</Own>
          )}
        </span>
        <span className="co-line lw-small lw-muted">
          {other && <Own>{other}</Own>}
          {of.skus.length > 1 && <span>{t("menu.variants", { n: of.skus.length })}</span>}
          {of.groups.length > 0 && <span>{t("menu.choices", { count: of.groups.length })}</span>}
          {of.chain && <Tag tone="quiet">{t(of.ownPrice ? "chain.tagPrice" : "chain.tag")}</Tag>}
          {!of.listed && <Tag tone="quiet">{t("menu.off")}</Tag>}
          {of.listed && !of.available && !of.soldOut && <Tag tone="quiet">{t("menu.notNow")}</Tag>}
          {counted.length > 0 && (
            <Tag tone={counted.every((n) => n === 0) ? "bad" : "quiet"}>
              {t("menu.left", { n: f.number(counted.reduce((a, b) => a + b, 0)) })}
            </Tag>
          )}
        </span>
      </div>
      <span className="lw-num st-price">{several ? t("menu.from", { price }) : price}</span>
      <SoldOut store={store} of={of} name={name} />
    </li>
  );
}

/** One tap takes an item off sale. It shows at once; a refusal puts it back and says why. */
function SoldOut({ store, of, name }: { store: string; of: Item; name: string }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const show = (out: boolean) =>
    queries.setQueryData<Menu>(
      menuKey(store),
      (m) => m && { ...m, items: m.items.map((i) => (i.id === of.id ? { ...i, soldOut: out } : i)) },
    );
  const turn = useMutation({
    mutationFn: (out: boolean) => api.setSoldOut(store, of.id, out),
    onMutate: async (out) => {
      await queries.cancelQueries({ queryKey: menuKey(store) });
      show(out);
    },
    onSuccess: (_, out) => toast(t(out ? "menu.nowOut" : "menu.backIn", { name })),
    onError: (e, out) => {
      show(!out);
      toast(t("menu.notChanged", { name, why: faultText(e, f) }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: menuKey(store) }),
  });
  return (
    <button
      type="button"
      role="switch"
      className="st-soldout"
      aria-checked={of.soldOut}
      aria-label={t("menu.soldOutOf", { name })}
      aria-disabled={turn.isPending || undefined}
      onClick={() => !turn.isPending && turn.mutate(!of.soldOut)}
    >
      <span className="lw-small">{t("menu.soldOut")}</span>
      <span className="lw-switch" data-on={of.soldOut} />
    </button>
  );
}
