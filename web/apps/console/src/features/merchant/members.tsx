import { api, type MemberRow, type MemberProgramme } from "@livewell/api/console";
import { useFormat, useLanguage } from "@livewell/i18n";
import { Button, Field, IconButton, Sheet, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Facts, Money, Time } from "../../shared/bits";
import { Check, Find } from "../../shared/fields";
import { Panel, Screen } from "../../shared/screen";
import { Listed, Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import {
  bounds,
  bringsOf,
  draftOf,
  faultsOf,
  MOST_LEVELS,
  rulesOf,
  type Bounded,
  type LevelDraft,
  type RulesDraft,
} from "./memberform";

const key = ["members"] as const;

/** A name in the reader's language, where there is one. */
function useOwn() {
  const en = useLanguage() === "en";
  return (name: string, nameEn?: string) => (en && nameEn) || name;
}

export function MembersPage() {
  const t = useT();
  const programme = useQuery({ queryKey: [...key, "programme"], queryFn: api.memberProgramme });
  return (
    <Screen title={t("members.title")} lead={t("members.lead")}>
      <Shown of={programme}>
        {(m) => (
          <>
            <Numbers of={m} />
            <Programme of={m} />
          </>
        )}
      </Shown>
      <Everybody />
    </Screen>
  );
}

function Numbers({ of: m }: { of: MemberProgramme }) {
  const t = useT();
  const f = useFormat();
  return (
    <Panel title={t("members.figures")}>
      <Facts
        of={[
          [t("members.count"), f.number(m.members)],
          [t("members.points"), f.number(m.points)],
          [t("members.worth"), <Money key="w" of={m.worth} />],
        ]}
      />
    </Panel>
  );
}

/** The rules, and what they bring before they are saved. */
function Programme({ of: m }: { of: MemberProgramme }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [d, setDraft] = useState(() => draftOf(m.rules, m.on));
  const [tried, setTried] = useState(false);
  const faults = faultsOf(d);
  const save = useMutation({
    mutationFn: () => api.setMemberProgramme(rulesOf(d)),
    onSuccess: (now) => {
      queries.setQueryData([...key, "programme"], now);
      toast(t("common.saved"));
    },
  });
  const set = (next: Partial<RulesDraft>) => setDraft({ ...d, ...next });
  const level = (of: LevelDraft, next: Partial<LevelDraft>) =>
    set({ levels: d.levels.map((l) => (l.key === of.key ? { ...l, ...next } : l)) });
  const said = (at: string, name?: Bounded) => {
    const code = tried ? faults.get(at) : undefined;
    return code && t(code, name ? { least: bounds[name][0], most: bounds[name][1] } : {});
  };
  const number = (name: "perYuan" | "share" | "months") => ({
    ...{ label: t(`members.${name}`), inputMode: "numeric" as const, maxLength: 3, value: d[name] },
    ...{ error: said(name, name), onChange: (e: { target: { value: string } }) => set({ [name]: e.target.value }) },
  });
  return (
    <Panel title={t("members.programme")}>
      <form
        className="lw-stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          setTried(true);
          if (faults.size === 0) save.mutate();
        }}
      >
        <Check label={t("members.on")} hint={t("members.onHint")} on={d.on} onChange={(on) => set({ on })} />
        <div className="st-pair">
          <Field
            label={t("members.name")}
            maxLength={20}
            value={d.name}
            error={said("name")}
            onChange={(e) => set({ name: e.target.value })}
          />
          <Field
            label={t("members.nameEn")}
            lang="en"
            maxLength={40}
            value={d.nameEn}
            onChange={(e) => set({ nameEn: e.target.value })}
          />
          <Field {...number("perYuan")} />
          <Field
            label={t("members.value")}
            inputMode="decimal"
            maxLength={4}
            value={d.value}
            error={said("value")}
            onChange={(e) => set({ value: e.target.value })}
          />
          <Field {...number("share")} />
          <Field {...number("months")} />
        </div>
        <h3>{t("members.levels")}</h3>
        <p className="lw-muted">{t("members.levelsText")}</p>
        {d.levels.map((l, i) => (
          <fieldset key={l.key} className="co-group st-row">
            <legend>{t("members.level", { n: i + 1 })}</legend>
            <div className="st-pair">
              <Field
                label={t("members.levelName")}
                maxLength={20}
                value={l.name}
                error={said(`${l.key}.name`)}
                onChange={(e) => level(l, { name: e.target.value })}
              />
              <Field
                label={t("members.levelNameEn")}
                lang="en"
                maxLength={40}
                value={l.nameEn}
                onChange={(e) => level(l, { nameEn: e.target.value })}
              />
              {i > 0 && (
                <Field
                  label={t("members.from")}
                  inputMode="numeric"
                  maxLength={10}
                  value={l.from}
                  error={said(`${l.key}.from`, "from")}
                  onChange={(e) => level(l, { from: e.target.value })}
                />
              )}
              <Field
                label={t("members.percent")}
                inputMode="numeric"
                maxLength={4}
                value={l.percent}
                error={said(`${l.key}.percent`, "percent")}
                onChange={(e) => level(l, { percent: e.target.value })}
              />
            </div>
            {i > 0 && (
              <IconButton
                icon="close"
                label={t("members.dropLevel", { n: i + 1 })}
                onClick={() => set({ levels: d.levels.filter((x) => x.key !== l.key) })}
              />
            )}
          </fieldset>
        ))}
        {d.levels.length < MOST_LEVELS && (
          <Button
            kind="soft"
            onClick={() =>
              set({
                levels: [...d.levels, { key: crypto.randomUUID(), name: "", nameEn: "", from: "", percent: "" }],
              })
            }
          >
            {t("members.addLevel")}
          </Button>
        )}
        <Preview of={d} />
        <Refused error={save.error} />
        <div>
          <Button type="submit" busy={save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Preview({ of: d }: { of: RulesDraft }) {
  const t = useT();
  const f = useFormat();
  const own = useOwn();
  const all = d.levels.flatMap((l) => {
    const b = bringsOf(d, l);
    return b ? [{ l, b }] : [];
  });
  return (
    <section aria-label={t("members.preview")}>
      <h3>{t("members.preview")}</h3>
      {all.length === 0 && <p className="lw-muted">{t("members.previewNone")}</p>}
      <ul>
        {all.map(({ l, b }) => (
          <li key={l.key}>
            <span translate="no">{own(l.name, l.nameEn) || t("common.dash")}</span>{" "}
            {t("members.previewOf", {
              points: f.number(b.points),
              worth: f.money({ amount: b.worth, currency: "CNY" }),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Everybody() {
  const t = useT();
  const f = useFormat();
  const own = useOwn();
  const [card, setCard] = useState("");
  const [looking, setLooking] = useState<MemberRow>();
  return (
    <Panel title={t("members.list")} end={<Find label={t("members.find")} value={card} max={23} onFind={setCard} />}>
      <Listed
        queryKey={[...key, "list", card]}
        fetch={(cursor) =>
          api.members({ limit: 20, ...(card ? { card: card.replace(/\D/g, "") } : {}), ...(cursor ? { cursor } : {}) })
        }
        empty={t("members.none")}
        emptyHint={t("members.noneHint")}
      >
        {(rows) => (
          <Table
            caption={t("members.list")}
            rows={rows}
            id={(m) => m.id}
            columns={[
              { head: t("members.card"), main: true, cell: (m) => <span translate="no">{m.id}</span> },
              { head: t("members.person"), cell: (m) => <span translate="no">{m.name}</span> },
              { head: t("members.since"), cell: (m) => <Time at={m.joinedAt} /> },
              { head: t("members.rank"), cell: (m) => <span translate="no">{own(m.level, m.levelEn)}</span> },
              { head: t("members.year"), end: true, cell: (m) => f.number(m.year) },
              { head: t("members.held"), end: true, cell: (m) => f.number(m.points) },
              { head: t("members.owed"), end: true, cell: (m) => f.number(m.owed) },
              {
                head: t("common.actions"),
                end: true,
                cell: (m) => (
                  <Button kind="link" aria-label={t("members.historyOf", { card: m.id })} onClick={() => setLooking(m)}>
                    {t("members.history")}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Listed>
      {looking && <History of={looking} onClose={() => setLooking(undefined)} />}
    </Panel>
  );
}

function History({ of, onClose }: { of: MemberRow; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  return (
    <Sheet title={t("members.historyOf", { card: of.id })} onClose={onClose}>
      <Listed
        queryKey={[...key, "entries", of.id]}
        fetch={(cursor) => api.memberEntries(of.id, { limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("members.nothing")}
      >
        {(rows) => (
          <Table
            caption={t("members.history")}
            rows={rows}
            id={(e) => e.id}
            columns={[
              { head: t("members.what"), main: true, cell: (e) => t(`members.kind.${e.kind}`) },
              { head: t("members.when"), cell: (e) => <Time at={e.at} /> },
              { head: t("members.change"), end: true, cell: (e) => f.number(e.points) },
              { head: t("members.amount"), end: true, cell: (e) => e.amount && <Money of={e.amount} /> },
            ]}
          />
        )}
      </Listed>
    </Sheet>
  );
}
