import { api, type MiniAct, type MiniVersionDetail } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Notice, Qr, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Code, Facts, Mono, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area, Check } from "../../shared/fields";
import { useParam } from "../../shared/filters";
import { GoLink } from "../../shared/links";
import { Findings, GraySheet, Reviews, usePart, VersionTag } from "../../shared/mini";
import { Panel } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { MiniFrame, miniKey } from "./miniframe";

/** One version: what it is, what was found, and what can be done with it. */
export function MiniVersionPage() {
  return <MiniFrame>{(app) => <Version app={app.id} />}</MiniFrame>;
}

function Version({ app }: { app: string }) {
  const t = useT();
  const version = useParam("version");
  const one = useQuery({
    queryKey: [...miniKey(app), "version", version],
    queryFn: () => api.miniVersion(app, version),
    refetchInterval: 30_000, // somebody may be reviewing it now
  });
  return (
    <>
      <GoLink kind="link" to="/apps/$id/mini" params={{ id: app }}>
        {t("mini.back")}
      </GoLink>
      <Shown of={one}>
        {(v) => (
          <>
            <About of={v} />
            <TryIt of={v} />
            <Findings of={v.findings} />
            <Reviews of={v.reviews} />
          </>
        )}
      </Shown>
    </>
  );
}

function About({ of }: { of: MiniVersionDetail }) {
  const t = useT();
  const part = usePart();
  const time = (at: string | undefined) => (at ? <Time at={at} /> : t("common.dash"));
  return (
    <Panel title={t("mini.one", { version: of.version })} end={<VersionTag of={of.status} />}>
      {of.reason && of.status !== "online" && (
        <Notice tone={of.status === "rejected" ? "bad" : undefined}>
          {t("mini.reason")}: {of.reason}
        </Notice>
      )}
      <Facts
        of={[
          [t("mini.uploaded"), time(of.createdAt)],
          [t("mini.submittedAt"), time(of.submittedAt)],
          [t("mini.decidedAt"), time(of.decidedAt)],
          [t("mini.onlineAt"), time(of.onlineAt)],
          [t("mini.hash"), <Mono key="h">{of.hash.slice(0, 16)}</Mono>],
          ...(of.description ? [[t("mini.description"), of.description] as [string, string]] : []),
          ...(of.status === "gray" ? [[t("mini.partOf"), part(of)] as [string, string]] : []),
        ]}
      />
      <Acts of={of} />
    </Panel>
  );
}

type Act = MiniAct | "submit" | "gray" | "unspread" | "delete";

/** What a developer may do with a version where it stands. */
const acts: Record<MiniVersionDetail["status"], Act[]> = {
  init: ["submit", "delete"],
  auditing: ["cancel"],
  rejected: ["withdraw", "delete"],
  approved: ["release", "gray", "withdraw"],
  gray: ["release", "gray", "unspread"],
  online: ["rollback", "offline"],
  superseded: [],
  offline: [],
};

const dangers: Act[] = ["delete", "rollback", "offline", "unspread"];

function Acts({ of }: { of: MiniVersionDetail }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [doing, setDoing] = useState<Act>();
  const name = (a: Act) => t(`mini.act.${a === "gray" && of.status === "gray" ? "widen" : a}`);
  const renew = () => queries.invalidateQueries({ queryKey: miniKey(of.app) });
  const close = () => setDoing(undefined);
  const run = useMutation({
    mutationFn: async (a: Act) => {
      if (a === "delete") return void (await api.deleteMini(of.app, of.version));
      if (a === "unspread") return api.spreadMini(of.app, of.version, { points: 0 });
      if (a !== "submit" && a !== "gray") return api.moveMini(of.app, of.version, a);
    },
    onSuccess: async (v) => {
      if (v) toast(t("mini.done", { version: v.version, is: t(`mini.is.${v.status}`) }));
      else {
        toast(t("mini.deleted"));
        await navigate({ to: "/apps/$id/mini", params: { id: of.app } });
      }
      await renew();
      close();
    },
  });
  if (acts[of.status].length === 0) return null;
  return (
    <>
      <div className="co-actions">
        {acts[of.status].map((a, n) => (
          <Button
            key={a}
            kind={n === 0 && !dangers.includes(a) ? "primary" : dangers.includes(a) ? "danger" : "plain"}
            onClick={() => (run.reset(), setDoing(a))}
          >
            {name(a)}
          </Button>
        ))}
      </div>
      {doing === "submit" && <Submit of={of} onDone={renew} onClose={close} />}
      {doing === "gray" && (
        <GraySheet of={of} run={(g) => api.spreadMini(of.app, of.version, g)} onDone={renew} onClose={close} />
      )}
      {doing && doing !== "submit" && doing !== "gray" && (
        <Ask
          title={name(doing)}
          text={t(`mini.ask.${doing}`)}
          action={name(doing)}
          danger={dangers.includes(doing)}
          busy={run.isPending}
          error={run.error ? faultText(run.error, f) : undefined}
          onYes={() => run.mutate(doing)}
          onClose={close}
        />
      )}
    </>
  );
}

function Submit({ of, onDone, onClose }: { of: MiniVersionDetail; onDone: () => unknown; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const [description, setDescription] = useState(of.description ?? "");
  const [memo, setMemo] = useState(of.memo ?? "");
  const [auto, setAuto] = useState(of.auto ?? false);
  const [short, setShort] = useState(false);
  const length = [...description.trim()].length;
  const send = useMutation({
    mutationFn: () => api.submitMini(of.app, of.version, { description, memo, auto }),
    onSuccess: async (v) => {
      await onDone();
      toast(t("mini.done", { version: v.version, is: t(`mini.is.${v.status}`) }));
      onClose();
    },
  });
  const submit = () => {
    setShort(length < 30);
    if (length >= 30) send.mutate();
  };
  return (
    <FormSheet
      title={t("mini.act.submit")}
      action={t("mini.act.submit")}
      busy={send.isPending}
      error={send.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Area
        label={t("mini.description")}
        required
        autoFocus
        maxLength={500}
        value={description}
        onChange={(e) => setDescription(e.target.value)}
        hint={t("mini.descriptionHint", { n: length })}
        error={short && length < 30 ? t("mini.descriptionShort") : undefined}
      />
      <Area
        label={t("mini.memo")}
        maxLength={500}
        value={memo}
        onChange={(e) => setMemo(e.target.value)}
        hint={t("mini.memoHint")}
      />
      <Check label={t("mini.auto")} on={auto} onChange={setAuto} />
    </FormSheet>
  );
}

/** A link with which a version is opened before anybody reviewed it. */
function TryIt({ of }: { of: MiniVersionDetail }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const trial = useMutation({
    mutationFn: (on: boolean) => api.tryMini(of.app, of.version, on),
    onSuccess: async (_, on) => {
      await queries.invalidateQueries({ queryKey: miniKey(of.app) });
      if (!on) toast(t("mini.tryEnded"));
    },
  });
  const link = trial.data?.path ? location.origin + trial.data.path : "";
  return (
    <Panel title={t("mini.try")}>
      <p className="lw-muted">{t("mini.tryLead")}</p>
      {link ? (
        <>
          <div className="co-qr">
            <Qr text={link} label={t("mini.tryCode", { version: of.version })} />
          </div>
          <Code name={t("mini.tryUntil", { at: f.dateTime(trial.data?.until ?? "") })} text={link} />
        </>
      ) : (
        !of.trial && <p>{t("mini.tryOff")}</p>
      )}
      {trial.error && (
        <Notice tone="bad" icon="warn">
          {faultText(trial.error, f)}
        </Notice>
      )}
      <div className="co-actions">
        <Button kind="soft" busy={trial.isPending} onClick={() => trial.mutate(true)}>
          {t(of.trial ? "mini.tryAgain" : "mini.tryMake")}
        </Button>
        {of.trial && (
          <Button kind="danger" busy={trial.isPending} onClick={() => trial.mutate(false)}>
            {t("mini.tryEnd")}
          </Button>
        )}
      </div>
    </Panel>
  );
}
