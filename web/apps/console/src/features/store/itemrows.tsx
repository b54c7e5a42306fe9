import { Button, Field, IconButton } from "@livewell/ui";
import { Check } from "../../shared/fields";
import { Panel } from "../../shared/screen";
import { useT } from "../../words";
import {
  newGroup,
  newOption,
  newVariant,
  type Draft,
  type GroupDraft,
  type OptionDraft,
  type VariantDraft,
} from "./itemform";

/** A part of the form of an item. */
export type Rows = {
  draft: Draft;
  set: (next: Partial<Draft>) => void;
  error: (name: string) => string | undefined;
};

const put = <R extends { key: string }>(list: R[], key: string, next: Partial<R>): R[] =>
  list.map((r) => (r.key === key ? { ...r, ...next } : r));
const drop = <R extends { key: string }>(list: R[], key: string): R[] => list.filter((r) => r.key !== key);

function Wrong({ error }: { error: string | undefined }) {
  if (!error) return null;
  return (
    <p className="lw-error" role="alert" data-fault tabIndex={-1}>
      {error}
    </p>
  );
}

export function Variants({ rows: { draft, set, error } }: { rows: Rows }) {
  const t = useT();
  const list = draft.variants;
  const change = (variants: VariantDraft[]) => set({ variants });
  return (
    <Panel title={t("item.variants")}>
      <p className="lw-hint">{t("item.variantsHint")}</p>
      {list.map((v, i) => {
        const field = (name: "name" | "nameEn" | "price" | "barcode" | "weight" | "left") => ({
          value: v[name],
          onChange: (e: { target: { value: string } }) => change(put(list, v.key, { [name]: e.target.value })),
          error: error(`${v.key}.${name}`),
        });
        return (
          <fieldset key={v.key} className="co-group st-row">
            <legend className={list.length > 1 ? undefined : "lw-hide"}>{t("item.variantNo", { n: i + 1 })}</legend>
            <div className="st-variant">
              <Field label={t("item.name")} required={list.length > 1} maxLength={60} {...field("name")} />
              <Field label={t("item.nameEn")} lang="en" maxLength={60} {...field("nameEn")} />
              <Field label={t("item.price")} required inputMode="decimal" maxLength={10} {...field("price")} />
              <Field
                label={t("item.left")}
                inputMode="numeric"
                maxLength={8}
                hint={i === 0 ? t("item.leftHint") : undefined}
                {...field("left")}
              />
              <Field label={t("item.barcode")} inputMode="numeric" maxLength={40} {...field("barcode")} />
              <Field
                label={t("item.weight")}
                inputMode="numeric"
                maxLength={6}
                hint={i === 0 ? t("item.weightHint") : undefined}
                {...field("weight")}
              />
              {list.length > 1 && (
                <IconButton
                  icon="close"
                  label={t("item.dropVariant", { n: i + 1 })}
                  onClick={() => change(drop(list, v.key))}
                />
              )}
            </div>
          </fieldset>
        );
      })}
      <Wrong error={error("skus")} />
      {list.length < 50 && (
        <p>
          <Button kind="soft" onClick={() => change([...list, newVariant()])}>
            {t("item.addVariant")}
          </Button>
        </p>
      )}
    </Panel>
  );
}

export function Groups({ rows: { draft, set, error } }: { rows: Rows }) {
  const t = useT();
  const list = draft.groups;
  const change = (groups: GroupDraft[]) => set({ groups });
  return (
    <Panel title={t("item.groups")}>
      <p className="lw-hint">{t("item.groupsHint")}</p>
      {list.map((g, i) => (
        <Group
          key={g.key}
          n={i + 1}
          of={g}
          error={error}
          onChange={(next) => change(put(list, g.key, next))}
          onDrop={() => change(drop(list, g.key))}
        />
      ))}
      <Wrong error={error("groups")} />
      {list.length < 20 && (
        <p>
          <Button kind="soft" onClick={() => change([...list, newGroup()])}>
            {t("item.addGroup")}
          </Button>
        </p>
      )}
    </Panel>
  );
}

type Group = {
  n: number;
  of: GroupDraft;
  error: Rows["error"];
  onChange: (next: Partial<GroupDraft>) => void;
  onDrop: () => void;
};

function Group({ n, of, error, onChange, onDrop }: Group) {
  const t = useT();
  const options = (next: OptionDraft[]) => onChange({ options: next });
  const field = (name: "name" | "nameEn" | "min" | "max") => ({
    value: of[name],
    onChange: (e: { target: { value: string } }) => onChange({ [name]: e.target.value }),
    error: error(`${of.key}.${name}`),
  });
  return (
    <fieldset className="co-group st-group">
      <legend>{t("item.groupNo", { n })}</legend>
      <div className="st-grouphead">
        <Field label={t("item.groupName")} required maxLength={60} {...field("name")} />
        <Field label={t("item.nameEn")} lang="en" maxLength={60} {...field("nameEn")} />
        <Field label={t("item.min")} inputMode="numeric" maxLength={2} {...field("min")} />
        <Field label={t("item.max")} inputMode="numeric" maxLength={2} {...field("max")} />
        <IconButton icon="close" label={t("item.dropGroup", { n })} onClick={onDrop} />
      </div>
      <ul className="st-options">
        {of.options.map((o, i) => (
          <Option
            key={o.key}
            n={i + 1}
            of={o}
            error={error}
            onChange={(next) => options(put(of.options, o.key, next))}
            onDrop={() => options(drop(of.options, o.key))}
          />
        ))}
      </ul>
      <Wrong error={error(`${of.key}.options`)} />
      {of.options.length < 50 && (
        <p>
          <Button kind="link" onClick={() => options([...of.options, newOption()])}>
            {t("item.addOption")}
          </Button>
        </p>
      )}
    </fieldset>
  );
}

type Option = {
  n: number;
  of: OptionDraft;
  error: Rows["error"];
  onChange: (next: Partial<OptionDraft>) => void;
  onDrop: () => void;
};

function Option({ n, of, error, onChange, onDrop }: Option) {
  const t = useT();
  const field = (name: "name" | "nameEn" | "adds") => ({
    value: of[name],
    onChange: (e: { target: { value: string } }) => onChange({ [name]: e.target.value }),
    error: error(`${of.key}.${name}`),
  });
  return (
    <li className="st-option">
      <Field label={t("item.optionNo", { n })} required maxLength={60} {...field("name")} />
      <Field label={t("item.nameEn")} lang="en" maxLength={60} {...field("nameEn")} />
      <Field label={t("item.adds")} inputMode="decimal" maxLength={10} {...field("adds")} />
      <Check label={t("item.offNow")} on={of.off} onChange={(off) => onChange({ off })} />
      <IconButton icon="close" label={t("item.dropOption", { n })} onClick={onDrop} />
    </li>
  );
}
