import { useT } from "@livewell/i18n";
import { IconButton } from "@livewell/ui";

/** How many people come. */
export function People({ party, most, onChange }: { party: number; most: number; onChange: (n: number) => void }) {
  const t = useT();
  return (
    <div className="app-people">
      <span>{t("queue.party")}</span>
      <span className="app-count">
        <IconButton icon="minus" label={t("queue.fewer")} disabled={party <= 1} onClick={() => onChange(party - 1)} />
        <output>{party}</output>
        <IconButton icon="plus" label={t("queue.more")} disabled={party >= most} onClick={() => onChange(party + 1)} />
      </span>
    </div>
  );
}
