import { Empty } from "@livewell/ui";
import { GoLink } from "../shared/links";
import { Screen } from "../shared/screen";
import { Failed } from "../shared/states";
import { useT } from "../words";

/** An address of ours that leads nowhere. It repeats nothing of the address. */
export function NotFound() {
  const t = useT();
  return (
    <Screen title={t("lost.title")}>
      <Empty icon="help" title={t("lost.text")}>
        <GoLink to="/">{t("lost.home")}</GoLink>
      </Empty>
    </Screen>
  );
}

export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useT();
  return (
    <Screen title={t("broken.title")}>
      <Failed error={error} onRetry={reset} />
    </Screen>
  );
}
