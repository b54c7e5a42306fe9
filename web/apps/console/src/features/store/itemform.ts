import type { Hours, Item, ItemFields } from "@livewell/api/console";
import type { Key } from "../../words";

// A row has a key of its own: its id is missing while it is new, and its place moves.
export type VariantDraft = {
  key: string;
  id?: string;
  name: string;
  nameEn: string;
  price: string;
  barcode: string;
  weight: string;
  left: string;
  /** What the server said is left; only another number is sent. */
  had?: number;
};
export type OptionDraft = { key: string; id?: string; name: string; nameEn: string; adds: string; off: boolean };
export type GroupDraft = {
  key: string;
  id?: string;
  name: string;
  nameEn: string;
  min: string;
  max: string;
  options: OptionDraft[];
};
export type Draft = {
  section: string;
  code: string;
  name: string;
  nameEn: string;
  about: string;
  picture: string;
  allergens: string[];
  listed: boolean;
  hours: Hours | undefined;
  pos: number;
  variants: VariantDraft[];
  groups: GroupDraft[];
};

let rows = 0;
const key = () => `r${++rows}`;

export const newVariant = (): VariantDraft => ({
  key: key(),
  name: "",
  nameEn: "",
  price: "",
  barcode: "",
  weight: "",
  left: "",
});
export const newOption = (): OptionDraft => ({ key: key(), name: "", nameEn: "", adds: "", off: false });
export const newGroup = (): GroupDraft => ({
  key: key(),
  name: "",
  nameEn: "",
  min: "1",
  max: "1",
  options: [newOption(), newOption()],
});

/** A decimal text without the zeros that say nothing: "26.00" is "26", "2.50" stays. */
const shown = (amount: string) => amount.replace(/\.00$/, "");

export function draftOf(item: Item): Draft {
  return {
    section: item.section,
    code: item.code ?? "",
    name: item.name,
    nameEn: item.nameEn ?? "",
    about: item.about ?? "",
    picture: item.picture ?? "",
    allergens: item.allergens,
    listed: item.listed,
    hours: item.hours,
    pos: item.pos ?? 0,
    variants: item.skus.map((k) => ({
      key: key(),
      ...(k.id ? { id: k.id } : {}),
      name: k.name ?? "",
      nameEn: k.nameEn ?? "",
      price: shown(k.price.amount),
      barcode: k.barcode ?? "",
      weight: k.weight ? String(k.weight) : "",
      left: k.left === undefined ? "" : String(k.left),
      ...(k.left === undefined ? {} : { had: k.left }),
    })),
    groups: item.groups.map((g) => ({
      key: key(),
      ...(g.id ? { id: g.id } : {}),
      name: g.name,
      nameEn: g.nameEn ?? "",
      min: String(g.min),
      max: String(g.max),
      options: g.choices.map((c) => ({
        key: key(),
        ...(c.id ? { id: c.id } : {}),
        name: c.name,
        nameEn: c.nameEn ?? "",
        adds: /[1-9]/.test(c.adds.amount) ? shown(c.adds.amount) : "",
        off: c.off ?? false,
      })),
    })),
  };
}

export const emptyDraft = (section: string, pos: number): Draft => ({
  section,
  code: "",
  name: "",
  nameEn: "",
  about: "",
  picture: "",
  allergens: [],
  listed: true,
  hours: undefined,
  pos,
  variants: [newVariant()],
  groups: [],
});

/** An amount as typed, zero allowed: "12.5" is "12.50"; undefined: it is none. */
export function priceOf(typed: string): string | undefined {
  const m = /^(\d{1,7})(?:\.(\d{0,2}))?$/.exec(typed.trim().replace("。", "."));
  return m ? `${BigInt(m[1] ?? "0")}.${(m[2] ?? "").padEnd(2, "0")}` : undefined;
}

const cny = (amount: string) => ({ amount, currency: "CNY" as const });
const count = (typed: string) => (/^\d{1,8}$/.test(typed.trim()) ? Number(typed) : undefined);
const text = <K extends string>(name: K, v: string) => (v.trim() ? ({ [name]: v.trim() } as Record<K, string>) : {});

/** What is wrong, by the key of the row and the name of the field: "r3.price". */
export type Faults = Record<string, Key>;

export function faultsOf(d: Draft): Faults {
  const out: Faults = {};
  const named = (v: string) => v.trim().length >= 1 && v.trim().length <= 60;
  if (!named(d.name)) out.name = "item.needName";
  for (const v of d.variants) {
    if (d.variants.length > 1 && !named(v.name)) out[`${v.key}.name`] = "item.needName";
    if (priceOf(v.price) === undefined) out[`${v.key}.price`] = "item.needPrice";
    const grams = count(v.weight);
    if (v.weight.trim() && (grams === undefined || grams < 1 || grams > 100_000))
      out[`${v.key}.weight`] = "item.needWeight";
    const n = count(v.left);
    if (v.left.trim() === "" && v.had !== undefined) out[`${v.key}.left`] = "item.keepLeft";
    else if (v.left.trim() !== "" && (n === undefined || n > 10_000_000)) out[`${v.key}.left`] = "item.needLeft";
  }
  for (const g of d.groups) {
    const [min, max] = [count(g.min), count(g.max)];
    if (!named(g.name)) out[`${g.key}.name`] = "item.needName";
    if (g.options.length === 0) out[`${g.key}.options`] = "item.needOptions";
    if (min === undefined || max === undefined || max < 1 || max < min || min > g.options.length || max > 50)
      out[`${g.key}.max`] = "item.needLimits";
    for (const o of g.options) {
      if (!named(o.name)) out[`${o.key}.name`] = "item.needName";
      if (o.adds.trim() && priceOf(o.adds) === undefined) out[`${o.key}.adds`] = "item.needPrice";
    }
  }
  return out;
}

/**
 * What is sent of a draft without faults. Stock goes along only where its number
 * was changed: buyers took some since the form was opened, and the old number
 * would put those back.
 */
export function payloadOf(d: Draft): ItemFields {
  const one = d.variants.length === 1;
  return {
    section: d.section,
    name: d.name.trim(),
    ...text("code", d.code),
    ...text("nameEn", d.nameEn),
    ...text("about", d.about),
    ...text("picture", d.picture),
    allergens: d.allergens,
    listed: d.listed,
    pos: d.pos,
    ...(d.hours ? { hours: d.hours } : {}),
    skus: d.variants.map((v) => {
      const n = count(v.left);
      return {
        ...(v.id ? { id: v.id } : {}),
        ...(one && !v.name.trim() ? {} : { ...text("name", v.name), ...text("nameEn", v.nameEn) }),
        ...text("barcode", v.barcode),
        ...(v.weight.trim() ? { weight: count(v.weight) ?? 0 } : {}),
        price: cny(priceOf(v.price) ?? "0.00"),
        ...(n !== undefined && n !== v.had ? { left: n } : {}),
      };
    }),
    groups: d.groups.map((g) => ({
      ...(g.id ? { id: g.id } : {}),
      name: g.name.trim(),
      ...text("nameEn", g.nameEn),
      min: count(g.min) ?? 0,
      max: count(g.max) ?? 1,
      choices: g.options.map((o) => ({
        ...(o.id ? { id: o.id } : {}),
        name: o.name.trim(),
        ...text("nameEn", o.nameEn),
        adds: cny(priceOf(o.adds) ?? "0.00"),
        ...(o.off ? { off: true } : {}),
      })),
    })),
  };
}

/** The fields of the draft that the server's schema refused: "body.skus[1].price" is of row 1. */
export function placeOf(d: Draft, at: string): string | undefined {
  const m = /^body\.(\w+)(?:\[(\d+)\])?(?:\.(\w+))?(?:\[(\d+)\])?(?:\.(\w+))?/.exec(at);
  if (!m) return undefined;
  const [, top, n, sub, m2, leaf] = m;
  if (top === "skus") {
    const row = d.variants[Number(n)];
    return row && `${row.key}.${sub === "nameEn" ? "name" : (sub ?? "name")}`;
  }
  if (top === "groups") {
    const g = d.groups[Number(n)];
    if (sub !== "choices" || m2 === undefined) return g && `${g.key}.${sub === "min" ? "max" : (sub ?? "name")}`;
    const o = g?.options[Number(m2)];
    return o && `${o.key}.${leaf === "adds" ? "adds" : "name"}`;
  }
  return top;
}
