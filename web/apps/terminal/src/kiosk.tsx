import type { Self, TerminalOrder } from "@livewell/api/terminal";
import { languageOf, useFormat, useLanguage, type Language } from "@livewell/i18n";
import { Button, Icon } from "@livewell/ui";
import { useCallback, useEffect, useRef, useState } from "react";
import { CodeField } from "./codefield";
import { paid, usePaying, type End } from "./paying";
import { Program } from "./program";
import { useIdle } from "./touched";
import { takeNew } from "./version";
import { speak, useT } from "./words";

type Asking = { order: TerminalOrder; done: (end: End) => void };

/** Where guests order one after the other; nothing of one is left to the next. */
export function Kiosk({ self }: { self: Self }) {
  const [guest, setGuest] = useState(0); // 0: nobody
  const guests = useRef(0);
  const [asking, setAsking] = useState<Asking>();
  const [follows, setFollows] = useState(false);
  const end = useCallback(() => {
    setGuest(0);
    setAsking(undefined);
    setFollows(false);
    void speak(languageOf(navigator.language));
  }, []);
  const begin = (language: Language) => {
    const next = ++guests.current;
    void speak(language).then(() => setGuest(next));
  };
  const pay = useCallback(
    (order: TerminalOrder) =>
      new Promise<End>((resolve) => {
        const done = (how: End) => {
          setAsking(undefined);
          setFollows(false);
          resolve(how);
        };
        setAsking({ order, done });
      }),
    [],
  );
  useEffect(() => {
    if (!guest) void takeNew();
  }, [guest]);
  const { left, here } = useIdle(guest > 0 && !follows, end);
  if (!guest) return <Attract self={self} onBegin={begin} />;
  return (
    <div className="tm-kiosk">
      <Program key={guest} self={self} pay={pay} onEnd={end} />
      {asking && <Paying key={asking.order.id} {...asking} onFollow={setFollows} />}
      {left !== undefined && <StillThere left={left} onHere={here} onEnd={end} />}
    </div>
  );
}

function Attract({ self, onBegin }: { self: Self; onBegin: (l: Language) => void }) {
  const t = useT();
  const en = useLanguage() === "en";
  const name = (en && self.store?.nameEn) || self.store?.name;
  return (
    <main className="tm-attract">
      {self.store?.picture && <img src={self.store.picture} alt="" />}
      <h1 translate="no">{name}</h1>
      <p className="tm-touch">{t("attract.touch")}</p>
      <div role="group" aria-label={t("attract.language")} className="tm-pair-of">
        <button type="button" className="tm-big" lang="zh" onClick={() => onBegin("zh")}>
          {t("attract.zh")}
        </button>
        <button type="button" className="tm-big" lang="en" onClick={() => onBegin("en")}>
          {t("attract.en")}
        </button>
      </div>
    </main>
  );
}

function StillThere({ left, onHere, onEnd }: { left: number; onHere: () => void; onEnd: () => void }) {
  const t = useT();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} className="tm-dialog" aria-labelledby="still" onCancel={onHere}>
      <h2 id="still">{t("idle.title")}</h2>
      <p role="timer">{t("idle.text", { count: left })}</p>
      <button type="button" className="tm-big" onClick={onHere}>
        {t("idle.here")}
      </button>
      <button type="button" className="tm-big plain" onClick={onEnd}>
        {t("idle.end")}
      </button>
    </dialog>
  );
}

// What was paid is shown so long before the program goes on by itself.
const shown = 8_000;

/** The host's own page for the money; the program sees none of it. */
function Paying({ order: first, done, onFollow }: Asking & { onFollow: (on: boolean) => void }) {
  const t = useT();
  const f = useFormat();
  const { order, busy, problem, waits, pay } = usePaying(first);
  const over = paid(order);
  const finish = useRef(done);
  useEffect(() => onFollow(waits), [onFollow, waits]);
  useEffect(() => {
    if (!over) return;
    const timer = setTimeout(() => finish.current("paid"), shown);
    return () => clearTimeout(timer);
  }, [over]);
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog
      ref={box}
      className="tm-pay"
      aria-labelledby="pay"
      onCancel={(e) => {
        e.preventDefault();
        if (!busy) done(over ? "paid" : "no");
      }}
    >
      <h1 id="pay">{over ? t("pay.paid") : t("pay.title")}</h1>
      {over ? (
        <>
          <p>{t("pay.number")}</p>
          <p className="tm-number" role="status">
            {order.number}
          </p>
          {order.code && <p>{t("pay.pickup", { code: order.code })}</p>}
          <Button block onClick={() => done("paid")}>
            {t("pay.on")}
          </Button>
        </>
      ) : (
        <>
          <p className="tm-amount lw-num">{f.money(order.total)}</p>
          {waits ? (
            <>
              <Icon name="phone" size={96} />
              <h2 role="status">{t("pay.asked")}</h2>
              <p>{t("pay.askedText")}</p>
            </>
          ) : (
            <>
              <Icon name="paycode" size={96} />
              <p className="tm-show">{t("pay.show")}</p>
              <CodeField keys busy={busy} problem={problem} onCode={(code) => pay({ kind: "code", code })} />
            </>
          )}
          <Button kind="plain" block onClick={() => done("no")}>
            {t("pay.back")}
          </Button>
        </>
      )}
    </dialog>
  );
}
