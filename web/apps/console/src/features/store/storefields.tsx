import { useToast, Button, Field, SwitchRow } from "@livewell/ui";
import { PictureField } from "../../shared/photo";
import { Area, Select } from "../../shared/fields";
import { useT } from "../../words";
import { Thumb, useCategoryName, useModeName, type Mode } from "./names";
import type { StoreDraft } from "./storeform";

/** A part of a form: what is written so far, how to change it, what is wrong with it. */
export type Part = {
  draft: StoreDraft;
  set: (next: Partial<StoreDraft>) => void;
  error: (name: keyof StoreDraft) => string | undefined;
};

type Text = "name" | "nameEn" | "address" | "phone" | "picture" | "lat" | "lng" | "within" | "making" | "packing";

/** What a text field needs to be one of the draft. */
export const bound = ({ draft, set, error }: Part, name: Text) => ({
  value: draft[name],
  onChange: (e: { target: { value: string } }) => set({ [name]: e.target.value }),
  error: error(name),
});

// The cities of the demo. A store elsewhere keeps the code that it has.
const towns = ["110000", "310000", "440100", "510100", "330600", "532900", "410300", "350500"] as const;

export function About({ part, categories, short }: { part: Part; categories: string[]; short?: boolean }) {
  const t = useT();
  const category = useCategoryName();
  const { draft, set } = part;
  const cities: { value: string; label: string }[] = towns.map((c) => ({ value: c, label: t(`town.${c}`) }));
  if (!cities.some((c) => c.value === draft.city))
    cities.unshift({ value: draft.city, label: t("town.other", { code: draft.city }) });
  return (
    <>
      <div className="st-pair">
        <Field label={t("store.name")} required maxLength={40} {...bound(part, "name")} />
        <Field label={t("store.nameEn")} maxLength={60} lang="en" {...bound(part, "nameEn")} />
      </div>
      <div className="st-pair">
        <Select
          label={t("store.kind")}
          value={draft.category}
          onPick={(v) => set({ category: v })}
          options={categories.map((c) => ({ value: c, label: category(c) }))}
        />
        <Select label={t("store.city")} value={draft.city} onPick={(v) => set({ city: v })} options={cities} />
      </div>
      <Field
        label={t("store.address")}
        required
        maxLength={100}
        autoComplete="street-address"
        {...bound(part, "address")}
      />
      {!short && (
        <>
          <Field label={t("store.phone")} type="tel" maxLength={20} {...bound(part, "phone")} />
          <Area
            label={t("store.aboutText")}
            maxLength={600}
            value={draft.about}
            onChange={(e) => set({ about: e.target.value })}
            error={part.error("about")}
          />
          <div className="st-picture">
            <Thumb src={draft.picture} size="large" />
            <PictureField label={t("store.picture")} value={draft.picture} onChange={(picture) => set({ picture })} />
          </div>
        </>
      )}
    </>
  );
}

export function Place({ part }: { part: Part }) {
  const t = useT();
  const toast = useToast();
  const locate = () => {
    const failed = () => toast(t("store.hereFailed"));
    if (!("geolocation" in navigator)) return failed();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => part.set({ lat: coords.latitude.toFixed(6), lng: coords.longitude.toFixed(6) }),
      failed,
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  };
  return (
    <fieldset className="co-group">
      <legend>{t("store.place")}</legend>
      <div className="st-place">
        <Field label={t("store.lat")} inputMode="decimal" required {...bound(part, "lat")} />
        <Field label={t("store.lng")} inputMode="decimal" required {...bound(part, "lng")} />
        <Button kind="plain" onClick={locate}>
          {t("store.here")}
        </Button>
      </div>
    </fieldset>
  );
}

const offered: Mode[] = ["takeaway", "pickup", "dinein", "voucher", "parcel"];

export function Modes({ part, untitled }: { part: Part; untitled?: boolean }) {
  const t = useT();
  const name = useModeName();
  const { modes } = part.draft;
  const error = part.error("modes");
  return (
    <fieldset className="co-group">
      <legend className={untitled ? "lw-hide" : undefined}>{t("store.modes")}</legend>
      <ul className="lw-list st-switches">
        {offered.map((m) => (
          <SwitchRow
            key={m}
            title={name(m)}
            note={t(`modeHint.${m}`)}
            on={modes.includes(m)}
            onChange={(on) => part.set({ modes: on ? [...modes, m] : modes.filter((x) => x !== m) })}
          />
        ))}
      </ul>
      {error && (
        <p className="lw-error" role="alert" data-fault tabIndex={-1}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function Terms({ part }: { part: Part }) {
  const t = useT();
  return (
    <>
      <ul className="lw-list st-switches">
        <SwitchRow
          title={t("store.auto")}
          note={t("store.autoHint")}
          on={part.draft.auto}
          onChange={(auto) => part.set({ auto })}
        />
      </ul>
      <div className="st-triple">
        <Field
          label={t("store.within")}
          inputMode="numeric"
          maxLength={3}
          hint={t("store.withinHint")}
          {...bound(part, "within")}
        />
        <Field
          label={t("store.making")}
          inputMode="numeric"
          maxLength={3}
          hint={t("store.makingHint")}
          {...bound(part, "making")}
        />
        <Field
          label={t("store.packing")}
          inputMode="decimal"
          maxLength={8}
          hint={t("store.packingHint")}
          {...bound(part, "packing")}
        />
      </div>
    </>
  );
}
