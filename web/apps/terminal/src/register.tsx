import { api, ApiError, type Self, type TerminalOrder, type TillMember, type TillSums } from "@livewell/api/terminal";
import { faultText, useFormat, useLanguage } from "@livewell/i18n";
import type { Running } from "@livewell/mini";
import { AmountField, amountOf, Button, Empty, Notice } from "@livewell/ui";
import { isHere, isLost, type Line } from "./away";
import { useCallback, useEffect, useRef, useState, type SyntheticEvent } from "react";
import { CodeField } from "./codefield";
import { paid, usePaying, type End } from "./paying";
import { Program } from "./program";
import { useScanner } from "./scanner";
import { Shelf } from "./shelf";
import { useAway } from "./useaway";
import { takeNew } from "./version";
import { useT } from "./words";

type Asking = { order: TerminalOrder; done: (end: End) => void; shelf?: boolean };

/** The program beside a panel for who sells. */
export function Register({ self, ahead, lost: begunLost }: { self: Self; ahead: number; lost: boolean }) {
  const t = useT();
  const f = useFormat();
  const [customer, setCustomer] = useState(1);
  const [asking, setAsking] = useState<Asking>();
  const running = useRef<Running | null>(null);
  const here = useAway(self, ahead, begunLost);
  const { away, lost, waiting, odd, dismiss } = here;
  const next = useCallback(() => {
    setAsking(undefined);
    setCustomer((n) => n + 1);
  }, []);
  useEffect(() => void takeNew(), [customer]);
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
  const sell = (lines: Line[]) => {
    const order = here.begin(lines);
    if (order) setAsking({ order, shelf: true, done: () => setAsking(undefined) });
  };
  const hears = useCallback((r: Running | null) => {
    running.current = r;
  }, []);
  useScanner(!asking, (code) => running.current?.event("scan", { code }));
  const { shift } = self;
  return (
    <div className="tm-register">
      <div>
        {(asking ? asking.shelf : lost) ? (
          <Shelf key={customer} menu={here.menu} locked={asking !== undefined} onSell={sell} />
        ) : (
          <Program key={customer} self={self} pay={pay} away={away} onEnd={next} onRun={hears} />
        )}
      </div>
      <aside className="tm-panel" aria-label={t("register.panel")}>
        <h1 translate="no">{self.name}</h1>
        {shift ? (
          <p>
            {shift.cashier
              ? t("register.open", { name: shift.cashier, at: f.short(shift.openedAt) })
              : t("register.since", { at: f.short(shift.openedAt) })}
          </p>
        ) : (
          <Notice tone="warn" icon="warn">
            {t("register.closed")}
          </Notice>
        )}
        {lost && (
          <Notice tone="warn" icon="warn">
            {t("register.lost")}
          </Notice>
        )}
        {waiting > 0 && (
          <Notice tone="warn" icon="clock">
            {t("register.waiting", { count: waiting })}
          </Notice>
        )}
        {odd.map(({ made, fault = "" }) => (
          <Notice key={made.ref} tone="bad" icon="warn">
            {t("register.refused", { at: f.dateTime(made.at), total: f.money(made.total) })}{" "}
            {faultText(new ApiError({ code: fault }), f)}
            <Button kind="link" onClick={() => dismiss(made.ref)}>
              {t("register.dismiss")}
            </Button>
          </Notice>
        ))}
        {asking ? (
          <Taking key={asking.order.id} {...asking} away={here} onNext={next} />
        ) : (
          <Empty icon="inbox" title={t("register.none")}>
            {t("register.noneText")}
          </Empty>
        )}
        {!asking && !lost && (
          <Button kind="plain" block onClick={next}>
            {t("register.fresh")}
          </Button>
        )}
      </aside>
    </div>
  );
}

type TakingProps = Asking & { away: ReturnType<typeof useAway>; onNext: () => void };

function Taking({ order: first, done, away: { lost, away, instead, take }, onNext }: TakingProps) {
  const t = useT();
  const f = useFormat();
  const { order, setOrder, busy, problem, waits, pay } = usePaying(first, away.lose);
  const m = useMember(order, setOrder, away.lose);
  const here = isHere(order.id);
  const [full, setFull] = useState(false);
  const takeHere = (given: Amount) => {
    try {
      const sold = take(order.id, given);
      if (sold) setOrder(sold);
      else setFull(true);
    } catch {
      setFull(true); // what is not kept is not sold
    }
  };
  // The server's order can be asked no more: another one takes its place, for cash and without a member.
  const gone = lost && !here && !waits && !busy && order.status === "unpaid";
  const replace = useRef(instead);
  useEffect(() => {
    replace.current = instead;
  });
  useEffect(() => {
    const other = gone ? replace.current(order.id) : undefined;
    if (other) setOrder(other);
  }, [gone, order.id, setOrder]);
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
        <Points of={order} />
        {here ? (
          <p>{t("register.noReceipt")}</p>
        ) : (
          <a className="lw-button plain block" href={`/terminal/api/orders/${order.id}/receipt`} download>
            {t("register.receipt")}
          </a>
        )}
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
      {full && <Notice tone="bad">{t("register.notKept")}</Notice>}
      {waits ? (
        <Notice icon="phone">{t("pay.asked")}</Notice>
      ) : here ? (
        <Cash rest={order.rest} busy={false} onGiven={takeHere} />
      ) : (
        <>
          {m.member && <Guest of={m} />}
          <h3>{t("register.byCode")}</h3>
          <CodeField
            label={t("register.anyCode")}
            busy={busy || m.busy}
            problem={problem || m.problem}
            onCode={(code) => (code.startsWith("29") ? m.meet(code) : pay({ kind: "code", code }))}
          />
          <Cash rest={order.rest} busy={busy || m.busy} onGiven={(given) => pay({ kind: "cash", given })} />
        </>
      )}
      <Button kind="plain" block onClick={() => done("no")}>
        {t("pay.back")}
      </Button>
    </div>
  );
}

/** Who buys, once they showed a member's code, and what of theirs is used. */
function useMember(order: TerminalOrder, setOrder: (o: TerminalOrder) => void, onLost: () => void) {
  const f = useFormat();
  const [member, setMember] = useState<TillMember>();
  const [sums, setSums] = useState<TillSums>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const during = (what: () => Promise<void>) => {
    setBusy(true);
    setProblem("");
    what()
      .catch((e: unknown) => {
        if (isLost(e)) onLost();
        setProblem(faultText(e, f));
      })
      .finally(() => setBusy(false));
  };
  const know = async (who: TillMember | undefined, points: boolean) => {
    const now = await api.know(order.id, who ? { visit: who.visit, usePoints: points } : {});
    setMember(who);
    setSums(now.sums);
    setOrder(now.order);
  };
  return {
    ...{ member, sums, busy, problem },
    meet: (code: string) => during(async () => know(await api.meet(code), false)),
    use: (points: boolean) => during(() => know(member, points)),
    away: () => during(() => know(undefined, false)),
  };
}

function Guest({ of: m }: { of: ReturnType<typeof useMember> }) {
  const t = useT();
  const f = useFormat();
  const en = useLanguage() === "en";
  const { member, sums } = m;
  if (!member || !sums) return null;
  return (
    <section className="tm-guest" aria-label={t("register.member")}>
      <p>
        <strong translate="no">{member.name}</strong>{" "}
        <span translate="no">{(en && member.levelEn) || member.level}</span> ·{" "}
        {t("register.points", { count: member.points })}
      </p>
      {sums.has
        .filter((c) => c.chosen)
        .map((c) => (
          <p key={c.id}>{t("register.coupon", { amount: f.money(c.off) })}</p>
        ))}
      {sums.most > 0 && (
        <Button kind="soft" block busy={m.busy} aria-pressed={sums.use > 0} onClick={() => m.use(sums.use === 0)}>
          {t("register.usePoints", { count: sums.most, amount: f.money(sums.worth) })}
        </Button>
      )}
      <p>{t("register.earns", { count: sums.earn })}</p>
      <Button kind="link" busy={m.busy} onClick={m.away}>
        {t("register.noMember")}
      </Button>
    </section>
  );
}

function Points({ of: { counted } }: { of: TerminalOrder }) {
  const t = useT();
  return (
    <>
      {counted.used > 0 && <p>{t("register.used", { count: counted.used })}</p>}
      {counted.earned > 0 && <p>{t("register.earned", { count: counted.earned })}</p>}
    </>
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
