import { api, type Notification } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Empty, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Facts, Mono, Time } from "../../shared/bits";
import { useParam } from "../../shared/filters";
import { Panel } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { AppFrame } from "./frame";
import { NoteState } from "./notes";

export function NotePage() {
  const app = useParam("id");
  const id = useParam("note");
  const note = useQuery({
    queryKey: ["note", app, id],
    queryFn: () => api.notification(app, id),
    refetchInterval: 5000,
  });
  return <AppFrame>{() => <Shown of={note}>{(n) => <Inside app={app} note={n} />}</Shown>}</AppFrame>;
}

function Inside({ app, note }: { app: string; note: Notification }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const again = useMutation({
    mutationFn: () => api.sendAgain(app, note.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["note", app, note.id] });
      toast(t("notes.queued"));
    },
  });
  const answer = (status: number) => (status === 0 ? t("notes.noAnswer") : String(status));
  return (
    <>
      <Panel
        title={t("notes.one")}
        end={
          <Button busy={again.isPending} onClick={() => again.mutate()}>
            {t("notes.send")}
          </Button>
        }
      >
        <Refused error={again.error} />
        <Facts
          of={[
            [t("notes.id"), <Mono key="i">{note.id}</Mono>],
            [t("notes.stateName"), <NoteState key="s" of={note.state} />],
            [t("notes.kind"), note.kind],
            [t("notes.object"), <Mono key="o">{note.object}</Mono>],
            [t("notes.url"), <Mono key="u">{note.url}</Mono>],
            [t("notes.created"), <Time key="c" at={note.createdAt} />],
            [t("notes.next"), note.next ? <Time key="n" at={note.next} /> : t("common.dash")],
          ]}
        />
      </Panel>
      <Panel title={t("notes.attempts")}>
        {(note.attempts ?? []).length === 0 ? (
          <Empty icon="clock" title={t("notes.noAttempts")} />
        ) : (
          <Table
            caption={t("notes.attempts")}
            rows={note.attempts ?? []}
            id={(a) => String(a.n)}
            columns={[
              { head: t("notes.try"), main: true, cell: (a) => f.number(a.n) },
              { head: t("notes.at"), cell: (a) => <Time at={a.at} /> },
              { head: t("notes.answer"), cell: (a) => answer(a.status) },
              { head: t("notes.took"), end: true, cell: (a) => t("common.millis", { n: f.number(a.millis) }) },
              {
                head: t("notes.reason"),
                cell: (a) => <span className="lw-break">{a.reason || t("common.dash")}</span>,
              },
            ]}
          />
        )}
      </Panel>
      <Panel title={t("notes.fields")}>
        <Table
          caption={t("notes.fields")}
          rows={Object.entries(note.fields ?? {})}
          id={([k]) => k}
          columns={[
            { head: t("fields.name"), main: true, cell: ([k]) => <Mono>{k}</Mono> },
            { head: t("fields.value"), cell: ([, v]) => <Mono>{v}</Mono> },
          ]}
        />
      </Panel>
    </>
  );
}
