import type { MiniFinding, MiniGray, MiniReview, MiniVersion } from "@livewell/api/console";
import { useFormat, useLanguage } from "@livewell/i18n";
import { Field, useToast } from "@livewell/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../words";
import { Mono, Tag, Time, type Tone } from "./bits";
import { FormSheet } from "./dialogs";
import { Area, Check } from "./fields";
import { Panel } from "./screen";
import { Table } from "./table";

const tones: Record<MiniVersion["status"], Tone> = {
  init: "quiet",
  auditing: "warn",
  rejected: "bad",
  approved: "good",
  gray: "warn",
  online: "good",
  superseded: "quiet",
  offline: "quiet",
};

export function VersionTag({ of }: { of: MiniVersion["status"] }) {
  const t = useT();
  return <Tag tone={tones[of]}>{t(`mini.is.${of}`)}</Tag>;
}

/** When a version came to where it is. */
export const movedAt = (v: MiniVersion) =>
  ({
    init: v.createdAt,
    auditing: v.submittedAt,
    rejected: v.decidedAt,
    approved: v.decidedAt,
    gray: v.decidedAt,
    online: v.onlineAt,
    superseded: v.onlineAt,
    offline: v.offlineAt,
  })[v.status] ?? v.createdAt;

/** Lines of a field: what is between them, without empty ones. */
export const lines = (text: string) =>
  text
    .split(/[\n,，]/)
    .map((x) => x.trim())
    .filter(Boolean);

type Level = NonNullable<MiniGray["levels"]>[number];

/** Who gets a version that is shown to a part. */
export function usePart() {
  const t = useT();
  const f = useFormat();
  return (v: MiniVersion) =>
    [
      t("mini.part", { share: f.percent(v.gray ?? 0) }),
      ...(v.cities ?? []),
      ...(v.hosts ?? []),
      ...(v.levels ?? []).map((l) => t(`mini.level.${l}`)),
    ].join(" · ");
}

export function Findings({ of }: { of: MiniFinding[] }) {
  const t = useT();
  const zh = useLanguage() === "zh";
  return (
    <Panel title={t("mini.findings")}>
      <p className="lw-muted">{t(of.length === 0 ? "mini.noFindings" : "mini.findingsLead")}</p>
      {of.length > 0 && (
        <Table
          caption={t("mini.findings")}
          rows={of.map((x, n) => ({ ...x, n }))}
          id={(x) => String(x.n)}
          columns={[
            { head: t("mini.kindName"), main: true, cell: (x) => <Tag tone="warn">{t(`mini.kind.${x.kind}`)}</Tag> },
            { head: t("mini.file"), cell: (x) => (x.entry ? <Mono>{x.entry}</Mono> : t("common.dash")) },
            {
              head: t("mini.detail"),
              cell: (x) => (
                <span className="lw-break" lang={zh && x.detailZh ? "zh" : "en"}>
                  {(zh && x.detailZh) || x.detail}
                </span>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}

export function Reviews({ of }: { of: MiniReview[] }) {
  const t = useT();
  return (
    <Panel title={t("mini.reviews")}>
      {of.length === 0 ? (
        <p className="lw-muted">{t("mini.noReviews")}</p>
      ) : (
        <Table
          caption={t("mini.reviews")}
          rows={of}
          id={(r) => r.at}
          columns={[
            {
              head: t("mini.verdict"),
              main: true,
              cell: (r) => <Tag tone={r.verdict === "approved" ? "good" : "bad"}>{t(`mini.is.${r.verdict}`)}</Tag>,
            },
            { head: t("mini.reason"), cell: (r) => <span className="lw-break">{r.reason}</span> },
            { head: t("mini.at"), cell: (r) => <Time at={r.at} /> },
          ]}
        />
      )}
    </Panel>
  );
}

/** Basis points of a share in percent as typed; undefined where it is none from least up. */
export function pointsOf(text: string, least: number): number | undefined {
  if (!/^\d{1,3}([.]\d{1,2})?$/.test(text.trim())) return undefined;
  const points = Math.round(Number(text) * 100);
  return points >= Math.max(least, 1) && points <= 10_000 ? points : undefined;
}

/** Shows a version to a part of the people, or to a larger one. */
export function GraySheet({
  of,
  run,
  onDone,
  onClose,
}: {
  of: MiniVersion;
  run: (g: MiniGray) => Promise<MiniVersion>;
  onDone: () => unknown;
  onClose: () => void;
}) {
  const t = useT();
  const toast = useToast();
  const now = of.gray ?? 0;
  const [share, setShare] = useState(String(now > 0 ? now / 100 : 10));
  const [cities, setCities] = useState((of.cities ?? []).join("\n"));
  const [hosts, setHosts] = useState((of.hosts ?? []).join("\n"));
  const [levels, setLevels] = useState<Level[]>(of.levels ?? []);
  const points = pointsOf(share, now);
  const spread = useMutation({
    mutationFn: () => run({ points: points ?? 0, cities: lines(cities), hosts: lines(hosts), levels }),
    onSuccess: async (v) => {
      await onDone();
      toast(t("mini.done", { version: v.version, is: t(`mini.is.${v.status}`) }));
      onClose();
    },
  });
  const action = t(of.status === "gray" ? "mini.act.widen" : "mini.act.gray");
  return (
    <FormSheet
      title={action}
      action={action}
      busy={spread.isPending}
      error={spread.error}
      disabled={points === undefined}
      onSubmit={() => spread.mutate()}
      onClose={onClose}
    >
      <Field
        label={t("mini.points")}
        inputMode="decimal"
        maxLength={6}
        value={share}
        onChange={(e) => setShare(e.target.value)}
        hint={t("mini.pointsHint")}
        error={points === undefined ? t("mini.pointsBad", { least: Math.max(now, 1) / 100 }) : undefined}
      />
      <Area
        label={t("mini.cities")}
        value={cities}
        onChange={(e) => setCities(e.target.value)}
        hint={t("mini.citiesHint")}
      />
      <Area
        label={t("mini.hosts")}
        value={hosts}
        onChange={(e) => setHosts(e.target.value)}
        hint={t("mini.hostsHint")}
      />
      <fieldset className="co-group">
        <legend>{t("mini.levels")}</legend>
        {(["new", "beta"] as const).map((l) => (
          <Check
            key={l}
            label={t(`mini.level.${l}`)}
            on={levels.includes(l)}
            onChange={(on) => setLevels(on ? [...levels, l] : levels.filter((x) => x !== l))}
          />
        ))}
        <p className="lw-hint">{t("mini.levelsHint")}</p>
      </fieldset>
    </FormSheet>
  );
}
