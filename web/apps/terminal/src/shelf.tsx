import { useFormat, useLanguage } from "@livewell/i18n";
import { Button, Empty, Search } from "@livewell/ui";
import { useRef, useEffect, useState, type SyntheticEvent } from "react";
import { cny, priceOf, type Line } from "./away";
import type { Goods } from "./last";
import { useT } from "./words";

type Item = Goods["items"][number];
type Sku = Item["skus"][number];
type Picked = { key: string; name: string; line: Line };

type Props = { menu: Goods | undefined; locked: boolean; onSell: (lines: Line[]) => void };

/** The menu as it was read last, for a register without a network. */
export function Shelf({ menu, locked, onSell }: Props) {
  const t = useT();
  const f = useFormat();
  const en = useLanguage() === "en";
  const [find, setFind] = useState("");
  const [picked, setPicked] = useState<Picked[]>([]);
  const [asking, setAsking] = useState<{ item: Item; sku: Sku }>();
  if (!menu)
    return (
      <main className="tm-shelf">
        <Empty icon="warn" title={t("shelf.none")} />
      </main>
    );
  const named = (x: { name?: string; nameEn?: string }) => (en && x.nameEn) || x.name || "";
  const nameOf = (item: Item, sku: Sku) => [named(item), named(sku)].filter(Boolean).join(" ");
  const add = (item: Item, sku: Sku, choices: string[]) => {
    const line = { sku: sku.id ?? "", choices, count: 1, price: sku.price };
    const p = priceOf(menu, line);
    if (!p) return;
    const key = [line.sku, ...choices].join();
    const had = picked.find((x) => x.key === key);
    if (had) return step(key, 1);
    setPicked([...picked, { key, name: nameOf(item, sku), line: { ...line, price: cny(p.unit) } }]);
  };
  const step = (key: string, by: number) =>
    setPicked(
      picked.flatMap((x) => {
        const count = x.key === key ? x.line.count + by : x.line.count;
        return count > 0 ? [{ ...x, line: { ...x.line, count } }] : [];
      }),
    );
  const word = find.trim().toLowerCase();
  const shown = menu.items
    .filter((i) => i.available && [i.name, i.nameEn ?? ""].some((n) => n.toLowerCase().includes(word)))
    .flatMap((item) => item.skus.map((sku) => ({ item, sku })));
  return (
    <main className="tm-shelf">
      <h2>{t("shelf.title")}</h2>
      <Search label={t("shelf.find")} value={find} onChange={setFind} />
      <ul className="tm-goods" aria-label={t("shelf.title")}>
        {shown.map(({ item, sku }) => (
          <li key={sku.id}>
            <button
              type="button"
              className="lw-button plain block"
              onClick={() => (item.groups.length > 0 ? setAsking({ item, sku }) : add(item, sku, []))}
            >
              <span translate="no">{nameOf(item, sku)}</span> <span className="lw-num">{f.money(sku.price)}</span>
            </button>
          </li>
        ))}
      </ul>
      <ul className="tm-picked" aria-label={t("shelf.list")}>
        {picked.map((x) => (
          <li key={x.key}>
            <span translate="no">{x.name}</span>
            <Button kind="soft" aria-label={t("shelf.less", { name: x.name })} onClick={() => step(x.key, -1)}>
              −
            </Button>
            <span className="lw-num">{f.number(x.line.count)}</span>
            <Button kind="soft" aria-label={t("shelf.more", { name: x.name })} onClick={() => step(x.key, 1)}>
              +
            </Button>
          </li>
        ))}
      </ul>
      <Button block disabled={locked || picked.length === 0} onClick={() => onSell(picked.map((x) => x.line))}>
        {t("shelf.sell")}
      </Button>
      {asking && (
        <Choices
          of={asking.item}
          name={nameOf(asking.item, asking.sku)}
          onDone={(ids) => {
            add(asking.item, asking.sku, ids);
            setAsking(undefined);
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </main>
  );
}

type ChoicesProps = { of: Item; name: string; onDone: (ids: string[]) => void; onClose: () => void };

function Choices({ of, name, onDone, onClose }: ChoicesProps) {
  const t = useT();
  const f = useFormat();
  const en = useLanguage() === "en";
  const box = useRef<HTMLDialogElement>(null);
  const [ids, setIds] = useState<string[]>([]);
  useEffect(() => box.current?.showModal(), []);
  const enough = of.groups.every((g) => {
    const n = g.choices.filter((c) => ids.includes(c.id ?? "")).length;
    return n >= g.min && n <= g.max;
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (enough) onDone(ids);
  };
  return (
    <dialog ref={box} className="tm-dialog" aria-labelledby="choices" onCancel={onClose}>
      <form className="lw-stack" onSubmit={submit}>
        <h2 id="choices" translate="no">
          {name}
        </h2>
        {of.groups.map((g) => (
          <fieldset key={g.id ?? g.name} className="tm-choices">
            <legend translate="no">{(en && g.nameEn) || g.name}</legend>
            {g.choices.map((c) => {
              const id = c.id ?? "";
              const others = g.choices.map((x) => x.id ?? "");
              const pick = (on: boolean) =>
                setIds([...ids.filter((x) => (g.max === 1 ? !others.includes(x) : x !== id)), ...(on ? [id] : [])]);
              return (
                <label key={id}>
                  <input
                    type={g.max === 1 ? "radio" : "checkbox"}
                    name={g.id ?? g.name}
                    checked={ids.includes(id)}
                    onChange={(e) => pick(e.target.checked)}
                  />
                  <span translate="no">{(en && c.nameEn) || c.name}</span>
                  <span className="lw-num">+{f.money(c.adds)}</span>
                </label>
              );
            })}
          </fieldset>
        ))}
        <Button type="submit" block disabled={!enough}>
          {t("shelf.add")}
        </Button>
        <Button kind="plain" block onClick={onClose}>
          {t("pay.back")}
        </Button>
      </form>
    </dialog>
  );
}
