import { Button, Icon, Keypad } from "@livewell/ui";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useT } from "./words";

const LENGTH = 18;

type Props = { busy: boolean; problem: string; keys?: boolean; label?: string; onCode: (code: string) => void };

/**
 * Takes a payment code: a scanner types it and ends with Enter, as people may; or
 * it is read from a picture. The field keeps the focus, as scanners need it.
 */
export function CodeField({ busy, problem, keys, label, onCode }: Props) {
  const t = useT();
  const field = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState("");
  useEffect(() => field.current?.focus(), [busy, problem]);
  const take = (text: string) => {
    setWrong("");
    setCode(text.replace(/\D/g, "").slice(0, LENGTH));
  };
  const send = (text: string) => {
    if (busy) return;
    if (text.length !== LENGTH) return setWrong(t("pay.short"));
    setCode("");
    onCode(text);
  };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    send(code);
  };
  const read = async (picture: Blob) => {
    const text = await (await import("@livewell/scan")).readPicture(picture);
    if (/^\d{18}$/.test(text)) send(text);
    else setWrong(t("pay.nothing"));
  };
  return (
    <form className="tm-code" onSubmit={submit}>
      <label htmlFor="paycode">{label ?? t("pay.code")}</label>
      <input
        ref={field}
        id="paycode"
        className="tm-digits lw-num"
        inputMode="none"
        autoComplete="off"
        value={code}
        onChange={(e) => take(e.target.value)}
      />
      <p role="alert" className="tm-bad">
        {wrong || problem}
      </p>
      {keys && <Keypad onDigit={(d) => take(code + d)} onErase={() => take(code.slice(0, -1))} />}
      <Button type="submit" block busy={busy}>
        {t("pay.go")}
      </Button>
      <Button kind="plain" block onClick={() => file.current?.click()}>
        <Icon name="picture" size={24} />
        {t("pay.picture")}
      </Button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        aria-label={t("pay.picture")}
        onChange={(e) => {
          const f = e.target.files?.[0];
          e.target.value = "";
          if (f) void read(f);
        }}
      />
    </form>
  );
}
