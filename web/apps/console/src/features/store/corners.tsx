import type { Point } from "@livewell/api/console";
import { IconButton } from "@livewell/ui";
import { useState } from "react";
import { useT } from "../../words";
import { LEAST, movedCorner, pointOf, spotOf, withCornerAfter, withoutCorner } from "./geometry";

type Props = { centre: Point; ring: Point[]; onChange: (ring: Point[]) => void };

/** The border as numbers: for who reads it aloud, or has it from somewhere else. */
export function Corners({ centre, ring, onChange }: Props) {
  const t = useT();
  return (
    <table className="st-corners">
      <thead>
        <tr>
          <th scope="col">{t("areas.cornerHead")}</th>
          <th scope="col">{t("areas.eastHead")}</th>
          <th scope="col">{t("areas.northHead")}</th>
          <th scope="col">{t("common.actions")}</th>
        </tr>
      </thead>
      <tbody>
        {ring.map((p, i) => {
          const s = spotOf(centre, p);
          return (
            <tr key={i}>
              <th scope="row">{i + 1}</th>
              <td>
                <Km
                  label={t("areas.eastOf", { n: i + 1 })}
                  metres={s.x}
                  onChange={(x) => onChange(movedCorner(ring, i, pointOf(centre, { ...s, x })))}
                />
              </td>
              <td>
                <Km
                  label={t("areas.northOf", { n: i + 1 })}
                  metres={s.y}
                  onChange={(y) => onChange(movedCorner(ring, i, pointOf(centre, { ...s, y })))}
                />
              </td>
              <td>
                <IconButton
                  icon="plus"
                  label={t("areas.insert", { n: i + 1 })}
                  onClick={() => onChange(withCornerAfter(ring, i))}
                />
                <IconButton
                  icon="close"
                  label={t("areas.dropCornerNo", { n: i + 1 })}
                  aria-disabled={ring.length <= LEAST || undefined}
                  onClick={() => onChange(withoutCorner(ring, i))}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Kilometres with two decimals. While it is typed in, it keeps what was typed. */
function Km({ label, metres, onChange }: { label: string; metres: number; onChange: (metres: number) => void }) {
  const [typed, setTyped] = useState<string>();
  return (
    <input
      className="lw-input"
      inputMode="decimal"
      aria-label={label}
      maxLength={8}
      value={typed ?? (Math.round(metres / 10) / 100).toFixed(2)}
      onChange={(e) => {
        setTyped(e.target.value);
        const km = /^-?\d{1,3}(\.\d{1,3})?$/.test(e.target.value.trim()) ? Number(e.target.value) : NaN;
        if (Math.abs(km) <= 100) onChange(km * 1000);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
