import { useT } from "@livewell/i18n";
import { Button, Icon } from "@livewell/ui";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { stay, stays, useChoose, useCity, useCityName } from "../../shared/city";

/** The city at the top left, and the way to another one. */
export function CityEntrance() {
  const t = useT();
  const name = useCityName();
  const { data } = useCity();
  const city = data ? name(data.city) : "";
  return (
    <Link to="/city" className="app-city" aria-label={city ? t("city.entrance", { city }) : t("city.title")}>
      <Icon name="place" size={20} />
      <span translate="no">{city || "…"}</span>
      <Icon name="down" size={14} />
    </Link>
  );
}

/** Asks where the position is not in the city that was chosen. It never switches by itself. */
export function SwitchCity() {
  const t = useT();
  const name = useCityName();
  const { data } = useCity();
  const [stayed, setStayed] = useState("");
  const choose = useChoose();
  const here = data?.here;
  if (!data?.ask || !here || stayed === here.code || stays(data.city, here)) return null;
  return (
    <section className="app-ask lw-card" role="status">
      <p>{t("city.ask", { here: name(here) })}</p>
      <div>
        <Button busy={choose.isPending} onClick={() => choose.mutate(here.code)}>
          {t("city.switch", { here: name(here) })}
        </Button>
        <Button
          kind="soft"
          onClick={() => {
            stay(data.city, here);
            setStayed(here.code);
          }}
        >
          {t("city.stay", { city: name(data.city) })}
        </Button>
      </div>
    </section>
  );
}
