import { ApiError, api, type MiniDomains, type MiniKey } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Empty, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { Code, Mono, More, Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area } from "../../shared/fields";
import { lines } from "../../shared/mini";
import { Panel } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { MiniFrame, miniKey } from "./miniframe";

/** What signs packages, and what programs may reach. */
export function MiniAccessPage() {
  return (
    <MiniFrame>
      {(app) => (
        <>
          <Keys app={app.id} />
          <Domains app={app.id} />
        </>
      )}
    </MiniFrame>
  );
}

const pair = `openssl genpkey -algorithm ed25519 -out package_key.pem
openssl pkey -in package_key.pem -pubout`;

function Keys({ app }: { app: string }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const keys = useQuery({ queryKey: [...miniKey(app), "keys"], queryFn: () => api.miniKeys(app) });
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<MiniKey>();
  const renew = () => queries.invalidateQueries({ queryKey: [...miniKey(app), "keys"] });
  const end = useMutation({
    mutationFn: (key: string) => api.endMiniKey(app, key),
    onSuccess: async () => {
      await renew();
      toast(t("minikeys.endedToast"));
      setEnding(undefined);
    },
  });
  return (
    <Panel title={t("minikeys.title")} end={<Button onClick={() => setAdding(true)}>{t("minikeys.add")}</Button>}>
      <p className="lw-muted">{t("minikeys.lead")}</p>
      <Shown of={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="key" title={t("minikeys.none")}>
              <p>{t("minikeys.noneHint")}</p>
            </Empty>
          ) : (
            <Table
              caption={t("minikeys.title")}
              rows={items}
              id={(k) => k.publicKey}
              columns={[
                { head: t("minikeys.publicKey"), main: true, cell: (k) => <Mono>{k.publicKey}</Mono> },
                {
                  head: t("apps.stateName"),
                  cell: (k) => (
                    <Tag tone={k.ended ? "quiet" : "good"}>{t(k.ended ? "minikeys.ended" : "minikeys.inForce")}</Tag>
                  ),
                },
                { head: t("minikeys.from"), cell: (k) => <Time at={k.from} /> },
                {
                  head: t("common.actions"),
                  end: true,
                  cell: (k) =>
                    !k.ended && (
                      <Button
                        kind="link"
                        aria-label={t("minikeys.endOne", { key: k.publicKey.slice(0, 8) })}
                        onClick={() => setEnding(k)}
                      >
                        {t("minikeys.end")}
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </Shown>
      <More label={t("minikeys.how")}>
        <Code name={t("keys.shell")} text={pair} />
      </More>
      {adding && <AddKey app={app} onDone={renew} onClose={() => setAdding(false)} />}
      {ending && (
        <Ask
          title={t("minikeys.endOne", { key: ending.publicKey.slice(0, 8) })}
          text={t("minikeys.endText")}
          action={t("minikeys.end")}
          danger
          busy={end.isPending}
          error={end.error ? faultText(end.error, f) : undefined}
          onYes={() => end.mutate(ending.publicKey)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Panel>
  );
}

function AddKey({ app, onDone, onClose }: { app: string; onDone: () => unknown; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const [text, setText] = useState("");
  const isPrivate = /PRIVATE KEY/.test(text);
  const add = useMutation({
    mutationFn: () => api.addMiniKey(app, text.trim()),
    onSuccess: async () => {
      await onDone();
      toast(t("minikeys.added"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("minikeys.add")}
      action={t("minikeys.add")}
      busy={add.isPending}
      error={add.error}
      disabled={text.trim() === "" || isPrivate}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <Area
        label={t("minikeys.publicKey")}
        className="co-mono"
        required
        autoFocus
        maxLength={1000}
        spellCheck={false}
        value={text}
        onChange={(e) => setText(e.target.value)}
        hint={t("minikeys.publicKeyHint")}
        error={isPrivate ? t("keys.private") : undefined}
      />
    </FormSheet>
  );
}

const uses = ["request", "upload", "download", "socket", "page"] as const;

function Domains({ app }: { app: string }) {
  const t = useT();
  const domains = useQuery({ queryKey: [...miniKey(app), "domains"], queryFn: () => api.miniDomains(app) });
  return (
    <Panel title={t("minidomains.title")}>
      <p className="lw-muted">{t("minidomains.lead")}</p>
      <Shown of={domains}>{(d) => <Lists app={app} of={d} />}</Shown>
    </Panel>
  );
}

function Lists({ app, of }: { app: string; of: MiniDomains }) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  const text = (d: MiniDomains) =>
    Object.fromEntries(uses.map((u) => [u, d[u].join("\n")])) as Record<(typeof uses)[number], string>;
  const [draft, setDraft] = useState(() => text(of));
  const save = useMutation({
    mutationFn: () =>
      api.setMiniDomains(app, {
        ...of,
        ...(Object.fromEntries(uses.map((u) => [u, lines(draft[u])])) as Record<(typeof uses)[number], string[]>),
      }),
    onSuccess: (d) => {
      queries.setQueryData([...miniKey(app), "domains"], d);
      setDraft(text(d)); // as the platform writes them
      toast(t("common.saved"));
    },
  });
  const wrong = save.error instanceof ApiError ? save.error : undefined;
  const args = (wrong?.args ?? {}) as { field?: string; domain?: string };
  const at = (u: string) => {
    if (args.field !== u) return undefined;
    return args.domain ? t("minidomains.bad", { domain: args.domain }) : t("minidomains.many");
  };
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form className="co-form" onSubmit={send} noValidate>
      {uses.map((u) => (
        <Area
          key={u}
          label={t(`minidomains.${u}`)}
          className="co-mono"
          spellCheck={false}
          value={draft[u]}
          onChange={(e) => setDraft({ ...draft, [u]: e.target.value })}
          error={at(u)}
        />
      ))}
      {!uses.some(at) && <Refused error={save.error} />}
      <div>
        <Button type="submit" busy={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
