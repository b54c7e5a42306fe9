import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Card } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";

/** Where each step is done: most of them in the console, which fits a phone too. */
const places = {
  code: "",
  first_order: "",
  hours: "/console/stores/new",
  photo: "/console/stores",
  items: "/console/stores",
  orders: "/console/stores",
  offer: "/console/stores",
  reply: "/console/stores",
  card: "/console/card",
  licence: "/console/licence",
} as const;

/** How far a shop is online, and the one thing that helps most now. */
export function Maturity({ shop }: { shop: string }) {
  const t = useT();
  const f = useFormat();
  const maturity = useQuery({ queryKey: ["maturity", shop], queryFn: () => api.maturity(shop) });
  if (!maturity.data) return null;
  const { score, steps } = maturity.data;
  const next = steps.find((s) => !s.done);
  const place = next && places[next.key];
  return (
    <Card>
      <p className="lw-muted" id="maturity">
        {t("coder.maturity.title")}
      </p>
      <p className="lw-total">{t("coder.maturity.score", { score: f.number(score) })}</p>
      <progress className="app-score" aria-labelledby="maturity" max={100} value={score} />
      {next && (
        <p>
          {t("coder.maturity.next", { points: f.number(next.points) })}{" "}
          {place ? <a href={place}>{t(`coder.maturity.step.${next.key}`)}</a> : t(`coder.maturity.step.${next.key}`)}
        </p>
      )}
    </Card>
  );
}
