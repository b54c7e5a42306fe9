import { api } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Card, IconButton, List, ListHead, Row, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

type End = { title: string; text?: string; run: () => Promise<unknown> };

export function Devices() {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [ending, setEnding] = useState<End>();
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: api.sessions });
  const devices = useQuery({ queryKey: ["devices"], queryFn: api.devices });
  const end = useMutation({
    mutationFn: (e: End) => e.run(),
    onSuccess: async () => {
      await Promise.all(["sessions", "devices"].map((k) => queries.invalidateQueries({ queryKey: [k] })));
      setEnding(undefined);
      toast(t("devices.ended"));
    },
  });
  // A session names its device by number; the list of devices has the words.
  const nameOf = (id: string) => devices.data?.items.find((d) => d.id === id)?.name || t("devices.unknown");
  const here = <span className="lw-tag good">{t("devices.here")}</span>;
  return (
    <SubPage title={t("devices.title")} above="/me">
      <ListHead>{t("devices.sessions")}</ListHead>
      <Shown of={sessions}>
        {(s) => (
          <>
            <List>
              {s.items.map((x) => (
                <Row
                  key={x.id}
                  icon="phone"
                  title={nameOf(x.device)}
                  note={[
                    t(`devices.method.${x.method}`),
                    t(`devices.kind.${x.kind}`),
                    t("devices.seen", { at: f.short(x.seenAt) }),
                  ].join(" · ")}
                  extra={
                    x.current ? (
                      here
                    ) : (
                      <IconButton
                        icon="out"
                        label={t("devices.end", { name: nameOf(x.device) })}
                        onClick={() =>
                          setEnding({
                            title: t("devices.endAsk"),
                            text: nameOf(x.device),
                            run: () => api.endSession(x.id),
                          })
                        }
                      />
                    )
                  }
                />
              ))}
            </List>
            {s.items.length > 1 && (
              <Button
                kind="danger"
                block
                onClick={() => setEnding({ title: t("devices.endOthersAsk"), run: api.endOtherSessions })}
              >
                {t("devices.endOthers")}
              </Button>
            )}
          </>
        )}
      </Shown>
      <ListHead>{t("devices.known")}</ListHead>
      <p className="lw-muted lw-small">{t("devices.knownHint")}</p>
      <Shown of={devices}>
        {(d) =>
          d.items.length ? (
            <List>
              {d.items.map((x) => (
                <Row
                  key={x.id}
                  icon="phone"
                  title={x.name || t("devices.unknown")}
                  note={t("devices.since", { at: f.day(x.createdAt) })}
                  extra={
                    x.current ? (
                      here
                    ) : (
                      <IconButton
                        icon="close"
                        label={t("devices.forget", { name: x.name })}
                        onClick={() =>
                          setEnding({ title: t("devices.forgetAsk"), text: x.name, run: () => api.endDevice(x.id) })
                        }
                      />
                    )
                  }
                />
              ))}
            </List>
          ) : (
            <Card>{t("devices.none")}</Card>
          )
        }
      </Shown>
      {ending && (
        <Ask
          title={ending.title}
          text={ending.text ?? ""}
          action={t("devices.yes")}
          danger
          busy={end.isPending}
          error={end.error ? faultText(end.error, f) : undefined}
          onYes={() => end.mutate(ending)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </SubPage>
  );
}
