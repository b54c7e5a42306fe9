import { useT } from "@livewell/i18n";
import { useEffect, useId, useRef, useState } from "react";
import { Keypad } from "./pin";

/** What may stand in an amount field: up to seven digits, a point, two more. */
export function typedAmount(text: string): string | undefined {
  const v = text.replace(/[。．,，]/g, ".").replace(/^0+(?=\d)/, "");
  const whole = v.startsWith(".") ? `0${v}` : v;
  return /^(\d{1,7}(\.\d{0,2})?)?$/.test(whole) ? whole : undefined;
}

/** "12." and "0.0" are on the way to an amount; this gives it, or undefined. */
export function amountOf(typed: string): string | undefined {
  if (!/^\d{1,7}(\.\d{0,2})?$/.test(typed) || /^0*\.?0*$/.test(typed)) return undefined;
  const [whole = "0", frac = ""] = typed.split(".");
  return `${whole}.${frac.padEnd(2, "0")}`;
}

type Props = {
  label: string;
  value: string;
  onChange: (v: string) => void;
  error?: string | undefined;
  focus?: boolean;
};

export function AmountField({ label, value, onChange, error, focus }: Props) {
  const t = useT();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  // Phones get our keys, with the point at hand, in place of the system's.
  const [touch] = useState(() => globalThis.matchMedia?.("(pointer: coarse)").matches ?? false);
  useEffect(() => {
    if (focus) field.current?.focus({ preventScroll: true });
  }, [focus]);
  const take = (v: string) => {
    const ok = typedAmount(v);
    if (ok !== undefined) onChange(ok);
  };
  return (
    <div className="lw-stack">
      <div className="lw-field">
        <label htmlFor={id}>{label}</label>
        <div className="lw-amount">
          <span aria-hidden="true">{"¥"}</span>
          <input
            ref={field}
            id={id}
            inputMode={touch ? "none" : "decimal"}
            autoComplete="off"
            value={value}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-d` : undefined}
            onChange={(e) => take(e.target.value)}
          />
          <span className="lw-hide">{t("common.yuan")}</span>
        </div>
        {error && (
          <p id={`${id}-d`} className="lw-error" role="alert">
            {error}
          </p>
        )}
      </div>
      {touch && <Keypad point onDigit={(d) => take(value + d)} onErase={() => take(value.slice(0, -1))} />}
    </div>
  );
}
