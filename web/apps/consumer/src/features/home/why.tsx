import { api, type FeedCard } from "@livewell/api";
import { useFormat, useT, type Key } from "@livewell/i18n";
import { List, Sheet, SwitchRow } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useName } from "../../shared/name";

/** Why a card is shown: the place, the time, and what counted for where it stands. */
export function Why({
  card,
  far,
  personal,
  onClose,
}: {
  card: FeedCard;
  far: string;
  personal: boolean | undefined;
  onClose: () => void;
}) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: api.setPersonalFeed,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["feed"] }),
  });
  const kind = t(`storeKind.${card.category}` as Key);
  const on = set.isPending ? set.variables : (personal ?? false);
  return (
    <Sheet title={t("why.title", { name: name(card) })} onClose={onClose}>
      <div className="lw-stack">
        <ul className="app-why">
          <li>
            {card.delivers && card.fee ? t("why.delivers", { far, fee: f.money(card.fee) }) : t("why.fetched", { far })}
          </li>
          <li>{t("why.open")}</li>
          {card.why.map((w) => (
            <li key={w.factor}>
              {t(`why.factor.${w.factor}`, { kind })} <strong>{t("why.share", { share: f.number(w.share) })}</strong>
            </li>
          ))}
        </ul>
        <p className="lw-muted lw-small">{t("why.rule")}</p>
        {personal !== undefined && (
          <List>
            <SwitchRow
              title={t("why.personal")}
              note={t("why.personalNote")}
              on={on}
              disabled={set.isPending}
              onChange={(v) => set.mutate(v)}
            />
          </List>
        )}
      </div>
    </Sheet>
  );
}
