import { api, type Ranking } from "@livewell/api";
import { useT, type Key } from "@livewell/i18n";
import { Card } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** The rule that lists of offers are in order by, as the server runs it. */
export function RankingPage() {
  const t = useT();
  const ranking = useQuery({ queryKey: ["ranking"], queryFn: api.ranking, staleTime: Infinity });
  return (
    <SubPage title={t("ranking.title")}>
      <Shown of={ranking}>{(r) => <Inside of={r} />}</Shown>
    </SubPage>
  );
}

const known = ["near", "liked", "quick", "proven"];

function Inside({ of }: { of: Ranking }) {
  const t = useT();
  return (
    <>
      <Card>
        <p>{t("ranking.blind")}</p>
      </Card>
      <Card>
        <h2>{t("ranking.counts")}</h2>
        <ul className="app-ranking">
          {of.parts.map((p) => (
            <li key={p.name}>
              <span className="app-ranking-head">
                <strong>{known.includes(p.name) ? t(`ranking.part.${p.name}` as Key) : p.name}</strong>
                <span className="lw-num">{t("ranking.weight", { n: p.weight })}</span>
              </span>
              <span className="app-ranking-bar" style={{ inlineSize: `${p.weight}%` }} />
              <span className="lw-small lw-muted">
                {known.includes(p.name) ? t(`ranking.rule.${p.name}` as Key) : p.rule}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <Card>
        <h2>{t("ranking.fair")}</h2>
        <p>{t("ranking.fairText", { first: of.first, least: of.least })}</p>
        <p>{t("ranking.openText")}</p>
        <p>{t("ranking.daysText", { days: of.days })}</p>
        <p className="lw-small lw-muted">
          {t("ranking.model")} <code translate="no">{of.model}</code>
        </p>
      </Card>
    </>
  );
}
