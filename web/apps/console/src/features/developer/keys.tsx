import { api, type App, type AppKey } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Empty, Field, Notice, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Code, Mono, More, Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area, Select } from "../../shared/fields";
import { Panel } from "../../shared/screen";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { appKey, AppFrame } from "./frame";

export function Keys() {
  return (
    <AppFrame>
      {(a) => (
        <>
          <AppKeys app={a} />
          <PlatformKeys app={a} />
          <ContentKey app={a} />
        </>
      )}
    </AppFrame>
  );
}

function AppKeys({ app }: { app: App }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const [adding, setAdding] = useState(false);
  const [stopping, setStopping] = useState<AppKey>();
  const stop = useMutation({
    mutationFn: (version: number) => api.stopKey(app.id, version),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: appKey(app.id) });
      toast(t("keys.stopped"));
      setStopping(undefined);
    },
  });
  return (
    <Panel title={t("keys.yours")} end={<Button onClick={() => setAdding(true)}>{t("keys.add")}</Button>}>
      <p className="lw-muted">{t("keys.lead")}</p>
      {app.keys.length === 0 ? (
        <Empty icon="key" title={t("keys.none")}>
          <p>{t("keys.noneHint")}</p>
        </Empty>
      ) : (
        <Table
          caption={t("keys.yours")}
          rows={app.keys}
          id={(k) => String(k.version)}
          columns={[
            { head: t("keys.version"), main: true, cell: (k) => t("keys.number", { n: k.version }) },
            { head: t("keys.mode"), cell: (k) => (k.certSn ? t("keys.cert") : t("keys.plain")) },
            {
              head: t("keys.stateName"),
              cell: (k) => (
                <Tag tone={k.inForce ? "good" : "quiet"}>{k.inForce ? t("keys.inForce") : t("keys.over")}</Tag>
              ),
            },
            { head: t("common.from"), cell: (k) => <Time at={k.from} /> },
            { head: t("keys.until"), cell: (k) => <Time at={k.until} /> },
            {
              head: t("common.actions"),
              end: true,
              cell: (k) =>
                k.inForce && (
                  <Button kind="link" aria-label={t("keys.stopOne", { n: k.version })} onClick={() => setStopping(k)}>
                    {t("keys.stop")}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {app.keys.map((k) => (
        <More key={k.version} label={t(k.certSn ? "keys.showCert" : "keys.showKey", { n: k.version })}>
          {k.certSn && (
            <p className="lw-small">
              {t("keys.sn")} <Mono>{k.certSn}</Mono>
            </p>
          )}
          <Code
            name={t("keys.number", { n: k.version })}
            text={k.pem}
            file={k.certSn ? "app_cert.crt" : `app_public_key_${k.version}.pem`}
          />
        </More>
      ))}
      {adding && <AddKey app={app} onClose={() => setAdding(false)} />}
      {stopping && (
        <Ask
          title={t("keys.stopOne", { n: stopping.version })}
          text={t("keys.stopText")}
          action={t("keys.stop")}
          danger
          busy={stop.isPending}
          error={stop.error ? faultText(stop.error, f) : undefined}
          onYes={() => stop.mutate(stopping.version)}
          onClose={() => setStopping(undefined)}
        />
      )}
    </Panel>
  );
}

const openssl = `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out app_private_key.pem
openssl pkey -in app_private_key.pem -pubout -out app_public_key.pem`;

function AddKey({ app, onClose }: { app: App; onClose: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  const first = app.keys.every((k) => !k.inForce);
  const [mode, setMode] = useState<"key" | "cert">("key");
  const [publicKey, setPublicKey] = useState("");
  const [days, setDays] = useState("7");
  const overlap = /^\d{1,2}$/.test(days) && Number(days) <= 90 ? Number(days) : undefined;
  const isPrivate = /PRIVATE KEY/.test(publicKey);
  const add = useMutation({
    mutationFn: () => {
      const body = { publicKey: publicKey.trim(), overlapDays: first ? 0 : (overlap ?? 0) };
      return mode === "key" ? api.addKey(app.id, body) : api.certifyKey(app.id, body);
    },
    onSuccess: async (k) => {
      await queries.invalidateQueries({ queryKey: appKey(app.id) });
      toast(t("keys.added", { n: k.version }));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("keys.add")}
      action={t("keys.add")}
      busy={add.isPending}
      error={add.error}
      disabled={publicKey.trim() === "" || isPrivate || overlap === undefined}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <Select
        label={t("keys.mode")}
        value={mode}
        onPick={setMode}
        hint={t(mode === "key" ? "keys.plainHint" : "keys.certHint")}
        options={[
          { value: "key", label: t("keys.plain") },
          { value: "cert", label: t("keys.cert") },
        ]}
      />
      <Area
        label={t("keys.publicKey")}
        className="co-mono"
        rows={6}
        required
        maxLength={8192}
        spellCheck={false}
        value={publicKey}
        onChange={(e) => setPublicKey(e.target.value)}
        hint={t("keys.publicKeyHint")}
        error={isPrivate ? t("keys.private") : undefined}
      />
      {!first && (
        <Field
          label={t("keys.overlap")}
          inputMode="numeric"
          maxLength={2}
          value={days}
          onChange={(e) => setDays(e.target.value)}
          hint={t("keys.overlapHint")}
          error={overlap === undefined ? t("keys.overlapBad") : undefined}
        />
      )}
      <More label={t("keys.how")}>
        <Code name={t("keys.shell")} text={openssl} />
      </More>
    </FormSheet>
  );
}

function PlatformKeys({ app }: { app: App }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const p = app.platform;
  const take = useMutation({
    mutationFn: () => api.takePlatformKey(app.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: appKey(app.id) });
      toast(t("platform.taken"));
      setAsking(false);
    },
  });
  return (
    <Panel
      title={t("platform.title")}
      end={!p.newest && <Button onClick={() => setAsking(true)}>{t("platform.take")}</Button>}
    >
      <p className="lw-muted">{t("platform.lead")}</p>
      {!p.newest && (
        <Notice tone="warn" icon="warn">
          {t("platform.newer", { day: f.day(p.until) })}
        </Notice>
      )}
      <p className="lw-small">
        {t("platform.until", { day: f.day(p.until) })} {t("keys.sn")} <Mono>{p.certSn}</Mono>
      </p>
      <Code name={t("platform.key")} text={p.publicKey} file="platform_public_key.pem" />
      <More label={t("platform.certs")}>
        <Code name={t("platform.cert")} text={p.cert} file="platform_cert.crt" />
        <Code name={t("platform.root")} text={p.root} file="root_cert.crt" />
      </More>
      {asking && (
        <Ask
          title={t("platform.take")}
          text={t("platform.takeText")}
          action={t("platform.take")}
          busy={take.isPending}
          error={take.error ? faultText(take.error, f) : undefined}
          onYes={() => take.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}

function ContentKey({ app }: { app: App }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const make = useMutation({
    mutationFn: () => api.newContentKey(app.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: appKey(app.id) });
      setAsking(false);
    },
  });
  return (
    <Panel
      title={t("content.title")}
      end={
        <Button kind="plain" onClick={() => (app.hasContentKey ? setAsking(true) : make.mutate())}>
          {t(app.hasContentKey ? "content.again" : "content.make")}
        </Button>
      }
    >
      <p className="lw-muted">{t("content.lead")}</p>
      {make.data ? (
        <>
          <Notice tone="warn">{t("content.once")}</Notice>
          <Code name={t("content.title")} text={make.data.key} file="aes_key.txt" />
        </>
      ) : (
        <p>{t(app.hasContentKey ? "content.has" : "content.none")}</p>
      )}
      {asking && (
        <Ask
          title={t("content.again")}
          text={t("content.againText")}
          action={t("content.again")}
          danger
          busy={make.isPending}
          error={make.error ? faultText(make.error, f) : undefined}
          onYes={() => make.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}
