import { useFormat } from "@livewell/i18n";
import { Button, Field, Notice } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent, type RefObject, type SyntheticEvent } from "react";
import { Check } from "../../shared/fields";
import { FormSheet } from "../../shared/dialogs";
import { useT } from "../../words";
import { useFocusKept } from "./focuskept";
import { Own, useNamed } from "./names";
import { enough, find, isMemberCode, isPayCode, typed, type Line, type Shelf, type Sold } from "./shelf";
import { tillsKey } from "./tillsending";

type Props = {
  field: RefObject<HTMLInputElement | null>;
  shelf: Shelf;
  store: string;
  locked: boolean;
  onAdd: (l: Omit<Line, "key">) => void;
  onEmpty: () => void;
  onStep: (by: number) => void;
  onPayCode: (code: string) => void;
  onMember: (code: string) => void;
};

/** Takes what a scanner types, or what a cashier does: a code, or a part of a name. */
export function Scan({ field, shelf, store, locked, onAdd, onEmpty, onStep, onPayCode, onMember }: Props) {
  const t = useT();
  const named = useNamed();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [told, setTold] = useState("");
  const [many, setMany] = useState<{ qty: number; of: Sold[] }>();
  const [asking, setAsking] = useState<{ qty: number; of: Sold }>();
  useFocusKept(field);
  const take = (s: Sold, qty: number) => {
    setMany(undefined);
    if (s.ware.soldOut) return setTold(t("register.soldOut", { name: named(s.ware.name, s.ware.nameEn) }));
    if (s.ware.groups.length > 0) return setAsking({ qty, of: s });
    onAdd({ sku: s.sku.id, choices: [], qty });
    field.current?.focus();
  };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    const now = text.trim();
    setText("");
    setTold("");
    setMany(undefined);
    if (!now) return onEmpty();
    if (isPayCode(now)) return onPayCode(now.replace(/\s/g, ""));
    if (locked) return;
    if (isMemberCode(now)) return onMember(now.replace(/\s/g, ""));
    const { qty, code } = typed(now);
    const found = find(shelf, code);
    if (found.length > 1) return setMany({ qty, of: found });
    const [only] = found;
    if (only) return take(only, qty);
    setTold(t("register.unknown", { text: code }));
    void queries.invalidateQueries({ queryKey: tillsKey(store) }); // it may be new
  };
  const key = (e: KeyboardEvent) => {
    if (text !== "" || (e.key !== "+" && e.key !== "-")) return;
    e.preventDefault();
    onStep(e.key === "+" ? 1 : -1);
  };
  return (
    <div className="rg-scan">
      <form className="rg-form" onSubmit={submit} noValidate>
        <Field
          ref={field}
          label={t("register.scan")}
          hint={t("register.scanHint")}
          value={text}
          maxLength={60}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onKeyDown={key}
          onChange={(e) => setText(e.target.value)}
        />
        <Button type="submit" kind="soft">
          {t("register.add")}
        </Button>
      </form>
      <div role="status">{told && <Notice tone="warn">{told}</Notice>}</div>
      {many && <Many of={many.of} onPick={(s) => take(s, many.qty)} />}
      {asking && (
        <Options
          of={asking.of}
          onDone={(choices) => {
            onAdd({ sku: asking.of.sku.id, choices, qty: asking.qty });
            setAsking(undefined);
            field.current?.focus();
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}

function Many({ of, onPick }: { of: Sold[]; onPick: (s: Sold) => void }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  return (
    <ul className="rg-many" aria-label={t("register.several")}>
      {of.map((s, i) => (
        <li key={s.sku.id}>
          <button type="button" className="lw-button plain" autoFocus={i === 0} onClick={() => onPick(s)}>
            <span>
              <Own>{named(s.ware.name, s.ware.nameEn)}</Own>{" "}
              {s.sku.name && (
                <span className="lw-muted">
                  <Own>{named(s.sku.name, s.sku.nameEn)}</Own>
                </span>
              )}
            </span>
            <span className="lw-num">{f.money(s.sku.price)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Options({ of, onDone, onClose }: { of: Sold; onDone: (ids: string[]) => void; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const { groups } = of.ware;
  // The first that can be had, where one must be chosen.
  const [ids, setIds] = useState(() =>
    groups.flatMap((g) =>
      g.choices
        .filter((c) => !c.off)
        .slice(0, g.min)
        .map((c) => c.id),
    ),
  );
  const ok = groups.every((g) => enough(g, ids));
  return (
    <FormSheet
      title={named(of.ware.name, of.ware.nameEn)}
      action={t("register.add")}
      busy={false}
      error={undefined}
      disabled={!ok}
      onSubmit={() => onDone(ids)}
      onClose={onClose}
    >
      {groups.map((g, n) => {
        const pick = (id: string, on: boolean) => {
          const others = ids.filter((x) => x !== id && (g.max > 1 || !g.choices.some((c) => c.id === x)));
          setIds(on ? [...others, id] : others);
        };
        return (
          <fieldset key={n} className="rg-options">
            <legend>
              <Own>{named(g.name, g.nameEn)}</Own>{" "}
              <span className="lw-muted">
                {g.min === g.max
                  ? t("register.choose", { n: g.min })
                  : t("register.chooseUpTo", { min: g.min, max: g.max })}
              </span>
            </legend>
            {g.choices
              .filter((c) => !c.off)
              .map((c) => (
                <div key={c.id} translate="no">
                  <Check
                    label={`${named(c.name, c.nameEn)}${c.adds.amount === "0.00" ? "" : ` ${f.signed(c.adds)}`}`}
                    on={ids.includes(c.id)}
                    onChange={(on) => pick(c.id, on)}
                  />
                </div>
              ))}
          </fieldset>
        );
      })}
    </FormSheet>
  );
}
