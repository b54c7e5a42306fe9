import { api, type Store } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Empty, Field, Icon, Notice } from "@livewell/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState, type RefObject, type SyntheticEvent } from "react";
import { Tag, Time, type Tone } from "../../shared/bits";
import { Panel } from "../../shared/screen";
import { Refused } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { useFocusKept } from "./focuskept";
import { StoreFrame } from "./frame";
import { Own, useNamed } from "./names";
import { redeem, whyOf, type Verdict } from "./redeem";
import { useSending } from "./sending";
import { canCheck } from "./vouchercode";
import { dismiss, isOpen, keepKey, keys, useTaken, type Taken } from "./voucherlog";
import "./voucher.css";

export function VouchersPage() {
  const t = useT();
  return <StoreFrame title={t("store.vouchers")}>{(store) => <Inside key={store.id} of={store} />}</StoreFrame>;
}

const SHOWN = 20;

function Inside({ of }: { of: Store }) {
  const t = useT();
  const field = useRef<HTMLInputElement>(null);
  const all = useTaken(of.id);
  useFocusKept(field);
  return (
    <div className="lw-stack">
      {!of.modes.includes("voucher") && <Notice>{t("vouchers.off")}</Notice>}
      <Line store={of.id} waiting={all.filter((x) => x.state === "waits").length} />
      <Redeem store={of.id} field={field} />
      <Problems
        of={all.filter(isOpen)}
        onDismiss={(x) => {
          dismiss(of.id, x.id);
          field.current?.focus();
        }}
      />
      <Last of={all.slice(0, SHOWN)} />
    </div>
  );
}

/** What the network, or the want of it, means for who redeems. */
function Line({ store, waiting }: { store: string; waiting: number }) {
  const t = useT();
  const sending = useSending(store);
  const key = useQuery({
    queryKey: ["voucher-key"],
    queryFn: async () => {
      const k = await api.voucherKey();
      keepKey(k);
      return k.version;
    },
  });
  const able = useQuery({ queryKey: ["ed25519"], queryFn: canCheck, networkMode: "always", staleTime: Infinity });
  const keyless = key.data === undefined && Object.keys(keys()).length === 0;
  return (
    <>
      {able.data === false && (
        <Notice tone="warn" icon="warn">
          {t("vouchers.noCheck")}
        </Notice>
      )}
      {!sending.online && (
        <Notice tone="warn" icon="warn">
          {t(keyless ? "vouchers.noKey" : "vouchers.offline")}
        </Notice>
      )}
      <div role="status">
        {waiting > 0 && (
          <Notice tone="warn" icon="clock">
            <div className="vo-waiting">
              <span>{t("vouchers.waiting", { count: waiting })}</span>
              <Button kind="plain" busy={sending.busy} onClick={sending.send}>
                {t("vouchers.send")}
              </Button>
            </div>
          </Notice>
        )}
      </div>
      {waiting > 0 && <Refused error={sending.error} />}
    </>
  );
}

type Shown = { verdict: Verdict; n: number };

function Redeem({ store, field }: { store: string; field: RefObject<HTMLInputElement | null> }) {
  const t = useT();
  const [code, setCode] = useState("");
  const [shown, setShown] = useState<Shown>();
  const underway = useRef("");
  const run = useMutation({
    mutationFn: (text: string) => redeem(store, text),
    networkMode: "always", // without a network it is checked here
    scope: { id: "redeem" }, // one guest after the other
    onSuccess: (verdict) => setShown((s) => ({ verdict, n: (s?.n ?? 0) + 1 })),
    onSettled: () => {
      underway.current = "";
    },
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    const text = code.trim();
    setCode("");
    field.current?.focus();
    // A scanner that reads a code twice would show "used" over its own OK.
    if (!text || text === underway.current) return;
    underway.current = text;
    setShown(undefined);
    run.mutate(text);
  };
  return (
    <Panel title={t("vouchers.redeem")}>
      <form className="vo-form" onSubmit={submit} noValidate>
        <Field
          ref={field}
          label={t("vouchers.code")}
          hint={t("vouchers.codeHint")}
          value={code}
          maxLength={300}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(e) => setCode(e.target.value)}
        />
        <Button type="submit" busy={run.isPending}>
          {t("vouchers.take")}
        </Button>
      </form>
      <div role="status" aria-live="assertive">
        {shown && <Told key={shown.n} of={shown.verdict} />}
      </div>
      <Refused error={run.error} />
    </Panel>
  );
}

function useWhy() {
  const t = useT();
  const f = useFormat();
  return (v: Extract<Verdict, { ok: false }>) => {
    const at = v.at ? f.dateTime(v.at) : t("common.dash");
    if (v.why === "used") return v.at ? t("vouchers.why.usedAt", { at }) : t("vouchers.why.used");
    return v.why === "waits" ? t("vouchers.why.waits", { at }) : t(`vouchers.why.${v.why}`);
  };
}

function Told({ of }: { of: Verdict }) {
  const t = useT();
  const named = useNamed();
  const why = useWhy();
  return (
    <div className={`vo-verdict ${of.ok ? "good" : "bad"}`}>
      <Icon name={of.ok ? "check" : "close"} size={56} />
      <div>
        <strong>{t(of.ok ? "vouchers.ok" : "vouchers.no")}</strong>
        {of.ok && of.name && (
          <p className="vo-name">
            <Own>{named(of.name, of.nameEn)}</Own>
          </p>
        )}
        {of.ok ? of.offline && <p>{t("vouchers.okOffline")}</p> : <p className="vo-why">{why(of)}</p>}
      </div>
    </div>
  );
}

function useVoucherName() {
  const t = useT();
  const named = useNamed();
  return (x: Taken) => (x.name ? named(x.name, x.nameEn) : t("vouchers.unnamed", { id: x.id }));
}

function Problems({ of, onDismiss }: { of: Taken[]; onDismiss: (x: Taken) => void }) {
  const t = useT();
  const f = useFormat();
  const name = useVoucherName();
  const why = useWhy();
  if (of.length === 0) return null;
  const told = (x: Taken) => {
    const at = f.dateTime(x.at);
    if (x.usedAt) return t("vouchers.clash", { at, used: f.dateTime(x.usedAt) });
    const known = whyOf(x.fault ?? "");
    return t("vouchers.refused", { at, why: known ? why({ ok: false, why: known }) : t("vouchers.why.other") });
  };
  return (
    <Panel title={t("vouchers.problems")}>
      <p className="lw-muted">{t("vouchers.problemsText")}</p>
      <ul className="vo-problems" aria-label={t("vouchers.problems")}>
        {of.map((x) => (
          <li key={x.id}>
            <Icon name="warn" size={22} />
            <div>
              <strong>
                <Own>{name(x)}</Own>
              </strong>
              <p>{told(x)}</p>
              {x.doubt && x.usedAt && <p>{t("vouchers.perhapsOwn")}</p>}
            </div>
            <Button kind="plain" aria-label={t("vouchers.dismissOne", { name: name(x) })} onClick={() => onDismiss(x)}>
              {t("vouchers.dismiss")}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const tones: Record<Taken["state"], Tone> = { done: "good", waits: "warn", problem: "bad" };

function Last({ of }: { of: Taken[] }) {
  const t = useT();
  const name = useVoucherName();
  return (
    <Panel title={t("vouchers.last")}>
      {of.length === 0 ? (
        <Empty title={t("vouchers.none")}>
          <p>{t("vouchers.noneHint")}</p>
        </Empty>
      ) : (
        <Table
          caption={t("vouchers.last")}
          rows={of}
          id={(x) => x.id}
          columns={[
            {
              head: t("vouchers.what"),
              main: true,
              cell: (x) => (x.name ? <Own>{name(x)}</Own> : <span className="lw-break">{name(x)}</span>),
            },
            { head: t("vouchers.at"), cell: (x) => <Time at={x.at} /> },
            {
              head: t("vouchers.state"),
              cell: (x) =>
                x.seen ? (
                  <Tag tone="quiet">{t("vouchers.no")}</Tag>
                ) : (
                  <Tag tone={tones[x.state]}>{t(`vouchers.states.${x.state}`)}</Tag>
                ),
            },
          ]}
        />
      )}
    </Panel>
  );
}
