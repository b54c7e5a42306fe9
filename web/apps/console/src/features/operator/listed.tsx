import { api, type ListedWord } from "@livewell/api/console";
import { Button, Notice, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { Mono, Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area, Find, Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed, Refused } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

type Kind = ListedWord["kind"];
const kinds = ["ad", "politics", "porn", "abuse", "keyword"] as const satisfies Kind[];
const key = ["listed"] as const;

/** The words that programs find in texts of people. */
export function ListedWords() {
  const t = useT();
  const operator = hatsOf(useMe()).operator;
  const queries = useQueryClient();
  const [{ kind = "", part = "" }, set] = useFilters("kind", "part");
  const [adding, setAdding] = useState(false);
  const [gone, setGone] = useState<ListedWord>();
  const picked = kinds.find((k) => k === kind);
  const remove = useMutation({
    mutationFn: (w: ListedWord) => api.removeWord(w.id),
    onSuccess: (_, w) => {
      setGone(w);
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Screen
      title={t("listed.title")}
      lead={t("listed.lead")}
      actions={operator && <Button onClick={() => setAdding(true)}>{t("listed.add")}</Button>}
    >
      <div className="co-filters">
        <Select
          label={t("listed.kindName")}
          value={picked ?? ""}
          onPick={(v) => set({ kind: v })}
          options={[
            { value: "", label: t("common.all") },
            ...kinds.map((k) => ({ value: k, label: t(`listed.kinds.${k}`) })),
          ]}
        />
        <Find label={t("listed.find")} value={part} onFind={(v) => set({ part: v })} />
      </div>
      {gone && <Gone key={gone.id} word={gone} onBack={() => setGone(undefined)} />}
      <Refused error={remove.error} />
      <Listed
        queryKey={[...key, picked, part]}
        fetch={(cursor) =>
          api.listedWords({
            limit: 20,
            ...(picked ? { kind: picked } : {}),
            ...(part ? { part } : {}),
            ...(cursor ? { cursor } : {}),
          })
        }
        empty={t("listed.none")}
        emptyHint={picked || part ? undefined : t("listed.noneText")}
      >
        {(rows) => (
          <Table
            caption={t("listed.title")}
            rows={rows}
            id={(w) => w.id}
            columns={[
              {
                head: t("listed.word"),
                main: true,
                cell: (w) => (
                  <span translate="no" className="lw-break">
                    {w.text}
                  </span>
                ),
              },
              { head: t("listed.kindName"), cell: (w) => <Tag tone="quiet">{t(`listed.kinds.${w.kind}`)}</Tag> },
              { head: t("listed.by"), cell: (w) => <Mono>{w.by}</Mono> },
              { head: t("listed.at"), cell: (w) => <Time at={w.at} /> },
              ...(operator
                ? [
                    {
                      head: t("common.actions"),
                      end: true,
                      cell: (w: ListedWord) => (
                        <Button
                          kind="link"
                          aria-label={t("listed.removeOne", { word: w.text })}
                          disabled={remove.isPending}
                          onClick={() => remove.mutate(w)}
                        >
                          {t("listed.remove")}
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Listed>
      <Try />
      {adding && <Add kind={picked ?? "ad"} onClose={() => setAdding(false)} />}
    </Screen>
  );
}

/** What was removed last, and the way back. The row with the focus is gone, so that it comes here. */
function Gone({ word, onBack }: { word: ListedWord; onBack: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [attempt, setAttempt] = useState(newAttempt);
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => here.current?.focus(), []);
  const undo = useMutation({
    mutationFn: () => api.addWords(attempt.key, { kind: word.kind, lines: word.text }),
    onError: (e) => setAttempt(after(attempt, e)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: key });
      toast(t("listed.undone", { word: word.text }));
      onBack();
    },
  });
  return (
    <div ref={here} tabIndex={-1} role="status" className="lw-stack">
      <Notice>
        <span className="co-line">
          <span className="lw-break">{t("listed.removed", { word: word.text })}</span>
          <Button kind="link" busy={undo.isPending} onClick={() => undo.mutate()}>
            {t("listed.undo")}
          </Button>
        </span>
      </Notice>
      <Refused error={undo.error} />
    </div>
  );
}

function Add({ kind: first, onClose }: { kind: Kind; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [attempt, setAttempt] = useState(newAttempt);
  const [kind, setKind] = useState<Kind>(first);
  const [lines, setLines] = useState("");
  const [missing, setMissing] = useState(false);
  const add = useMutation({
    mutationFn: () => api.addWords(attempt.key, { kind, lines }),
    onError: (e) => setAttempt(after(attempt, e)),
    onSuccess: async ({ added, known }) => {
      await queries.invalidateQueries({ queryKey: key });
      toast(t("listed.added", { count: added, known }));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("listed.add")}
      action={t("listed.add")}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => {
        setMissing(!lines.trim());
        if (lines.trim()) add.mutate();
      }}
      onClose={onClose}
    >
      <Select
        label={t("listed.kindName")}
        value={kind}
        onPick={setKind}
        options={kinds.map((k) => ({ value: k, label: t(`listed.kinds.${k}`) }))}
      />
      <Area
        label={t("listed.lines")}
        rows={8}
        maxLength={80_000}
        required
        autoFocus
        value={lines}
        onChange={(e) => setLines(e.target.value)}
        hint={t("listed.linesHint")}
        error={missing ? t("listed.needLines") : undefined}
      />
    </FormSheet>
  );
}

function Try() {
  const t = useT();
  const [text, setText] = useState("");
  const look = useMutation({ mutationFn: api.tryWords });
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    look.mutate(text);
  };
  return (
    <Panel title={t("listed.try")}>
      <form className="co-form" onSubmit={send}>
        <Area
          label={t("listed.text")}
          maxLength={2000}
          value={text}
          onChange={(e) => {
            setText(e.target.value);
            look.reset();
          }}
          hint={t("listed.textHint")}
        />
        <div>
          <Button type="submit" kind="soft" busy={look.isPending} disabled={!text.trim()}>
            {t("listed.look")}
          </Button>
        </div>
      </form>
      <Refused error={look.error} />
      <div role="status">
        {look.data?.hits.length === 0 && <p>{t("listed.clean")}</p>}
        {look.data && look.data.hits.length > 0 && (
          <>
            <h3>{t("listed.hits")}</h3>
            <ul>
              {look.data.hits.map((h) => (
                <li key={`${h.kind} ${h.text}`}>
                  <span translate="no" className="lw-break">
                    {h.text}
                  </span>{" "}
                  <Tag tone="warn">{t(`listed.kinds.${h.kind}`)}</Tag>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}
