import { useFormat } from "@livewell/i18n";
import { Empty, IconButton } from "@livewell/ui";
import { useEffect, useRef } from "react";
import { decimal } from "../../shared/amounts";
import { useT } from "../../words";
import { cny } from "./drawer";
import { Own, useNamed } from "./names";
import { priced, type Line, type Shelf } from "./shelf";

type Props = { of: Line[]; shelf: Shelf; onCount: (key: string, qty: number) => void };

/** The list of a sale while it is scanned; the last line is in sight. */
export function Running({ of, shelf, onCount }: Props) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // In braces: some browsers answer with a promise, which is no way to undo it.
    list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [of.length]);
  if (of.length === 0)
    return (
      <Empty icon="bag" title={t("register.empty")}>
        <p>{t("register.emptyText")}</p>
      </Empty>
    );
  return (
    <ul className="rg-lines" aria-label={t("register.list")} ref={list}>
      {of.map((l) => {
        const p = priced(shelf, l);
        const name = p ? named(p.ware.name, p.ware.nameEn) : l.sku;
        const more = p
          ? [...(p.sku.name ? [named(p.sku.name, p.sku.nameEn)] : []), ...p.chosen.map((c) => named(c.name, c.nameEn))]
          : [];
        return (
          <li key={l.key} className={p ? undefined : "gone"}>
            <span className="rg-what">
              <Own>{name}</Own>
              {more.length > 0 && (
                <span className="lw-muted">
                  <Own>{more.join(" · ")}</Own>
                </span>
              )}
              {!p && <span>{t("register.gone")}</span>}
            </span>
            <span className="lw-num lw-muted rg-unit">{p && f.money(cny(decimal(p.unit)))}</span>
            <span className="rg-step">
              <IconButton icon="minus" label={t("register.less", { name })} onClick={() => onCount(l.key, l.qty - 1)} />
              <strong className="lw-num">{f.number(l.qty)}</strong>
              <IconButton icon="plus" label={t("register.more", { name })} onClick={() => onCount(l.key, l.qty + 1)} />
            </span>
            <strong className="lw-num rg-sum">{p && f.money(cny(decimal(p.total)))}</strong>
            <IconButton icon="close" label={t("register.remove", { name })} onClick={() => onCount(l.key, 0)} />
          </li>
        );
      })}
    </ul>
  );
}
