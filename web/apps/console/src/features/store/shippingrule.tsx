import { Button, Field, IconButton, Search, Sheet } from "@livewell/ui";
import { useState } from "react";
import { Check } from "../../shared/fields";
import { Panel } from "../../shared/screen";
import { useT } from "../../words";
import { useNamed } from "./names";
import { findPlaces, type Charge, type Place, type RuleDraft, type RuleFaults } from "./shippingform";

type Props = {
  of: RuleDraft;
  no: number;
  charge: Charge;
  places: Place[];
  taken: string[]; // regions of the other rules
  faults: RuleFaults;
  onChange: (next: Partial<RuleDraft>) => void;
  onDrop: (() => void) | undefined;
};

/** What sending to some regions costs. */
export function Rule({ of, no, charge, places, taken, faults, onChange, onDrop }: Props) {
  const t = useT();
  const named = useNamed();
  const [picking, setPicking] = useState(false);
  const field = (name: "first" | "fee" | "next" | "more" | "free") => ({
    value: of[name],
    onChange: (e: { target: { value: string } }) => onChange({ [name]: e.target.value }),
    error: faults[name] && t(faults[name]),
  });
  const regions = of.regions.map((code) => {
    const p = places.find((x) => x.code === code);
    return { code, name: p ? named(p.zh, p.en) : code };
  });
  return (
    <Panel
      title={t("shipping.rule", { n: no })}
      end={onDrop && <IconButton icon="close" label={t("shipping.drop", { n: no })} onClick={onDrop} />}
    >
      <div className="lw-stack" role="group" aria-label={t("shipping.rule", { n: no })}>
        {regions.length === 0 ? (
          <p>{t("shipping.elsewhere")}</p>
        ) : (
          <ul className="st-regions" aria-label={t("shipping.regions")}>
            {regions.map((r) => (
              <li key={r.code}>
                <span translate="no">{r.name}</span>
                <IconButton
                  icon="close"
                  label={t("shipping.dropRegion", { name: r.name })}
                  onClick={() => onChange({ regions: of.regions.filter((x) => x !== r.code) })}
                />
              </li>
            ))}
          </ul>
        )}
        {faults.regions && (
          <p className="lw-error" role="alert">
            {t(faults.regions)}
          </p>
        )}
        <p>
          <Button kind="soft" aria-label={t("shipping.pickFor", { n: no })} onClick={() => setPicking(true)}>
            {t("shipping.pick")}
          </Button>
        </p>
        <Check label={t("shipping.never")} on={of.never} onChange={(never) => onChange({ never })} />
        {!of.never && (
          <>
            <div className="st-pair">
              <Field label={t(`shipping.first.${charge}`)} inputMode="numeric" maxLength={7} {...field("first")} />
              <Field label={t("shipping.fee")} inputMode="decimal" maxLength={10} {...field("fee")} />
              <Field label={t(`shipping.next.${charge}`)} inputMode="numeric" maxLength={7} {...field("next")} />
              <Field label={t("shipping.more")} inputMode="decimal" maxLength={10} {...field("more")} />
            </div>
            <Field
              label={t("shipping.free")}
              hint={t("shipping.freeHint")}
              inputMode="decimal"
              maxLength={10}
              {...field("free")}
            />
          </>
        )}
      </div>
      {picking && (
        <Pick
          places={places.filter((p) => !taken.includes(p.code))}
          of={of.regions}
          onChange={(list) => onChange({ regions: list })}
          onClose={() => setPicking(false)}
        />
      )}
    </Panel>
  );
}

type PickProps = { places: Place[]; of: string[]; onChange: (regions: string[]) => void; onClose: () => void };

/** Ticks regions: provinces at first, cities as they are looked for. */
function Pick({ places, of, onChange, onClose }: PickProps) {
  const t = useT();
  const named = useNamed();
  const [typed, setTyped] = useState("");
  const found = findPlaces(places, typed);
  return (
    <Sheet title={t("shipping.pick")} onClose={onClose}>
      <div className="lw-stack">
        <Search label={t("shipping.find")} value={typed} onChange={setTyped} />
        {found.length === 0 && <p className="lw-muted">{t("shipping.noneFound")}</p>}
        <div className="st-ticks" role="group" aria-label={t("shipping.regions")}>
          {found.map((p) => (
            <Check
              key={p.code}
              label={named(p.zh, p.en)}
              hint={p.of && named(p.of.zh, p.of.en)}
              on={of.includes(p.code)}
              onChange={(on) => onChange(on ? [...of, p.code] : of.filter((x) => x !== p.code))}
            />
          ))}
        </div>
        <div className="co-dialogend">
          <Button onClick={onClose}>{t("shipping.done")}</Button>
        </div>
      </div>
    </Sheet>
  );
}
