import { useT } from "@livewell/i18n";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { Icon } from "./icon";

type PadProps = { onDigit: (d: string) => void; onErase: () => void; point?: boolean };

/** The keys of a phone. They are for fingers: keyboards type into the field itself. */
export function Keypad({ onDigit, onErase, point }: PadProps) {
  const t = useT();
  const keep = (e: React.PointerEvent) => e.preventDefault(); // the field keeps the focus
  return (
    <div className="lw-keys" role="group" aria-label={t("common.keypad")} onPointerDown={keep}>
      {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((d) => (
        <button key={d} type="button" tabIndex={-1} onClick={() => onDigit(d)}>
          {d}
        </button>
      ))}
      {point ? (
        <button type="button" tabIndex={-1} aria-label={t("common.point")} onClick={() => onDigit(".")}>
          {"."}
        </button>
      ) : (
        <span />
      )}
      <button type="button" tabIndex={-1} onClick={() => onDigit("0")}>
        {"0"}
      </button>
      <button type="button" tabIndex={-1} aria-label={t("common.erase")} onClick={onErase}>
        <Icon name="erase" />
      </button>
    </div>
  );
}

type PinProps = {
  label: string;
  value: string;
  onChange: (v: string) => void;
  onDone: (v: string) => void;
  busy?: boolean;
  error?: string | undefined;
  children?: ReactNode;
  /** A reader hears how many digits are in, never which. */
  describe?: string;
};

/** Six digits that nobody sees. The sixth one sends them. */
export function Pin({ label, value, onChange, onDone, busy, error, children }: PinProps) {
  const t = useT();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [error]);
  const take = (v: string) => {
    if (busy) return;
    const digits = v.replace(/\D/g, "").slice(0, 6);
    onChange(digits);
    if (digits.length === 6 && value.length < 6) onDone(digits);
  };
  return (
    <div className="lw-stack">
      <label htmlFor={id} className="lw-centre lw-label">
        {label}
      </label>
      <div className="lw-dots">
        {[0, 1, 2, 3, 4, 5].map((i) => (
          <span key={i} data-on={i < value.length} data-next={i === Math.min(value.length, 5)} />
        ))}
        <input
          ref={field}
          id={id}
          type="password"
          inputMode="none"
          autoComplete="off"
          data-1p-ignore
          value={value}
          aria-describedby={`${id}-d`}
          aria-invalid={error ? true : undefined}
          onChange={(e) => take(e.target.value)}
        />
      </div>
      <div id={`${id}-d`} className="lw-centre" aria-live="polite">
        {error ? (
          <span className="lw-error">{error}</span>
        ) : (
          <span className="lw-hide">{t("common.digitsIn", { count: value.length })}</span>
        )}
        {busy && <span className="lw-muted">{t("common.checking")}</span>}
      </div>
      {children}
      <Keypad onDigit={(d) => take(value + d)} onErase={() => take(value.slice(0, -1))} />
    </div>
  );
}
