import { api, type App } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { Panel } from "../../shared/screen";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import { AppFields, bodyOf, type Draft } from "./form";
import { appKey, AppFrame } from "./frame";

export function AppSettings() {
  return (
    <AppFrame>
      {(a) => (
        <>
          <Edit key={a.id} app={a} />
          <Moves app={a} />
        </>
      )}
    </AppFrame>
  );
}

function Edit({ app }: { app: App }) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  const [draft, setDraft] = useState<Draft>({
    name: app.name,
    products: app.products,
    redirects: app.redirects.join("\n"),
    notifyUrl: app.notifyUrl ?? "",
  });
  const save = useMutation({
    mutationFn: () => api.editApp(app.id, bodyOf(draft)),
    onSuccess: async (a) => {
      queries.setQueryData(appKey(app.id), a);
      await queries.invalidateQueries({ queryKey: ["apps"] });
      toast(t("common.saved"));
    },
  });
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (draft.name.trim() && !save.isPending) save.mutate();
  };
  return (
    <Panel title={t("apps.settings")}>
      <form className="co-form" onSubmit={send} noValidate>
        <AppFields value={draft} onChange={setDraft} />
        <Refused error={save.error} />
        <div>
          <Button type="submit" busy={save.isPending} disabled={!draft.name.trim() || app.state === "deleted"}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Moves({ app }: { app: App }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const [to, setTo] = useState<App["state"]>();
  const move = useMutation({
    mutationFn: (s: App["state"]) => api.moveApp(app.id, s),
    onSuccess: async () => {
      await queries.invalidateQueries();
      toast(t("common.saved"));
      setTo(undefined);
    },
  });
  if (app.state === "deleted") return null;
  return (
    <Panel title={t("apps.service")}>
      <p className="lw-muted">{t(app.state === "online" ? "apps.onlineText" : "apps.pausedText")}</p>
      <div className="co-actions">
        <Button kind="plain" onClick={() => setTo(app.state === "online" ? "paused" : "online")}>
          {t(app.state === "online" ? "apps.pause" : "apps.resume")}
        </Button>
        <Button kind="danger" onClick={() => setTo("deleted")}>
          {t("apps.delete")}
        </Button>
      </div>
      {to && (
        <Ask
          title={t(`apps.ask.${to}`, { name: app.name })}
          text={t(`apps.askText.${to}`)}
          action={t(to === "online" ? "apps.resume" : to === "paused" ? "apps.pause" : "apps.delete")}
          danger={to !== "online"}
          busy={move.isPending}
          error={move.error ? faultText(move.error, f) : undefined}
          onYes={() => move.mutate(to)}
          onClose={() => setTo(undefined)}
        />
      )}
    </Panel>
  );
}
