import { api, type City } from "@livewell/api";
import { faultText, useFormat, useLanguage, useT } from "@livewell/i18n";
import { Empty, Search, useToast } from "@livewell/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { useChoose, useCity } from "../../shared/city";
import { SubPage, useBack } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { Here } from "./here";
import { byLetter, some } from "./list";
import { CityRow, Letters, Tiles } from "./rows";

type Picking = { pick: (c: City) => void; current: string };

export function CityPage() {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const back = useBack("/");
  const [typed, setTyped] = useState("");
  const query = useDeferredValue(typed.trim());
  const city = useCity();
  const choose = useChoose(back);
  const pick = (c: City) => choose.mutate(c.code, { onError: (e) => toast(faultText(e, f)) });
  const current = city.data?.city.code ?? "";
  const found = useRef<HTMLDivElement>(null);
  return (
    <SubPage title={t("city.title")}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          found.current?.querySelector("button")?.focus(); // Enter once more takes the best one
        }}
      >
        <Search label={t("city.search")} value={typed} onChange={setTyped} />
      </form>
      {query ? (
        <div ref={found}>
          <Found query={query} pick={pick} current={current} />
        </div>
      ) : (
        <div className="app-lettered lw-stack">
          <Here of={city.data} pick={pick} />
          <Tiles title={t("city.recent")} of={city.data?.recent ?? []} current={current} pick={pick} />
          <Everything pick={pick} current={current} />
        </div>
      )}
    </SubPage>
  );
}

function Everything({ pick, current }: Picking) {
  const t = useT();
  const chinese = useLanguage() === "zh";
  const all = useQuery({ queryKey: ["cities", ""], queryFn: () => api.cities(), staleTime: 60_000 });
  const groups = useMemo(() => byLetter(all.data?.items ?? [], chinese), [all.data, chinese]);
  return (
    <Shown of={all}>
      {({ items, hot }) => (
        <>
          <Tiles title={t("city.hot")} of={some(items, hot)} current={current} pick={pick} />
          <Letters groups={groups} current={current} pick={pick} />
        </>
      )}
    </Shown>
  );
}

function Found({ query, pick, current }: Picking & { query: string }) {
  const t = useT();
  const found = useQuery({
    queryKey: ["cities", query],
    queryFn: () => api.cities(query),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return (
    <Shown of={found}>
      {({ items }) => (
        <>
          <p role="status" className="lw-hide">
            {t("city.found", { count: items.length })}
          </p>
          {items.length ? (
            <ul className="lw-list" aria-label={t("city.all")}>
              {items.map((c) => (
                <CityRow key={c.code} city={c} current={c.code === current} pick={pick} />
              ))}
            </ul>
          ) : (
            <Empty icon="search" title={t("city.none")}>
              <p>{t("city.noneHint")}</p>
            </Empty>
          )}
        </>
      )}
    </Shown>
  );
}
