import { api, type Notification } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Mono, Tag, Time, type Tone } from "../../shared/bits";
import { Find, Select } from "../../shared/fields";
import { useFilters, useParam } from "../../shared/filters";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { AppFrame } from "./frame";

const states = ["pending", "done", "dead"] as const;
const tones: Record<Notification["state"], Tone> = { pending: "warn", done: "good", dead: "bad" };

export function NoteState({ of }: { of: Notification["state"] }) {
  const t = useT();
  return <Tag tone={tones[of]}>{t(`notes.state.${of}`)}</Tag>;
}

export function Notes() {
  const t = useT();
  const f = useFormat();
  const id = useParam("id");
  const queries = useQueryClient();
  const toast = useToast();
  const [now, set] = useFilters("state", "object");
  const [asking, setAsking] = useState(false);
  const state = states.find((s) => s === now.state);
  const filter = { ...(state ? { state } : {}), ...(now.object ? { object: now.object } : {}) };
  const again = useMutation({
    mutationFn: () => api.sendDeadAgain(id),
    onSuccess: async ({ count }) => {
      await queries.invalidateQueries({ queryKey: ["notes", id] });
      toast(t("notes.sentAgain", { count }));
      setAsking(false);
    },
  });
  return (
    <AppFrame>
      {() => (
        <>
          <div className="co-filters">
            <Find label={t("notes.find")} max={64} value={now.object ?? ""} onFind={(object) => set({ object })} />
            <Select
              label={t("notes.stateName")}
              value={state ?? ""}
              onPick={(v) => set({ state: v })}
              options={[
                { value: "", label: t("common.all") },
                ...states.map((s) => ({ value: s, label: t(`notes.state.${s}`) })),
              ]}
            />
            <Button kind="plain" onClick={() => setAsking(true)}>
              {t("notes.allAgain")}
            </Button>
          </div>
          <Listed
            queryKey={["notes", id, filter]}
            fetch={(cursor) => api.notifications(id, { ...filter, limit: 20, ...(cursor ? { cursor } : {}) })}
            empty={t("notes.none")}
            emptyHint={t("notes.noneHint")}
          >
            {(rows) => (
              <Table
                caption={t("notes.title")}
                rows={rows}
                id={(n) => n.id}
                columns={[
                  {
                    head: t("notes.id"),
                    main: true,
                    cell: (n) => (
                      <Link
                        to="/apps/$id/notifications/$note"
                        params={{ id, note: n.id }}
                        className="co-mono"
                        translate="no"
                      >
                        {n.id}
                      </Link>
                    ),
                  },
                  { head: t("notes.kind"), cell: (n) => n.kind },
                  { head: t("notes.object"), cell: (n) => <Mono>{n.object}</Mono> },
                  { head: t("notes.stateName"), cell: (n) => <NoteState of={n.state} /> },
                  { head: t("notes.tries"), end: true, cell: (n) => f.number(n.tries) },
                  { head: t("notes.next"), cell: (n) => (n.next ? <Time at={n.next} /> : t("common.dash")) },
                  { head: t("notes.created"), cell: (n) => <Time at={n.createdAt} /> },
                ]}
              />
            )}
          </Listed>
          {asking && (
            <Ask
              title={t("notes.allAgain")}
              text={t("notes.allAgainText")}
              action={t("notes.send")}
              busy={again.isPending}
              error={again.error ? faultText(again.error, f) : undefined}
              onYes={() => again.mutate()}
              onClose={() => setAsking(false)}
            />
          )}
        </>
      )}
    </AppFrame>
  );
}
