import type { Amount } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Icon, useToast } from "@livewell/ui";
import { useState, type ReactNode } from "react";
import { useT } from "../words";
import { save } from "./csv";

export type Tone = "good" | "warn" | "bad" | "quiet" | undefined;

export function Tag({ tone, children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`lw-tag ${tone ?? ""}`}>{children}</span>;
}

export function Money({ of, signed }: { of: Amount; signed?: boolean }) {
  const f = useFormat();
  return <span className="lw-num">{signed ? f.signed(of) : f.money(of)}</span>;
}

export function Time({ at }: { at: string }) {
  const f = useFormat();
  return (
    <time dateTime={at} className="co-nowrap">
      {f.dateTime(at)}
    </time>
  );
}

/** Numbers and code. `whole` ones are never broken over lines. */
export function Mono({ children, whole }: { children: ReactNode; whole?: boolean }) {
  return (
    <span className={whole ? "co-mono co-nowrap" : "co-mono"} translate="no">
      {children}
    </span>
  );
}

/** Words of the reference, which is written in English alone: readers of the screen say them so. */
export function English({ children }: { children: ReactNode }) {
  return <span lang="en">{children}</span>;
}

function useCopy(): (text: string) => void {
  const t = useT();
  const toast = useToast();
  return (text) => {
    // Browsers allow the clipboard on safe origins only.
    const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    copied.then(
      () => toast(t("common.copied")),
      () => toast(t("common.copyFailed")),
    );
  };
}

/** Text to take along: to the clipboard, or as a file. */
export function Code({ name, text, file, tall }: { name: string; text: string; file?: string; tall?: boolean }) {
  const t = useT();
  const copy = useCopy();
  return (
    <figure className="co-code">
      <figcaption>
        <span>{name}</span>
        <span className="co-actions">
          <Button kind="link" aria-label={t("common.copyName", { name })} onClick={() => copy(text)}>
            {t("common.copy")}
          </Button>
          {file && (
            <Button
              kind="link"
              aria-label={t("common.downloadName", { name })}
              onClick={() => save(file, "application/x-pem-file", text)}
            >
              {t("common.download")}
            </Button>
          )}
        </span>
      </figcaption>
      <pre tabIndex={0} aria-label={name} className={tall ? "tall" : undefined}>
        {text}
      </pre>
    </figure>
  );
}

/** Long text that is opened on demand. */
export function More({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" className="co-disclose" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={open ? "co-turn open" : "co-turn"}>
          <Icon name="next" size={16} />
        </span>
        {label}
      </button>
      {open && <div className="co-disclosed">{children}</div>}
    </div>
  );
}

/** Names and values side by side. */
export function Facts({ of }: { of: [string, ReactNode][] }) {
  return (
    <dl className="co-facts">
      {of.map(([k, v]) => (
        <div key={k}>
          <dt>{k}</dt>
          <dd>{v}</dd>
        </div>
      ))}
    </dl>
  );
}
