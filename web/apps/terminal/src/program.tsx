import { api, type Self, type TerminalOrder } from "@livewell/api/terminal";
import { useLanguage } from "@livewell/i18n";
import { en, forgetful, reviewed, run, zh, type Running } from "@livewell/mini";
import "@livewell/mini/host.css";
import { useEffect, useRef, useState } from "react";
import { terminalCalls } from "./calls";
import { isLost } from "./away";
import type { Away } from "./useaway";
import { useT } from "./words";

type Props = {
  self: Self;
  pay: (order: TerminalOrder) => Promise<"paid" | "waits" | "no">;
  onEnd: () => void;
  /** Of a register: what it does without a network. */
  away?: Away;
  /** Hears of the running program, to tell it of events. */
  onRun?: (running: Running | null) => void;
};

/**
 * The mini program of the device, for one guest. It keeps nothing: with the
 * component goes all that the guest did, and an order that was not paid.
 */
export function Program({ self, pay, away, onEnd, onRun }: Props) {
  const t = useT();
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState<"" | "lost" | "closed">("");
  const around = useRef({ pay, onEnd, onRun });
  useEffect(() => {
    around.current = { pay, onEnd, onRun };
  });
  const store = self.store?.id ?? "";
  const { app = "", kind = "" } = self;

  useEffect(() => {
    const here = box.current;
    if (!here) return;
    let over = false;
    let running: Running | undefined;
    const unpaid = new Set<string>();
    const leave = () => over || around.current.onEnd();
    const start = async () => {
      const program = await api.program();
      if (!program.base || !program.list) throw new Error(program.state);
      const sum = await reviewed({
        ...{ hash: program.hash ?? "", list: program.list },
        ...{ signature: program.platformSignature ?? "", keys: program.platformKeys ?? [] },
      });
      if (over) return;
      const begun = await run(here, {
        ...{ base: program.base, runtime: "/mini/r/", pictures: `/mini/i/${app}?u=` },
        ...{ language, words: language === "zh" ? zh : en, sum, storage: forgetful(), tabs: false },
        launch: { query: { store } },
        system: { appId: app, terminal: kind },
        ext: program.ext ? (JSON.parse(program.ext) as Record<string, unknown>) : {},
        bridge: terminalCalls({
          made: (o) => unpaid.add(o.id),
          pay: async (o) => {
            const end = await around.current.pay(o);
            if (end !== "no") unpaid.delete(o.id);
            return end;
          },
          leave,
          ...(away ? { away } : {}),
        }),
        onClose: leave,
      });
      if (over) return begun.end();
      running = begun;
      around.current.onRun?.(begun);
    };
    start().catch((e: unknown) => over || setFailed(isLost(e) ? "lost" : "closed"));
    return () => {
      over = true;
      around.current.onRun?.(null);
      running?.end();
      for (const id of unpaid) {
        if (away) away.drop(id);
        else void api.drop(id).catch(() => undefined); // else its time ends it
      }
    };
  }, [app, away, kind, language, store]);

  if (failed)
    return (
      <div className="tm-plain">
        <p role="alert">{t(failed === "lost" ? "lost.title" : "attract.closed")}</p>
        <button type="button" className="tm-big" onClick={onEnd}>
          {t("again")}
        </button>
      </div>
    );
  return <div ref={box} className="tm-program" />;
}
