import { api, type PartnerDetail, type PartnerDraft } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Empty, Field, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Mono, Tag, type Tone } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area, Check, Select } from "../../shared/fields";
import { lines } from "../../shared/mini";
import { Screen } from "../../shared/screen";
import { Listed, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

const abilities = ["location", "pay", "scan", "camera", "phone", "clipboard", "share", "voice"] as const;
const tones: Record<PartnerDetail["state"], Tone> = { pending: "warn", open: "good", closed: "bad" };

function State({ of }: { of: PartnerDetail }) {
  const t = useT();
  return <Tag tone={tones[of.state]}>{t(`hosts.state.${of.state}`)}</Tag>;
}

/** The developer's own apps and sites that show mini programs. */
export function HostsPage() {
  const t = useT();
  const list = useQuery({ queryKey: ["hosts"], queryFn: api.hosts });
  const [editing, setEditing] = useState<PartnerDetail | "new">();
  const add = <Button onClick={() => setEditing("new")}>{t("hosts.add")}</Button>;
  return (
    <Screen title={t("hosts.title")} lead={t("hosts.lead")} actions={list.data?.items.length ? add : undefined}>
      <Shown of={list}>
        {({ items }) =>
          items.length ? (
            <Hosts rows={items} act={t("hosts.edit")} actOf={(h) => t("hosts.editOf", { id: h.id })} on={setEditing} />
          ) : (
            <Empty icon="share" title={t("hosts.none")}>
              <p>{t("hosts.noneHint")}</p>
              {add}
            </Empty>
          )
        }
      </Shown>
      {editing && <Edit of={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Screen>
  );
}

const whole = 50; // hosts of a page

/** Every partner's hosts, for operators. */
export function PartnersPage() {
  const t = useT();
  const [deciding, setDeciding] = useState<PartnerDetail>();
  return (
    <Screen title={t("hosts.all")} lead={t("hosts.allLead")}>
      <Listed
        queryKey={["allHosts"]}
        fetch={async (after) => {
          const { items } = await api.allHosts(after);
          const last = items.length === whole ? items[whole - 1] : undefined;
          return { items, ...(last ? { next: last.id } : {}) };
        }}
        empty={t("hosts.noneAtAll")}
      >
        {(rows) => (
          <Hosts
            rows={rows}
            act={t("hosts.decide")}
            actOf={(h) => t("hosts.decideOf", { id: h.id })}
            on={setDeciding}
          />
        )}
      </Listed>
      {deciding && <Decide of={deciding} onClose={() => setDeciding(undefined)} />}
    </Screen>
  );
}

type HostsProps = {
  rows: PartnerDetail[];
  act: string;
  actOf: (h: PartnerDetail) => string;
  on: (h: PartnerDetail) => void;
};

function Hosts({ rows, act, actOf, on }: HostsProps) {
  const t = useT();
  const f = useFormat();
  return (
    <Table
      caption={t("hosts.title")}
      rows={rows}
      id={(h) => h.id}
      columns={[
        {
          head: t("hosts.id"),
          main: true,
          cell: (h) => (
            <Link to="/hosts/$id" params={{ id: h.id }} translate="no">
              {h.id}
            </Link>
          ),
        },
        { head: t("hosts.name"), cell: (h) => <span translate="no">{`${h.name} · ${h.nameEn}`}</span> },
        { head: t("hosts.origins"), cell: (h) => h.origins.map((o) => <Mono key={o}>{o}</Mono>) },
        {
          head: t("hosts.can"),
          cell: (h) => f.list(h.can.map((c) => t(`hosts.able.${c as (typeof abilities)[number]}`))),
        },
        { head: t("hosts.share"), end: true, cell: (h) => f.percent(h.share) },
        { head: t("hosts.stateName"), cell: (h) => <State of={h} /> },
        {
          head: t("common.actions"),
          end: true,
          cell: (h) => (
            <Button kind="link" aria-label={actOf(h)} onClick={() => on(h)}>
              {act}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Edit({ of, onClose }: { of: PartnerDetail | undefined; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [id, setID] = useState(of?.id ?? "");
  const [name, setName] = useState(of?.name ?? "");
  const [nameEn, setNameEn] = useState(of?.nameEn ?? "");
  const [origins, setOrigins] = useState((of?.origins ?? []).join("\n"));
  const [can, setCan] = useState<string[]>(of?.can ?? ["pay"]);
  const save = useMutation({
    mutationFn: () => {
      const body: PartnerDraft = { name: name.trim(), nameEn: nameEn.trim(), can, origins: lines(origins) };
      return of ? api.editHost(of.id, body) : api.registerHost({ id: id.trim(), ...body });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["hosts"] });
      toast(t(of ? "common.saved" : "hosts.added"));
      onClose();
    },
  });
  const title = of ? t("hosts.editOf", { id: of.id }) : t("hosts.add");
  return (
    <FormSheet
      title={title}
      action={t(of ? "common.save" : "hosts.add")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {!of && (
        <Field
          label={t("hosts.id")}
          required
          maxLength={20}
          value={id}
          hint={t("hosts.idHint")}
          onChange={(e) => setID(e.target.value)}
        />
      )}
      <Field label={t("hosts.nameZh")} required maxLength={40} value={name} onChange={(e) => setName(e.target.value)} />
      <Field
        label={t("hosts.nameEn")}
        required
        lang="en"
        maxLength={40}
        value={nameEn}
        onChange={(e) => setNameEn(e.target.value)}
      />
      <Area
        label={t("hosts.origins")}
        required
        value={origins}
        hint={t("hosts.originsHint")}
        onChange={(e) => setOrigins(e.target.value)}
      />
      <fieldset className="co-group">
        <legend>{t("hosts.can")}</legend>
        {abilities.map((c) => (
          <Check
            key={c}
            label={t(`hosts.able.${c}`)}
            hint={c === "voice" ? t("hosts.voiceHint") : undefined}
            on={can.includes(c)}
            onChange={(on) => setCan(on ? [...can, c] : can.filter((x) => x !== c))}
          />
        ))}
      </fieldset>
    </FormSheet>
  );
}

function Decide({ of, onClose }: { of: PartnerDetail; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [state, setState] = useState<PartnerDetail["state"]>(of.state === "pending" ? "open" : of.state);
  const [share, setShare] = useState(String(of.share / 100));
  const [reason, setReason] = useState("");
  const [sent, setSent] = useState(false);
  const points = /^\d{1,3}(\.\d{1,2})?$/.test(share) ? Math.round(Number(share) * 100) : NaN;
  const fine = points >= 0 && points <= 10_000;
  const short = reason.trim().length < 3;
  const decide = useMutation({
    mutationFn: () => api.decideHost(of.id, { state, share: points, reason: reason.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["allHosts"] });
      toast(t("common.saved"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("hosts.decideOf", { id: of.id })}
      action={t("common.save")}
      busy={decide.isPending}
      error={decide.error}
      onSubmit={() => {
        setSent(true);
        if (fine && !short) decide.mutate();
      }}
      onClose={onClose}
    >
      <Select
        label={t("hosts.stateName")}
        value={state}
        onPick={setState}
        options={(["pending", "open", "closed"] as const).map((s) => ({ value: s, label: t(`hosts.state.${s}`) }))}
      />
      <Field
        label={t("hosts.sharePercent")}
        inputMode="decimal"
        maxLength={6}
        value={share}
        onChange={(e) => setShare(e.target.value)}
        error={sent && !fine ? t("hosts.shareBad") : undefined}
      />
      <Area
        label={t("common.reason")}
        required
        maxLength={500}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
        error={sent && short ? t("hosts.reasonShort") : undefined}
      />
    </FormSheet>
  );
}
