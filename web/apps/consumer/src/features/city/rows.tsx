import type { City } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Icon, ListHead, type IconName } from "@livewell/ui";
import { useCityName } from "../../shared/city";

type Pick = (c: City) => void;

/** A city in a list. Its province tells it from another of the same name. */
export function CityRow({ city, icon, current, pick }: { city: City; icon?: IconName; current: boolean; pick: Pick }) {
  const name = useCityName();
  const province = name(city.province);
  return (
    <li>
      <button type="button" className="lw-row" aria-current={current || undefined} onClick={() => pick(city)}>
        {icon && (
          <span className="lw-row-icon">
            <Icon name={icon} size={22} />
          </span>
        )}
        <span className="lw-row-text" translate="no">
          {name(city)}
        </span>
        {province && province !== name(city) && (
          <span className="lw-row-extra lw-small" translate="no">
            {province}
          </span>
        )}
        {current && <Icon name="check" size={20} />}
      </button>
    </li>
  );
}

/** A few cities side by side. */
export function Tiles({ title, of, current, pick }: { title: string; of: City[]; current: string; pick: Pick }) {
  const name = useCityName();
  if (of.length === 0) return null;
  return (
    <section className="lw-stack">
      <ListHead>{title}</ListHead>
      <ul className="app-tiles">
        {of.map((c) => (
          <li key={c.code}>
            <button type="button" translate="no" aria-current={c.code === current || undefined} onClick={() => pick(c)}>
              {name(c)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Every city under its letter, with the letters at the side to go there. */
export function Letters({ groups, current, pick }: { groups: [string, City[]][]; current: string; pick: Pick }) {
  const t = useT();
  const go = (letter: string) => {
    const head = document.getElementById(`city-${letter}`);
    head?.scrollIntoView({ block: "start" });
    head?.focus({ preventScroll: true }); // the next city from there is one Tab away
  };
  return (
    <>
      <nav className="app-letters" aria-label={t("city.letters")}>
        {groups.map(([letter]) => (
          <button key={letter} type="button" translate="no" onClick={() => go(letter)}>
            {letter}
          </button>
        ))}
      </nav>
      <ListHead>{t("city.all")}</ListHead>
      <div className="lw-stack">
        {groups.map(([letter, cities]) => (
          <section key={letter}>
            <h3 id={`city-${letter}`} tabIndex={-1} translate="no">
              {letter}
            </h3>
            <ul className="lw-list" aria-labelledby={`city-${letter}`}>
              {cities.map((c) => (
                <CityRow key={c.code} city={c} current={c.code === current} pick={pick} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
