import { useT } from "@livewell/i18n";
import {
  useEffect,
  useId,
  useRef,
  type AnchorHTMLAttributes,
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
} from "react";
import { brand } from "./brand";
import { Icon, type IconName } from "./icon";

type Kind = "primary" | "plain" | "soft" | "danger" | "link";

/** A button. While `busy` it stays focused and says so, and does nothing. */
export function Button({
  kind = "primary",
  block,
  busy,
  children,
  onClick,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind; block?: boolean; busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={`lw-button ${kind}${block ? " block" : ""}`}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(e) => (busy ? e.preventDefault() : onClick?.(e))}
    >
      {busy && <span className="lw-spin" />}
      {children}
    </button>
  );
}

export function ButtonLink({
  kind = "primary",
  block,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { kind?: Kind; block?: boolean; ref?: Ref<HTMLAnchorElement> }) {
  return <a {...rest} className={`lw-button ${kind}${block ? " block" : ""}`} />;
}

export function IconButton({
  icon,
  label,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { icon: IconName; label: string }) {
  return (
    <button type="button" className="lw-iconbutton" aria-label={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

type PageProps = {
  title: string;
  back?: (() => void) | undefined;
  end?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
  hideTitle?: boolean;
};

/** One screen: header, content and a foot that stays in reach of the thumb. */
export function Page({ title, back, end, foot, children }: PageProps) {
  const t = useT();
  const main = useRef<HTMLElement>(null);
  useTitle(title);
  // A reader of the screen begins at the new page's own heading.
  useEffect(() => {
    // A field that asks for the focus itself keeps it.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <header className="lw-head">
        {back ? <IconButton icon="back" label={t("common.back")} onClick={back} /> : <span />}
        <h1>{title}</h1>
        {end && <div className="lw-head-end">{end}</div>}
      </header>
      <main className="lw-main" ref={main} tabIndex={-1}>
        {children}
      </main>
      {foot && <footer className="lw-foot">{foot}</footer>}
    </>
  );
}

export function useTitle(title: string) {
  useEffect(() => {
    document.title = title === brand ? brand : `${title} · ${brand}`;
  }, [title]);
}

export function Card({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <section className={`lw-card ${className}`}>{children}</section>;
}

export function ListHead({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div className="lw-listhead">
      <h2>{children}</h2>
      {end}
    </div>
  );
}

/** Rows, each in an item of a list. */
export function List({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className="lw-list" aria-label={label}>
      {children}
    </ul>
  );
}

export type RowProps = {
  icon?: IconName | undefined;
  tone?: "good" | "warn" | "bad" | undefined;
  start?: ReactNode;
  title: ReactNode;
  note?: ReactNode;
  extra?: ReactNode;
  href?: string;
  onClick?: (e: never) => void;
  ref?: Ref<HTMLAnchorElement>;
};

/** A line of a list: a link with href, a button with onClick alone, else text. */
export function Row({ icon, tone, start, title, note, extra, href, onClick, ref, ...rest }: RowProps) {
  const inner = (
    <>
      {start}
      {icon && (
        <span className={`lw-row-icon ${tone ?? ""}`}>
          <Icon name={icon} size={22} />
        </span>
      )}
      <span className="lw-row-text">
        <span>{title}</span>
        {note && <span className="lw-row-note">{note}</span>}
      </span>
      {extra !== undefined && <span className="lw-row-extra">{extra}</span>}
      {(href || onClick) && (
        <span className="lw-muted">
          <Icon name="next" size={16} />
        </span>
      )}
    </>
  );
  const click = onClick as ((e: unknown) => void) | undefined;
  return (
    <li>
      {href ? (
        <a {...rest} ref={ref} className="lw-row" href={href} onClick={click}>
          {inner}
        </a>
      ) : click ? (
        <button type="button" className="lw-row" onClick={click}>
          {inner}
        </button>
      ) : (
        <div className="lw-row">{inner}</div>
      )}
    </li>
  );
}

export function SwitchRow({
  title,
  note,
  on,
  disabled,
  onChange,
}: {
  title: string;
  note?: string;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <li>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-disabled={disabled || undefined}
        className="lw-row"
        onClick={() => !disabled && onChange(!on)}
      >
        <span className="lw-row-text">
          <span>{title}</span>
          {note && <span className="lw-row-note">{note}</span>}
        </span>
        <span className="lw-switch" data-on={on} />
      </button>
    </li>
  );
}

/** Names and values, as on a receipt. */
export function Pairs({ of }: { of: [string, ReactNode][] }) {
  return (
    <dl className="lw-pairs">
      {of.map(([k, v]) => (
        <div key={k}>
          <dt>{k}</dt>
          <dd>{v}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Field({
  label,
  error,
  hint,
  before,
  ...input
}: InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  error?: string | undefined;
  hint?: string | undefined;
  before?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}) {
  const id = useId();
  return (
    <div className="lw-field">
      <label htmlFor={id}>{label}</label>
      <div className="lw-joined">
        {before}
        <input
          {...input}
          id={id}
          className="lw-input"
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-d` : undefined}
        />
      </div>
      {(error || hint) && (
        <p id={`${id}-d`} className={error ? "lw-error" : "lw-hint"} role={error ? "alert" : undefined}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

type Choice<V extends string> = {
  label: string;
  value: V;
  options: { value: V; label: string; disabled?: boolean }[];
  onChange: (v: V) => void;
  look?: "segments" | "chips";
};

/** One of several: a group of radio buttons. */
export function Choice<V extends string>({ label, value, options, onChange, look = "segments" }: Choice<V>) {
  const name = useId();
  return (
    <fieldset className={`lw-${look}`} style={{ minInlineSize: 0 }}>
      <legend className="lw-hide">{label}</legend>
      {options.map((o) => (
        <label key={o.value}>
          <input
            type="radio"
            name={name}
            value={o.value}
            checked={o.value === value}
            disabled={o.disabled}
            onChange={() => onChange(o.value)}
          />
          {o.label}
        </label>
      ))}
    </fieldset>
  );
}

export function Search({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) {
  return (
    <div className="lw-search" role="search">
      <Icon name="search" size={20} />
      <input
        className="lw-input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        maxLength={40}
        onChange={(e) => onChange(e.target.value)}
      />
    </div>
  );
}

export function Notice({
  tone,
  icon = "info",
  children,
}: {
  tone?: "bad" | "warn";
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <div className={`lw-notice ${tone ?? ""}`} role={tone === "bad" ? "alert" : undefined}>
      <Icon name={icon} size={20} />
      <div>{children}</div>
    </div>
  );
}

export function Loading() {
  const t = useT();
  return (
    <div className="lw-stack" role="status">
      <span className="lw-hide">{t("common.loading")}</span>
      <div className="lw-skeleton" />
      <div className="lw-skeleton" />
      <div className="lw-skeleton" />
    </div>
  );
}

export function Empty({ icon = "inbox", title, children }: { icon?: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="lw-state">
      <Icon name={icon} size={48} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
