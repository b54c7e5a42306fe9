import type { Self, TerminalOrder } from "@livewell/api/terminal";
import { useFormat } from "@livewell/i18n";
import type { Running } from "@livewell/mini";
import { AmountField, amountOf, Button, Empty, Notice } from "@livewell/ui";
import { useCallback, useEffect, useRef, useState, type SyntheticEvent } from "react";
import { CodeField } from "./codefield";
import { paid, usePaying, type End } from "./paying";
import { Program } from "./program";
import { useScanner } from "./scanner";
import { useT } from "./words";

type Asking = { order: TerminalOrder; done: (end: End) => void };

/** The program beside a panel for who sells. */
export function Register({ self }: { self: Self }) {
  const t = useT();
  const f = useFormat();
  const [customer, setCustomer] = useState(1);
  const [asking, setAsking] = useState<Asking>();
  const running = useRef<Running | null>(null);
  const next = useCallback(() => {
    setAsking(undefined);
    setCustomer((n) => n + 1);
  }, []);
  const pay = useCallback(
    (order: TerminalOrder) =>
      new Promise<End>((resolve) => {
        const done = (how: End) => {
          setAsking(undefined);
          resolve(how);
        };
        setAsking({ order, done });
      }),
    [],
  );
  const hears = useCallback((r: Running | null) => {
    running.current = r;
  }, []);
  useScanner(!asking, (code) => running.current?.event("scan", { code }));
  const { shift } = self;
  return (
    <div className="tm-register">
      <div>
        <Program key={customer} self={self} pay={pay} onEnd={next} onRun={hears} />
      </div>
      <aside className="tm-panel" aria-label={t("register.panel")}>
        <h1 translate="no">{self.name}</h1>
        {shift ? (
          <p>{t("register.open", { name: shift.cashier, at: f.short(shift.openedAt) })}</p>
        ) : (
          <Notice tone="warn" icon="warn">
            {t("register.closed")}
          </Notice>
        )}
        {asking ? (
          <Taking key={asking.order.id} {...asking} onNext={next} />
        ) : (
          <Empty icon="inbox" title={t("register.none")}>
            {t("register.noneText")}
          </Empty>
        )}
        {!asking && (
          <Button kind="plain" block onClick={next}>
            {t("register.fresh")}
          </Button>
        )}
      </aside>
    </div>
  );
}

function Taking({ order: first, done, onNext }: Asking & { onNext: () => void }) {
  const t = useT();
  const f = useFormat();
  const { order, busy, problem, waits, pay } = usePaying(first);
  const finish = useRef(done);
  const over = paid(order);
  useEffect(() => {
    // The program may go on; who closes the panel begins with the next customer.
    const end = finish.current;
    if (over) return () => end("paid");
  }, [over]);
  if (over)
    return (
      <div className="lw-stack" role="status">
        <h2>{t("register.sold")}</h2>
        <p>{t("pay.number")}</p>
        <p className="tm-number">{order.number}</p>
        {order.change.amount !== "0.00" && (
          <p className="tm-amount">{t("register.change", { amount: f.money(order.change) })}</p>
        )}
        <a className="lw-button plain block" href={`/terminal/api/orders/${order.id}/receipt`} download>
          {t("register.receipt")}
        </a>
        <Button block autoFocus onClick={() => (done("paid"), onNext())}>
          {t("register.next")}
        </Button>
      </div>
    );
  return (
    <div className="lw-stack">
      <h2>{t("register.total")}</h2>
      <p className="tm-amount lw-num" role="status">
        {f.money(order.rest)}
      </p>
      {waits ? (
        <Notice icon="phone">{t("pay.asked")}</Notice>
      ) : (
        <>
          <h3>{t("register.byCode")}</h3>
          <CodeField busy={busy} problem={problem} onCode={(code) => pay({ kind: "code", code })} />
          <Cash rest={order.rest} busy={busy} onGiven={(given) => pay({ kind: "cash", given })} />
        </>
      )}
      <Button kind="plain" block onClick={() => done("no")}>
        {t("pay.back")}
      </Button>
    </div>
  );
}

type Amount = TerminalOrder["rest"];

function Cash({ rest, busy, onGiven }: { rest: Amount; busy: boolean; onGiven: (a: Amount) => void }) {
  const t = useT();
  const [text, setText] = useState("");
  const [short, setShort] = useState(false);
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    const given = amountOf(text);
    if (busy) return;
    if (!given || Number(given) < Number(rest.amount)) return setShort(true);
    onGiven({ ...rest, amount: given });
  };
  return (
    <form className="lw-stack" onSubmit={submit}>
      <h3>{t("register.byCash")}</h3>
      <AmountField
        label={t("register.given")}
        value={text}
        error={short ? t("register.needGiven") : undefined}
        onChange={(v: string) => (setShort(false), setText(v))}
      />
      <Button kind="soft" block onClick={() => setText(rest.amount)}>
        {t("register.exact")}
      </Button>
      <Button type="submit" block busy={busy}>
        {t("register.take")}
      </Button>
    </form>
  );
}
