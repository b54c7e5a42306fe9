import { api } from "@livewell/api";
import { faultText, scopeText, useFormat, useT } from "@livewell/i18n";
import { Avatar, Button, Card, Icon, List, Notice, Row } from "@livewell/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useName } from "../../shared/name";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** The page of our own on which a person says who they are in a partner's host, and what a program there may know. */
export function Connect({ host, app, scopes }: { host: string; app: string; scopes: string }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const asked = useQuery({
    queryKey: ["connect", host, app, scopes],
    queryFn: async () => ({ host: await api.host(host), of: await api.miniConsent(app, scopes) }),
    gcTime: 0,
  });
  const answer = useMutation({
    mutationFn: async () => {
      const missing = asked.data?.of.missing ?? [];
      if (missing.length)
        await api.giveMiniConsent(
          app,
          missing.map(({ scope, version }) => ({ scope, version })),
        );
      return scopes ? "" : (await api.connectHost(host)).code;
    },
    onSuccess: (code) => {
      // Only a frame of our own hears it: one within a page that the host may show us in.
      const opener = window.opener as Window | null;
      if (code) opener?.postMessage({ livewell: "connected", code }, location.origin);
      window.close();
    },
  });
  return (
    <SubPage title={t("mini.connectTitle", { host: asked.data ? name(asked.data.host) : "" })}>
      <Shown of={asked}>
        {({ host: h, of }) => (
          <>
            <div className="app-hello" style={{ paddingTop: "1rem" }}>
              <Avatar seed={app} size={72} />
              <h2 className="lw-break">{of.name}</h2>
            </div>
            <Card>{t("mini.connectWants", { host: name(h), name: of.name })}</Card>
            {of.missing.length > 0 && (
              <List>
                {of.missing.map((p) => {
                  const words = scopeText(p.text);
                  return (
                    <Row key={p.scope} icon={p.sensitive ? "warn" : "check"} title={words.title} note={words.text} />
                  );
                })}
              </List>
            )}
            {answer.error && <Notice tone="bad">{faultText(answer.error, f)}</Notice>}
            {answer.isSuccess && <Notice icon="check">{t("mini.connected", { host: name(h) })}</Notice>}
            <Button block busy={answer.isPending} onClick={() => answer.mutate()}>
              <Icon name="check" size={20} />
              {scopes ? t("mini.allow") : t("mini.connect")}
            </Button>
            <Button kind="plain" block onClick={() => window.close()}>
              {t("common.cancel")}
            </Button>
          </>
        )}
      </Shown>
    </SubPage>
  );
}
