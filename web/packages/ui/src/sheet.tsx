import { useT } from "@livewell/i18n";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { IconButton, Button } from "./basic";

type Props = { title: string; onClose: () => void; children: ReactNode; middle?: boolean };

/** A dialog of the browser's own: it keeps the focus inside, and gives it back. */
export function Sheet({ title, onClose, children, middle }: Props) {
  const t = useT();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const d = ref.current;
    const before = document.activeElement;
    if (d && !d.open) d.showModal();
    d?.querySelector("input")?.focus(); // what it asks for comes first, not its close button
    return () => {
      d?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`lw-sheet${middle ? " middle" : ""}`}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
      onClick={(e) => e.target === ref.current && onClose()}
    >
      <div className="lw-sheet-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t("common.close")} onClick={onClose} />
      </div>
      <div className="lw-sheet-body">{children}</div>
    </dialog>
  );
}

type Ask = {
  title: string;
  text?: string;
  action: string;
  danger?: boolean;
  busy?: boolean;
  error?: string | undefined;
  onYes: () => void;
  onClose: () => void;
};

/** Asks before something that cannot be taken back. */
export function Ask({ title, text, action, danger, busy, error, onYes, onClose }: Ask) {
  const t = useT();
  return (
    <Sheet title={title} onClose={onClose} middle>
      {text && <p className="lw-centre lw-muted lw-break">{text}</p>}
      {error && (
        <p className="lw-error lw-centre" role="alert">
          {error}
        </p>
      )}
      <Button kind={danger ? "danger" : "primary"} block busy={busy ?? false} onClick={onYes}>
        {action}
      </Button>
      <Button kind="link" block onClick={onClose}>
        {t("common.cancel")}
      </Button>
    </Sheet>
  );
}
