import { api, type PairingCode, type StoreTerminal, type TerminalDraft } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Empty, Field, Icon, Sheet, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { Tag, Time, type Tone } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { StoreFrame } from "./frame";

const key = (store: string) => ["terminals", store] as const;

/** The devices of a store. */
export function TerminalsPage() {
  const t = useT();
  return (
    <StoreFrame title={t("terminals.title")} managed>
      {(store) => <Inside store={store.id} />}
    </StoreFrame>
  );
}

function Inside({ store }: { store: string }) {
  const t = useT();
  const list = useQuery({ queryKey: key(store), queryFn: () => api.terminals(store), refetchInterval: 5000 });
  const [adding, setAdding] = useState(false);
  const [code, setCode] = useState<{ of: StoreTerminal; code: PairingCode }>();
  const pair = (of: StoreTerminal) => api.terminalCode(store, of.id).then((code) => setCode({ of, code }));
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Icon name="plus" size={20} />
      {t("terminals.add")}
    </Button>
  );
  return (
    <>
      <Shown of={list}>
        {({ items }) =>
          items.length ? (
            <>
              <p>{t("terminals.lead", { address: `${location.origin}/terminal/` })}</p>
              <div className="co-line">{add}</div>
              <Devices store={store} items={items} onPair={pair} />
            </>
          ) : (
            <Empty icon="store" title={t("terminals.none")}>
              <p>{t("terminals.noneText")}</p>
              {add}
            </Empty>
          )
        }
      </Shown>
      {adding && <Adding store={store} onAdded={pair} onClose={() => setAdding(false)} />}
      {code && <Code key={code.code.code} {...code} onClose={() => setCode(undefined)} />}
    </>
  );
}

type State = "barred" | "off" | "unpaired" | "here" | "away";
const tones: Record<State, Tone> = { barred: "bad", off: "quiet", unpaired: "warn", here: "good", away: "warn" };
const stateOf = (d: StoreTerminal): State =>
  d.barred ? "barred" : !d.on ? "off" : !d.paired ? "unpaired" : d.here ? "here" : "away";

type DevicesProps = { store: string; items: StoreTerminal[]; onPair: (of: StoreTerminal) => Promise<void> };

function Devices({ store, items, onPair }: DevicesProps) {
  const t = useT();
  return (
    <Table
      caption={t("terminals.title")}
      rows={items}
      id={(d) => d.id}
      columns={[
        { head: t("terminals.name"), main: true, cell: (d) => <span translate="no">{d.name}</span> },
        { head: t("terminals.what"), cell: (d) => t(`terminals.kind.${d.kind}`) },
        {
          head: t("terminals.state"),
          cell: (d) => (
            <>
              <Tag tone={tones[stateOf(d)]}>{t(`terminals.states.${stateOf(d)}`)}</Tag>
              {d.barred && <p className="lw-hint">{t("terminals.barredBy", { reason: d.barred })}</p>}
            </>
          ),
        },
        { head: t("terminals.seen"), cell: (d) => (d.seenAt ? <Time at={d.seenAt} /> : t("terminals.never")) },
        { head: t("terminals.acts"), end: true, cell: (d) => <Acts store={store} of={d} onPair={onPair} /> },
      ]}
    />
  );
}

function Acts({ store, of, onPair }: { store: string; of: StoreTerminal; onPair: DevicesProps["onPair"] }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const { name } = of;
  const always = {
    onError: (e: unknown) => toast(faultText(e, f)),
    onSettled: () => queries.invalidateQueries({ queryKey: key(store) }),
  };
  const pair = useMutation({ mutationFn: () => onPair(of), ...always });
  const turn = useMutation({
    mutationFn: () => api.editTerminal(store, of.id, { on: !of.on }),
    onSuccess: (d) => toast(t(d.on ? "terminals.isOn" : "terminals.isOff", { name })),
    ...always,
  });
  const remove = useMutation({
    mutationFn: () => api.removeTerminal(store, of.id),
    onSuccess: () => toast(t("terminals.removed", { name })),
    onSettled: always.onSettled,
  });
  return (
    <span className="co-line">
      <Button
        kind="plain"
        busy={pair.isPending}
        aria-label={t("terminals.codeOf", { name })}
        onClick={() => pair.mutate()}
      >
        {t("terminals.code")}
      </Button>
      {!of.barred && (
        <Button
          kind="plain"
          busy={turn.isPending}
          aria-label={t(of.on ? "terminals.turnOffOf" : "terminals.turnOnOf", { name })}
          onClick={() => turn.mutate()}
        >
          {t(of.on ? "terminals.turnOff" : "terminals.turnOn")}
        </Button>
      )}
      <Button kind="plain" aria-label={t("terminals.removeOf", { name })} onClick={() => setRemoving(true)}>
        {t("common.remove")}
      </Button>
      {removing && (
        <Ask
          title={t("terminals.removeTitle", { name })}
          text={t("terminals.removeText")}
          action={t("common.remove")}
          danger
          busy={remove.isPending}
          error={remove.error ? faultText(remove.error, f) : undefined}
          onYes={() => remove.mutate()}
          onClose={() => setRemoving(false)}
        />
      )}
    </span>
  );
}

const kinds: TerminalDraft["kind"][] = ["kiosk", "register", "screen"];

function Adding({ store, onAdded, onClose }: { store: string; onAdded: DevicesProps["onPair"]; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const tills = useQuery({ queryKey: ["register", store], queryFn: () => api.register(store) }).data?.items ?? [];
  const [attempt, setAttempt] = useState(newAttempt);
  const [kind, setKind] = useState<TerminalDraft["kind"]>("kiosk");
  const [name, setName] = useState("");
  const [app, setApp] = useState("");
  const [till, setTill] = useState("");
  const [tried, setTried] = useState(false);
  const draft: TerminalDraft = {
    ...{ kind, name: name.trim() },
    ...(kind === "screen" ? {} : { app: app.trim() }),
    ...(kind === "register" ? { till: till || tills[0]?.id || "" } : {}),
  };
  const add = useMutation({
    mutationFn: async () => onAdded(await api.addTerminal(attempt.key, store, draft)),
    onSuccess: () => {
      toast(t("terminals.added"));
      onClose();
    },
    onError: (e) => setAttempt(after(attempt, e)),
    onSettled: () => queries.invalidateQueries({ queryKey: key(store) }),
  });
  const noTill = kind === "register" && !tills.length;
  const submit = () => {
    setTried(true);
    if (draft.name && draft.app !== "" && !noTill) add.mutate();
  };
  return (
    <FormSheet
      title={t("terminals.add")}
      action={t("common.add")}
      busy={add.isPending}
      error={add.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Select
        label={t("terminals.what")}
        value={kind}
        options={kinds.map((k) => ({ value: k, label: t(`terminals.kind.${k}`) }))}
        onPick={setKind}
      />
      <Field
        label={t("terminals.name")}
        hint={t("terminals.nameHint")}
        maxLength={20}
        value={name}
        error={tried && !draft.name ? t("terminals.needName") : undefined}
        onChange={(e) => setName(e.target.value)}
      />
      {kind !== "screen" && (
        <Field
          label={t("terminals.app")}
          hint={t("terminals.appHint")}
          inputMode="numeric"
          maxLength={16}
          value={app}
          error={tried && !draft.app ? t("terminals.needApp") : undefined}
          onChange={(e) => setApp(e.target.value)}
        />
      )}
      {kind === "register" && (
        <Select
          label={t("terminals.till")}
          hint={t(noTill ? "terminals.noTill" : "terminals.tillHint")}
          value={draft.till ?? ""}
          options={tills.map((x) => ({ value: x.id, label: x.name }))}
          onPick={setTill}
        />
      )}
    </FormSheet>
  );
}

function Code({ of, code, onClose }: { of: StoreTerminal; code: PairingCode; onClose: () => void }) {
  const t = useT();
  const [left, setLeft] = useState(() => Math.round((Date.parse(code.until) - Date.parse(code.now)) / 1000));
  useEffect(() => {
    const end = Date.now() + (Date.parse(code.until) - Date.parse(code.now));
    const timer = setInterval(() => setLeft(Math.max(0, Math.round((end - Date.now()) / 1000))), 1000);
    return () => clearInterval(timer);
  }, [code]);
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return (
    <Sheet title={t("terminals.codeOf", { name: of.name })} onClose={onClose}>
      <div className="lw-stack lw-centre">
        <p>{t("terminals.codeText")}</p>
        <p className="lw-total lw-num" translate="no">
          {`${code.code.slice(0, 4)} ${code.code.slice(4)}`}
        </p>
        <p role="timer">{left ? t("terminals.codeLeft", { left: clock }) : t("terminals.codeOver")}</p>
        <Button block onClick={onClose}>
          {t("terminals.done")}
        </Button>
      </div>
    </Sheet>
  );
}
