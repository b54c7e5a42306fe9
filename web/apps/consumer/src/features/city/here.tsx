import type { City, CityChoice } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Icon, ListHead, Notice } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { locate, NoPosition, positionQuery } from "../../shared/city";
import { CityRow } from "./rows";

/** The row of the position. The browser is asked on a tap, or where it was allowed before. */
export function Here({ of, pick }: { of: CityChoice | undefined; pick: (c: City) => void }) {
  const t = useT();
  const queries = useQueryClient();
  const position = useQuery(positionQuery);
  const find = useMutation({
    mutationFn: locate,
    onSuccess: (p) => queries.setQueryData(positionQuery.queryKey, p),
  });
  const here = of?.here;
  const busy = find.isPending || (!!position.data && !of);
  return (
    <section className="lw-stack">
      <ListHead>{t("city.here")}</ListHead>
      <ul className="lw-list">
        {here ? (
          <CityRow city={here} icon="place" current={here.code === of.city.code} pick={pick} />
        ) : (
          <li>
            <button type="button" className="lw-row" aria-busy={busy} onClick={() => busy || find.mutate()}>
              <span className="lw-row-icon">
                <Icon name="place" size={22} />
              </span>
              <span className="lw-row-text">
                <span>{busy ? t("city.locating") : t("city.locate")}</span>
                {!busy && <span className="lw-row-note">{t("city.locateHint")}</span>}
              </span>
            </button>
          </li>
        )}
      </ul>
      <div role="status" className="app-told">
        {find.error && (
          <Notice tone="warn">
            {find.error instanceof NoPosition && find.error.denied ? t("city.denied") : t("city.failed")}
          </Notice>
        )}
        {!find.error && position.data && of && !here && <Notice>{t("city.nowhere")}</Notice>}
      </div>
    </section>
  );
}
