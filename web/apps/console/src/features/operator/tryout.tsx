import { useLanguage } from "@livewell/i18n";
import { en, forgetful, madeUp, run, zh, type Running } from "@livewell/mini";
import "@livewell/mini/host.css";
import { useEffect, useRef, useState } from "react";
import { Panel } from "../../shared/screen";
import { Failed } from "../../shared/states";
import { useT } from "../../words";

/** A program that runs in this page, with a person who was made up and without a network. */
export function Tryout({ base, app }: { base: string; app: string }) {
  const t = useT();
  const language = useLanguage() === "zh" ? "zh" : "en";
  const box = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState<unknown>();
  const [errors, setErrors] = useState<string[]>([]);
  useEffect(() => {
    const here = box.current;
    if (!here) return;
    let over = false;
    let begun: Running | undefined;
    run(here, {
      base,
      runtime: "/mini/r/",
      language,
      dark: document.documentElement.dataset.theme === "dark",
      words: language === "zh" ? zh : en,
      bridge: madeUp(() => undefined),
      storage: forgetful(),
      system: { appId: app },
      onError: (e) => over || setErrors((all) => [...all.slice(-19), `${e.page}: ${e.message}`]),
    }).then(
      (running) => {
        if (over) running.end();
        else begun = running;
      },
      (e: unknown) => over || setFailed(e),
    );
    return () => {
      over = true;
      begun?.end();
    };
  }, [base, app, language]);
  return (
    <Panel title={t("minireviews.running")}>
      <p className="lw-muted">{t("minireviews.runningLead")}</p>
      {failed ? <Failed error={failed} /> : <div ref={box} className="co-tryout" />}
      {errors.length > 0 && (
        <>
          <h3>{t("minireviews.logs")}</h3>
          <ul lang="en">
            {errors.map((e, n) => (
              <li key={n} className="lw-break">
                {e}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
