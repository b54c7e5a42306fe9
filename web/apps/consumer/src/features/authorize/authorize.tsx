import { api, type AskedLink } from "@livewell/api";
import { faultText, scopeText, useFormat, useT } from "@livewell/i18n";
import { Avatar, Button, Card, Icon, List, Notice, Row } from "@livewell/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** A third-party app asks to know something. The person says yes or no, and goes back to it. */
export function Authorize({ link }: { link: AskedLink }) {
  const t = useT();
  const f = useFormat();
  const asked = useQuery({
    queryKey: ["authorization", link],
    queryFn: () => api.authorization(link),
    gcTime: 0,
    retry: false,
  });
  const answer = useMutation({
    mutationFn: (yes: boolean) =>
      yes
        ? api.approve({
            ...link,
            agreed: (asked.data?.missing ?? []).map((p) => ({ scope: p.scope, version: p.version })),
          })
        : api.deny(link),
    onSuccess: (go) => location.assign(go.redirect),
  });
  return (
    <SubPage title={t("authorize.title")}>
      <Shown of={asked}>
        {(a) => (
          <>
            <div className="app-hello" style={{ paddingTop: "1rem" }}>
              <Avatar seed={a.app_id} size={72} />
              <h2 className="lw-break">{a.name}</h2>
              {a.sandbox && <span className="lw-tag warn">{t("authorize.sandbox")}</span>}
            </div>
            {a.missing.length > 0 ? (
              <>
                <p>{t("authorize.wants", { name: a.name })}</p>
                <List>
                  {a.missing.map((p) => {
                    const words = scopeText(p.text);
                    return (
                      <Row
                        key={p.scope}
                        icon={p.sensitive ? "warn" : "check"}
                        tone={p.sensitive ? "warn" : undefined}
                        title={words.title}
                        note={words.text}
                      />
                    );
                  })}
                </List>
              </>
            ) : (
              <Card>{t("authorize.nothingNew", { name: a.name })}</Card>
            )}
            <Notice icon="shield">{t("authorize.back", { host: a.host })}</Notice>
            {answer.error && <Notice tone="bad">{faultText(answer.error, f)}</Notice>}
            <Button block busy={answer.isPending || answer.isSuccess} onClick={() => answer.mutate(true)}>
              <Icon name="check" size={20} />
              {t("authorize.yes")}
            </Button>
            <Button kind="plain" block onClick={() => !answer.isPending && answer.mutate(false)}>
              {t("authorize.no")}
            </Button>
            <p className="lw-small lw-muted lw-centre">{t("authorize.later")}</p>
          </>
        )}
      </Shown>
    </SubPage>
  );
}
