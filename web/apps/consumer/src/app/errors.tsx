import { useT } from "@livewell/i18n";
import { Empty, Page } from "@livewell/ui";
import { GoLink } from "../shared/nav";
import { Failed } from "../shared/states";

/** An address of ours that leads nowhere. It repeats nothing of the address. */
export function NotFound() {
  const t = useT();
  return (
    <Page title={t("lost.title")}>
      <Empty icon="help" title={t("lost.title")}>
        <p>{t("lost.text")}</p>
        <GoLink to="/">{t("lost.home")}</GoLink>
      </Empty>
    </Page>
  );
}

export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useT();
  return (
    <Page
      title={t("broken.title")}
      foot={
        <GoLink block kind="soft" to="/">
          {t("lost.home")}
        </GoLink>
      }
    >
      <Failed error={error} onRetry={reset} />
    </Page>
  );
}
