import { api } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Avatar, Button, Card, Icon, List, Notice, Row } from "@livewell/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useName } from "../../shared/name";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** The page of our own on which a person lets a speaker order for them; to is the origin that hears of it. */
export function Talk({ host, to }: { host: string; to: string }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const asked = useQuery({ queryKey: ["host", host], queryFn: () => api.host(host), retry: false });
  const answer = useMutation({
    mutationFn: async () => (await api.connectHost(host, true)).code,
    onSuccess: (code) => {
      const opener = window.opener as Window | null;
      opener?.postMessage({ livewell: "connected", code }, to);
      window.close();
    },
  });
  return (
    <SubPage title={t("mini.talkTitle", { host: asked.data ? name(asked.data) : "" })}>
      <Shown of={asked}>
        {(h) => (
          <>
            <div className="app-hello" style={{ paddingTop: "1rem" }}>
              <Avatar seed={h.id} size={72} />
              <h2 className="lw-break">{name(h)}</h2>
            </div>
            <Card>{t("mini.talkText", { host: name(h) })}</Card>
            <List>
              <Row icon="warn" title={t("mini.talkReads")} note={t("mini.talkReadsNote")} />
              <Row icon="warn" title={t("mini.talkPin")} note={t("mini.talkPinNote")} />
              <Row icon="check" title={t("mini.talkNothing")} />
            </List>
            {answer.error && <Notice tone="bad">{faultText(answer.error, f)}</Notice>}
            {answer.isSuccess && <Notice icon="check">{t("mini.connected", { host: name(h) })}</Notice>}
            {h.origins.includes(to) ? (
              <Button block busy={answer.isPending} onClick={() => answer.mutate()}>
                <Icon name="check" size={20} />
                {t("mini.talk", { host: name(h) })}
              </Button>
            ) : (
              <Notice tone="bad">{t("mini.talkAway", { host: name(h) })}</Notice>
            )}
            <Button kind="plain" block onClick={() => window.close()}>
              {t("common.cancel")}
            </Button>
          </>
        )}
      </Shown>
    </SubPage>
  );
}
