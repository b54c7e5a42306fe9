import { Button } from "@livewell/ui";
import { useT, type Key } from "../../words";

/** Words that are often right, one press each. */
export function Often({ of, onPick }: { of: Key[]; onPick: (text: string) => void }) {
  const t = useT();
  return (
    <div className="st-often" role="group" aria-label={t("board.often")}>
      {of.map((k) => (
        <Button key={k} kind="soft" onClick={() => onPick(t(k))}>
          {t(k)}
        </Button>
      ))}
    </div>
  );
}
