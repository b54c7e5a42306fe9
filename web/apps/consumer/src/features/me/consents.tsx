import { api } from "@livewell/api";
import { faultText, scopeText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Empty, IconButton, List, ListHead, Row } from "@livewell/ui";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

type Taking = { text: string; run: () => Promise<unknown> };

/** What apps may know, and how to take it back. */
export function Consents() {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [taking, setTaking] = useState<Taking>();
  const consents = useQuery({ queryKey: ["consents"], queryFn: api.consents });
  const take = useMutation({
    mutationFn: (x: Taking) => x.run(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["consents"] });
      setTaking(undefined);
    },
  });
  return (
    <SubPage title={t("consents.title")} above="/me">
      <Shown of={consents}>
        {(c) =>
          c.items.length === 0 ? (
            <Empty icon="apps" title={t("consents.none")} />
          ) : (
            c.items.map((app) => (
              <section key={app.app} className="lw-stack">
                <ListHead>{app.name || t("consents.gone")}</ListHead>
                <List>
                  {app.permissions.map((p) => {
                    const words = scopeText(p.text);
                    return (
                      <Row
                        key={p.scope}
                        title={words.title}
                        note={`${words.text} ${t("consents.since", { at: f.day(p.at) })}`}
                        extra={
                          <IconButton
                            icon="close"
                            label={t("consents.take", { what: words.title })}
                            onClick={() =>
                              setTaking({ text: words.title, run: () => api.withdrawConsent(app.app, p.scope) })
                            }
                          />
                        }
                      />
                    );
                  })}
                </List>
                <Button
                  kind="danger"
                  block
                  onClick={() =>
                    setTaking({ text: app.name || t("consents.gone"), run: () => api.withdrawConsents(app.app) })
                  }
                >
                  {t("consents.takeAll")}
                </Button>
              </section>
            ))
          )
        }
      </Shown>
      <History />
      {taking && (
        <Ask
          title={t("consents.ask")}
          text={taking.text}
          action={t("consents.yes")}
          danger
          busy={take.isPending}
          error={take.error ? faultText(take.error, f) : undefined}
          onYes={() => take.mutate(taking)}
          onClose={() => setTaking(undefined)}
        />
      )}
    </SubPage>
  );
}

function History() {
  const t = useT();
  const f = useFormat();
  const list = useInfiniteQuery({
    queryKey: ["consents", "history"],
    queryFn: ({ pageParam }) => api.consentHistory(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const items = list.data?.pages.flatMap((p) => p.items) ?? [];
  if (items.length === 0) return null;
  return (
    <>
      <ListHead>{t("consents.history")}</ListHead>
      <List>
        {items.map((x) => (
          <Row
            key={x.id}
            title={`${x.name || t("consents.gone")}: ${scopeText(x.scope).title}`}
            note={f.dateTime(x.at)}
            extra={t(`consents.act.${x.act}`)}
          />
        ))}
      </List>
      {list.hasNextPage && (
        <Button kind="soft" block busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </>
  );
}
