import { api, type App } from "@livewell/api/console";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Mono, Tag, type Tone } from "../../shared/bits";
import { useParam } from "../../shared/filters";
import { Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { useT } from "../../words";

const tones: Record<App["state"], Tone> = { online: "good", paused: "warn", deleted: "quiet" };

export function AppState({ of }: { of: App["state"] }) {
  const t = useT();
  return <Tag tone={tones[of]}>{t(`apps.state.${of}`)}</Tag>;
}

export const appKey = (id: string) => ["app", id] as const;

/** The pages of one app, with the way from one to the other. */
export function AppFrame({ children }: { children: (app: App) => ReactNode }) {
  const t = useT();
  const id = useParam("id");
  const app = useQuery({ queryKey: appKey(id), queryFn: () => api.app(id) });
  return (
    <Screen
      title={app.data?.name ?? t("apps.one")}
      lead={
        <span className="co-line">
          <Mono>{id}</Mono>
          {app.data && <AppState of={app.data.state} />}
          {app.data?.sandbox && <Tag tone="warn">{t("apps.sandbox")}</Tag>}
        </span>
      }
    >
      <nav className="co-tabs" aria-label={t("apps.pages")}>
        <Link to="/apps/$id" params={{ id }} activeOptions={{ exact: true }}>
          {t("apps.settings")}
        </Link>
        <Link to="/apps/$id/keys" params={{ id }}>
          {t("keys.title")}
        </Link>
        {(app.data?.kind === "mini" || app.data?.sandbox) && (
          <Link to="/apps/$id/mini" params={{ id }}>
            {t("mini.title")}
          </Link>
        )}
        <Link to="/apps/$id/notifications" params={{ id }}>
          {t("notes.title")}
        </Link>
        <Link to="/apps/$id/requests" params={{ id }}>
          {t("requests.title")}
        </Link>
        <Link to="/apps/$id/usage" params={{ id }}>
          {t("usage.title")}
        </Link>
      </nav>
      <Shown of={app}>{children}</Shown>
    </Screen>
  );
}
