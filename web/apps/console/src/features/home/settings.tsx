import type { HomeBanner, HomeBlock, HomeText } from "@livewell/api/console";
import { Button, Field } from "@livewell/ui";
import { Check, Select } from "../../shared/fields";
import { useT } from "../../words";
import { kindsOf, toggled } from "./blocks";

/** One text in both languages. */
export function Texts({
  label,
  hint,
  of,
  max,
  onChange,
}: {
  label: string;
  hint?: string;
  of: HomeText;
  max: number;
  onChange: (t: HomeText) => void;
}) {
  const t = useT();
  return (
    <fieldset className="co-group">
      <legend>{label}</legend>
      <div className="co-pair">
        <Field
          label={t("layouts.zh")}
          lang="zh-CN"
          maxLength={max}
          value={of.zh}
          onChange={(e) => onChange({ ...of, zh: e.target.value })}
        />
        <Field
          label={t("layouts.en")}
          lang="en"
          maxLength={max * 2}
          value={of.en}
          onChange={(e) => onChange({ ...of, en: e.target.value })}
        />
      </div>
      {hint && <p className="lw-hint">{hint}</p>}
    </fieldset>
  );
}

function Amount({
  label,
  value,
  min,
  max,
  onChange,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (n: number) => void;
}) {
  return (
    <Field
      label={label}
      type="number"
      min={min}
      max={max}
      value={value}
      onChange={(e) => onChange(Math.max(min, Math.min(max, Number(e.target.value) || min)))}
    />
  );
}

const quicks = ["scan", "paycode", "receive", "transfer"] as const;
const links = ["collect", "cards", "bills"] as const;

/** What can be set of a block, by its kind. */
export function Settings({ block: b, onChange }: { block: HomeBlock; onChange: (part: Partial<HomeBlock>) => void }) {
  const t = useT();
  const { quick, wealth, apps, strip, banners, shelf, recent, feed, notice } = b;
  if (quick)
    return (
      <fieldset className="co-group">
        <legend>{t("layouts.shows")}</legend>
        <div className="co-checks">
          {quicks.map((x) => (
            <Check
              key={x}
              label={t(`layouts.quick.${x}`)}
              on={quick.items.includes(x)}
              onChange={(on) => onChange({ quick: { items: toggled(quick.items, x, on, quicks) } })}
            />
          ))}
        </div>
      </fieldset>
    );
  if (wealth)
    return (
      <fieldset className="co-group">
        <legend>{t("layouts.shows")}</legend>
        <div className="co-checks">
          {links.map((x) => (
            <Check
              key={x}
              label={t(`layouts.links.${x}`)}
              on={wealth.links.includes(x)}
              onChange={(on) => onChange({ wealth: { links: toggled(wealth.links, x, on, links) } })}
            />
          ))}
        </div>
      </fieldset>
    );
  if (apps)
    return (
      <Amount
        label={t("layouts.mostApps")}
        value={apps.most}
        min={0}
        max={19}
        onChange={(most) => onChange({ apps: { most } })}
      />
    );
  if (strip)
    return (
      <>
        <Texts
          label={t("layouts.text")}
          hint={t("layouts.stripHint")}
          of={strip.text}
          max={60}
          onChange={(text) => onChange({ strip: { ...strip, text } })}
        />
        <To value={strip.to ?? ""} onChange={(to) => onChange({ strip: { ...strip, to } })} />
      </>
    );
  if (banners) return <Banners items={banners.items} onChange={(items) => onChange({ banners: { items } })} />;
  if (shelf)
    return (
      <>
        <Stores value={shelf.stores} onChange={(stores) => onChange({ shelf: { ...shelf, stores } })} />
        <Amount
          label={t("layouts.mostThings")}
          value={shelf.most}
          min={2}
          max={12}
          onChange={(most) => onChange({ shelf: { ...shelf, most } })}
        />
      </>
    );
  if (recent)
    return (
      <Amount
        label={t("layouts.mostBills")}
        value={recent.most}
        min={1}
        max={10}
        onChange={(most) => onChange({ recent: { most } })}
      />
    );
  if (feed) return <Stores value={feed.stores} onChange={(stores) => onChange({ feed: { stores } })} />;
  if (notice)
    return (
      <>
        <Texts
          label={t("layouts.text")}
          of={notice.text}
          max={200}
          onChange={(text) => onChange({ notice: { ...notice, text } })}
        />
        <Check
          label={t("layouts.contactless")}
          on={notice.contactless}
          onChange={(contactless) => onChange({ notice: { ...notice, contactless } })}
        />
      </>
    );
  return <p className="lw-muted">{t("layouts.unknownText")}</p>;
}

function To({ value, onChange }: { value: string; onChange: (v: string) => void }) {
  const t = useT();
  return (
    <Field
      label={t("layouts.to")}
      maxLength={200}
      value={value}
      onChange={(e) => onChange(e.target.value)}
      hint={t("layouts.toHint")}
    />
  );
}

function Stores({ value, onChange }: { value: string[]; onChange: (v: string[]) => void }) {
  const t = useT();
  // Uncontrolled: while somebody types a comma the list is not yet what is meant.
  return (
    <Field
      label={t("layouts.stores")}
      maxLength={220}
      defaultValue={value.join(", ")}
      onChange={(e) => onChange(kindsOf(e.target.value))}
      hint={t("layouts.storesHint")}
    />
  );
}

function Banners({ items, onChange }: { items: HomeBanner[]; onChange: (items: HomeBanner[]) => void }) {
  const t = useT();
  const edit = (i: number, part: Partial<HomeBanner>) =>
    onChange(items.map((b, j) => (i === j ? { ...b, ...part } : b)));
  return (
    <>
      {items.map((b, i) => (
        <fieldset key={i} className="co-group co-banner">
          <legend>{t("layouts.banner", { n: i + 1 })}</legend>
          <Select
            label={t("layouts.label")}
            hint={t("layouts.labelHint")}
            value={b.label}
            onPick={(label) => edit(i, { label })}
            options={(["notice", "ad"] as const).map((x) => ({ value: x, label: t(`layouts.labels.${x}`) }))}
          />
          <Texts label={t("layouts.blockTitle")} of={b.title} max={30} onChange={(title) => edit(i, { title })} />
          <Texts label={t("layouts.text")} of={b.text} max={60} onChange={(text) => edit(i, { text })} />
          <Field
            label={t("layouts.picture")}
            maxLength={200}
            value={b.picture ?? ""}
            onChange={(e) => edit(i, { picture: e.target.value })}
            hint={t("layouts.pictureHint")}
          />
          <To value={b.to ?? ""} onChange={(to) => edit(i, { to })} />
          {items.length > 1 && (
            <Button kind="plain" onClick={() => onChange(items.filter((_, j) => j !== i))}>
              {t("layouts.removeBanner", { n: i + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      {items.length < 8 && (
        <Button
          kind="plain"
          onClick={() => onChange([...items, { label: "notice", title: { zh: "", en: "" }, text: { zh: "", en: "" } }])}
        >
          {t("layouts.addBanner")}
        </Button>
      )}
    </>
  );
}
