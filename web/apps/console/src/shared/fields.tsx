import { Icon } from "@livewell/ui";
import { useId, useState, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";
import { useT } from "../words";

type Hints = { label: string; error?: string | undefined; hint?: string | undefined };

function Under({ id, error, hint }: { id: string; error?: string | undefined; hint?: string | undefined }) {
  if (!error && !hint) return null;
  return (
    <p id={`${id}-d`} className={error ? "lw-error" : "lw-hint"} role={error ? "alert" : undefined}>
      {error ?? hint}
    </p>
  );
}

export function Area({ label, error, hint, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & Hints) {
  const id = useId();
  return (
    <div className="lw-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        rows={3}
        {...rest}
        id={id}
        className={`lw-input co-area ${rest.className ?? ""}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-d` : undefined}
      />
      <Under id={id} error={error} hint={hint} />
    </div>
  );
}

type Options<V extends string> = { value: V; label: string }[];

export function Select<V extends string>({
  label,
  value,
  options,
  hint,
  onPick,
  ...rest
}: Omit<SelectHTMLAttributes<HTMLSelectElement>, "value"> & {
  label: string;
  value: V;
  options: Options<V>;
  hint?: string;
  onPick: (v: V) => void;
}) {
  const id = useId();
  return (
    <div className="lw-field">
      <label htmlFor={id}>{label}</label>
      <select
        {...rest}
        id={id}
        className="lw-input"
        value={value}
        aria-describedby={hint ? `${id}-d` : undefined}
        onChange={(e) => {
          const picked = options.find((o) => o.value === e.target.value);
          if (picked) onPick(picked.value);
        }}
      >
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
      <Under id={id} hint={hint} />
    </div>
  );
}

export function Check({
  label,
  hint,
  on,
  onChange,
}: {
  label: string;
  hint?: string | undefined;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="co-check">
      <input
        id={id}
        type="checkbox"
        checked={on}
        aria-describedby={hint ? `${id}-d` : undefined}
        onChange={(e) => onChange(e.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-d`} className="lw-hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

/** A search that asks when it is sent, and not at every letter. */
export function Find({
  label,
  value,
  max = 40,
  onFind,
}: {
  label: string;
  value: string;
  max?: number;
  onFind: (v: string) => void;
}) {
  const t = useT();
  const id = useId();
  const [text, setText] = useState(value);
  return (
    <form
      className="lw-field"
      role="search"
      onSubmit={(e) => {
        e.preventDefault();
        onFind(text.trim());
      }}
    >
      <label htmlFor={id}>{label}</label>
      <div className="co-find">
        <input
          id={id}
          className="lw-input"
          type="search"
          value={text}
          maxLength={max}
          onChange={(e) => {
            setText(e.target.value);
            if (e.target.value === "" && value !== "") onFind("");
          }}
        />
        <button type="submit" className="lw-button soft" aria-label={t("common.search")}>
          <Icon name="search" size={20} />
        </button>
      </div>
    </form>
  );
}
