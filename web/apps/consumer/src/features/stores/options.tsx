import type { Item } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, IconButton, Sheet } from "@livewell/ui";
import { useId, useState } from "react";
import { unitOf, type Chosen } from "../../shared/basket";
import { useName } from "../../shared/name";

type Group = Item["groups"][number];

/** The choices that a group needs and has not yet. */
export const lacks = (g: Group, choices: string[]) => {
  const n = g.choices.filter((c) => choices.includes(c.id ?? "")).length;
  return n < g.min || n > g.max;
};

/** What an item comes with: a variant, and choices of its groups. */
export function Options({
  item,
  onChosen,
  onClose,
}: {
  item: Item;
  onChosen: (line: Chosen, qty: number) => void;
  onClose: () => void;
}) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const [sku, setSku] = useState(item.skus.find((s) => s.left !== 0) ?? item.skus[0]);
  const [choices, setChoices] = useState<string[]>([]);
  const [qty, setQty] = useState(1);
  const [asked, setAsked] = useState(false);
  if (!sku) return null;
  const missing = item.groups.filter((g) => lacks(g, choices));
  const unit = unitOf(item, sku, choices);
  const add = () => {
    if (missing.length) return setAsked(true);
    const all = item.groups.flatMap((g) => g.choices).filter((c) => choices.includes(c.id ?? ""));
    onChosen(
      {
        sku: sku.id ?? "",
        choices: all.map((c) => c.id ?? ""),
        qty,
        seen: unit,
        item: item.id,
        name: item.name,
        nameEn: item.nameEn,
        with: [sku.name ?? "", ...all.map((c) => c.name)].filter(Boolean),
        withEn: [sku.nameEn || sku.name || "", ...all.map((c) => c.nameEn || c.name)].filter(Boolean),
        picture: item.picture,
      },
      qty,
    );
  };
  return (
    <Sheet title={name(item)} onClose={onClose}>
      <div className="lw-stack">
        {item.skus.length > 1 && (
          <Pick
            legend={t("store.variant")}
            hint={t("store.chooseOne")}
            one
            options={item.skus.map((s) => ({
              id: s.id ?? "",
              text: name({ name: s.name ?? "", nameEn: s.nameEn }),
              end: f.money(s.price),
              off: s.left === 0,
            }))}
            value={[sku.id ?? ""]}
            onChange={([id]) => setSku(item.skus.find((s) => s.id === id) ?? sku)}
          />
        )}
        {item.groups.map((g) => (
          <Pick
            key={g.id}
            legend={name(g)}
            hint={
              g.min === 1 && g.max === 1
                ? t("store.chooseOne")
                : g.min > 0
                  ? t("store.chooseBetween", { min: g.min, max: g.max })
                  : t("store.chooseUpTo", { max: g.max })
            }
            one={g.min === 1 && g.max === 1}
            most={g.max}
            bad={asked && lacks(g, choices) ? t("store.needed") : undefined}
            options={g.choices.map((c) => ({
              id: c.id ?? "",
              text: name(c),
              end: /^0(\.0+)?$/.test(c.adds.amount) ? "" : f.signed(c.adds),
              off: Boolean(c.off),
            }))}
            value={choices.filter((id) => g.choices.some((c) => c.id === id))}
            onChange={(now) => setChoices([...choices.filter((id) => !g.choices.some((c) => c.id === id)), ...now])}
          />
        ))}
        <div className="app-bar">
          <span className="app-count">
            <IconButton
              icon="minus"
              label={t("store.less", { item: name(item) })}
              onClick={() => setQty(Math.max(1, qty - 1))}
            />
            <output>{qty}</output>
            <IconButton
              icon="plus"
              label={t("store.more", { item: name(item) })}
              onClick={() => setQty(Math.min(999, qty + 1))}
            />
          </span>
          <Button onClick={add}>{t("store.addFor", { amount: f.money(unit) })}</Button>
        </div>
      </div>
    </Sheet>
  );
}

type Option = { id: string; text: string; end: string; off: boolean };

function Pick({
  legend,
  hint,
  one = false,
  most = 1,
  bad,
  options,
  value,
  onChange,
}: {
  legend: string;
  hint: string;
  one?: boolean;
  most?: number;
  bad?: string | undefined;
  options: Option[];
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const t = useT();
  const id = useId();
  const toggle = (o: Option, on: boolean) => {
    if (one) return onChange([o.id]);
    onChange(on ? [...value, o.id] : value.filter((v) => v !== o.id));
  };
  return (
    <fieldset className="app-pick" aria-describedby={bad ? `${id}-bad` : undefined}>
      <legend>
        {legend} <span className="lw-muted lw-small">{hint}</span>
        {bad && (
          <span id={`${id}-bad`} className="lw-error" role="alert">
            {" "}
            {bad}
          </span>
        )}
      </legend>
      {options.map((o) => {
        const on = value.includes(o.id);
        return (
          <label key={o.id} className="app-option">
            <input
              type={one ? "radio" : "checkbox"}
              name={id}
              checked={on}
              disabled={o.off || (!one && !on && value.length >= most)}
              onChange={(e) => toggle(o, e.target.checked)}
            />
            <span className="lw-break">{o.text}</span>
            <span className="lw-muted">{o.off ? t("store.soldOut") : o.end}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
