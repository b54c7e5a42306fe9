import { api, type Rule } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Empty, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Mono, Tag, Time, type Tone } from "../../shared/bits";
import { Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { GoLink } from "../../shared/links";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

const states = ["live", "draft", "off"] as const;
const tones: Record<string, Tone> = { live: "good", draft: "warn", off: "quiet" };

export function Rules() {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const operator = hatsOf(me).operator;
  const queries = useQueryClient();
  const toast = useToast();
  const [{ status = "" }, set] = useFilters("status");
  const rules = useQuery({ queryKey: ["rules"], queryFn: api.rules });
  const [move, setMove] = useState<{ rule: Rule; live: boolean }>();
  const release = useMutation({
    mutationFn: (m: { rule: Rule; live: boolean }) => api.releaseRule(m.rule.id, m.live),
    onSuccess: async (_, m) => {
      await queries.invalidateQueries();
      toast(t(m.live ? "rules.released" : "rules.turnedOff", { name: m.rule.name }));
      setMove(undefined);
    },
  });
  const stateName = (s: string) => {
    const known = states.find((x) => x === s);
    return known ? t(`rules.status.${known}`) : s;
  };
  const what = (r: Rule) => {
    if (!operator) return null;
    if (r.draftedBy === me.user.id)
      return r.status === "off" ? null : <span className="lw-small lw-muted">{t("rules.yours")}</span>;
    if (r.status === "live")
      return (
        <Button
          kind="link"
          aria-label={t("rules.offOne", { name: r.name })}
          onClick={() => setMove({ rule: r, live: false })}
        >
          {t("rules.off")}
        </Button>
      );
    return (
      <Button
        kind="link"
        aria-label={t("rules.releaseOne", { name: r.name, n: r.version })}
        onClick={() => setMove({ rule: r, live: true })}
      >
        {t("rules.release")}
      </Button>
    );
  };
  return (
    <Screen
      title={t("rules.title")}
      lead={t("rules.lead")}
      actions={operator && <GoLink to="/rules/new">{t("rules.draft")}</GoLink>}
    >
      <div className="co-filters">
        <Select
          label={t("rules.statusName")}
          value={status}
          onPick={(v) => set({ status: v })}
          options={[
            { value: "", label: t("common.all") },
            ...states.map((s) => ({ value: s as string, label: stateName(s) })),
          ]}
        />
      </div>
      <Shown of={rules}>
        {({ items }) => {
          const rows = items.filter((r) => !status || r.status === status);
          if (rows.length === 0) return <Empty icon="lock" title={t("rules.none")} />;
          return (
            <Table
              caption={t("rules.title")}
              rows={rows}
              id={(r) => r.id}
              columns={[
                { head: t("rules.name"), main: true, cell: (r) => <Mono whole>{r.name}</Mono> },
                { head: t("rules.version"), end: true, cell: (r) => f.number(r.version) },
                { head: t("rules.expr"), cell: (r) => <Mono>{r.expr}</Mono> },
                {
                  head: t("rules.action"),
                  cell: (r) => t(r.action === "DENY" ? "rules.does.DENY" : "rules.does.STEP_UP"),
                },
                { head: t("rules.statusName"), cell: (r) => <Tag tone={tones[r.status]}>{stateName(r.status)}</Tag> },
                { head: t("rules.at"), cell: (r) => <Time at={r.at} /> },
                ...(operator ? [{ head: t("common.actions"), end: true, cell: what }] : []),
              ]}
            />
          );
        }}
      </Shown>
      {move && (
        <Ask
          title={
            move.live
              ? t("rules.releaseOne", { name: move.rule.name, n: move.rule.version })
              : t("rules.offOne", { name: move.rule.name })
          }
          text={t(move.live ? "rules.releaseText" : "rules.offText", { expr: move.rule.expr })}
          action={t(move.live ? "rules.release" : "rules.off")}
          danger={!move.live}
          busy={release.isPending}
          error={release.error ? faultText(release.error, f) : undefined}
          onYes={() => release.mutate(move)}
          onClose={() => setMove(undefined)}
        />
      )}
    </Screen>
  );
}
