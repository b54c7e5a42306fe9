import { Field } from "@livewell/ui";
import { Area, Check } from "../../shared/fields";
import { useT } from "../../words";

export const products = ["trade", "royalty", "preauth", "transfer", "agreement", "bill", "listing", "login"] as const;

export type Draft = { name: string; products: string[]; redirects: string; notifyUrl: string };

export const linesOf = (text: string) =>
  text
    .split("\n")
    .map((l) => l.trim())
    .filter(Boolean);

/** What the server takes: addresses one by one, an empty notify address not at all. */
export const bodyOf = (d: Draft) => ({
  name: d.name.trim(),
  products: d.products,
  redirects: linesOf(d.redirects),
  ...(d.notifyUrl.trim() ? { notifyUrl: d.notifyUrl.trim() } : {}),
});

export function AppFields({ value, onChange }: { value: Draft; onChange: (d: Draft) => void }) {
  const t = useT();
  const has = (p: string) => value.products.includes(p);
  const turn = (p: string) =>
    onChange({ ...value, products: has(p) ? value.products.filter((x) => x !== p) : [...value.products, p] });
  return (
    <>
      <Field
        label={t("apps.name")}
        required
        maxLength={40}
        value={value.name}
        onChange={(e) => onChange({ ...value, name: e.target.value })}
        hint={t("apps.nameHint")}
      />
      <fieldset className="co-group">
        <legend>{t("apps.products")}</legend>
        <div className="co-checks">
          {products.map((p) => (
            <Check
              key={p}
              label={t(`product.${p}`)}
              hint={t(`product.hint.${p}`)}
              on={has(p)}
              onChange={() => turn(p)}
            />
          ))}
        </div>
      </fieldset>
      <Field
        label={t("apps.notifyUrl")}
        type="url"
        inputMode="url"
        maxLength={512}
        value={value.notifyUrl}
        onChange={(e) => onChange({ ...value, notifyUrl: e.target.value })}
        hint={t("apps.notifyHint")}
      />
      <Area
        label={t("apps.redirects")}
        className="co-mono"
        rows={3}
        value={value.redirects}
        onChange={(e) => onChange({ ...value, redirects: e.target.value })}
        hint={t("apps.redirectsHint")}
      />
    </>
  );
}
