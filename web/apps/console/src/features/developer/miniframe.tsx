import { api, type App } from "@livewell/api/console";
import { Notice } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useT } from "../../words";
import { AppFrame } from "./frame";

export const miniKey = (app: string) => ["mini", app] as const;

/** The pages of an app's mini program. */
export function MiniFrame({ children }: { children: (app: App) => ReactNode }) {
  return <AppFrame>{(app) => <Inside app={app}>{children(app)}</Inside>}</AppFrame>;
}

function Inside({ app, children }: { app: App; children: ReactNode }) {
  const t = useT();
  const state = useQuery({ queryKey: [...miniKey(app.id), "state"], queryFn: () => api.mini(app.id) });
  const params = { id: app.id };
  return (
    <>
      <nav className="co-tabs" aria-label={t("mini.pages")}>
        <Link to="/apps/$id/mini" params={params} activeOptions={{ exact: true, includeSearch: false }}>
          {t("mini.versions")}
        </Link>
        <Link to="/apps/$id/mini/numbers" params={params} activeOptions={{ includeSearch: false }}>
          {t("mini.numbers")}
        </Link>
        <Link to="/apps/$id/mini/entry" params={params}>
          {t("mini.entry")}
        </Link>
        <Link to="/apps/$id/mini/access" params={params}>
          {t("mini.access")}
        </Link>
      </nav>
      {state.data?.stopped && (
        <Notice tone="bad" icon="warn">
          {t("mini.stopped", { reason: state.data.reason ?? "" })}
        </Notice>
      )}
      {children}
    </>
  );
}
