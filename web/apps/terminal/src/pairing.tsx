import { api, type Self } from "@livewell/api/terminal";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Keypad } from "@livewell/ui";
import { useState, type SyntheticEvent } from "react";
import { useT } from "./words";

const LENGTH = 8;

/** Takes the code that the console shows. */
export function Pairing({ onPaired }: { onPaired: (self: Self) => void }) {
  const t = useT();
  const f = useFormat();
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const take = (text: string) => {
    setProblem("");
    setCode(text.replace(/\D/g, "").slice(0, LENGTH));
  };
  const pair = (e?: SyntheticEvent) => {
    e?.preventDefault();
    if (busy || code.length < LENGTH) return;
    setBusy(true);
    api
      .pair(code)
      .then(onPaired, (e: unknown) => {
        setProblem(faultText(e, f));
        setCode("");
      })
      .finally(() => setBusy(false));
  };
  return (
    <main className="tm-pair">
      <h1>{t("pair.title")}</h1>
      <p>{t("pair.text")}</p>
      <form onSubmit={pair}>
        <label htmlFor="code">{t("pair.code")}</label>
        <input
          id="code"
          className="tm-digits lw-num"
          inputMode="none"
          autoComplete="off"
          autoFocus
          value={code}
          onChange={(e) => take(e.target.value)}
        />
        <p role="alert" className="tm-bad">
          {problem}
        </p>
        <Keypad onDigit={(d) => take(code + d)} onErase={() => take(code.slice(0, -1))} />
        <Button type="submit" block busy={busy} disabled={code.length < LENGTH}>
          {t("pair.go")}
        </Button>
      </form>
    </main>
  );
}
