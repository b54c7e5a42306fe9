import { Button, Sheet, useToast } from "@livewell/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode, type SyntheticEvent } from "react";
import { useT } from "../words";
import { Area } from "./fields";
import { Refused } from "./states";

type FormProps = {
  title: string;
  action: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  disabled?: boolean;
  children: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
};

/** A form in a dialog. Enter sends it; while it is sent it cannot be sent again. */
export function FormSheet({ title, action, danger, busy, error, disabled, children, onSubmit, onClose }: FormProps) {
  const t = useT();
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!busy && !disabled) onSubmit();
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form className="lw-stack" onSubmit={send} noValidate>
        {children}
        <Refused error={error} />
        <div className="co-dialogend">
          <Button kind="plain" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy} disabled={disabled ?? false}>
            {action}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

type ReasonedProps = {
  title: string;
  text?: string;
  action: string;
  danger?: boolean;
  done: string;
  run: (reason: string) => Promise<unknown>;
  onDone: () => unknown;
  onClose: () => void;
};

/** Asks why before an act that others will look into. */
export function Reasoned({ title, text, action, danger, done, run, onDone, onClose }: ReasonedProps) {
  const t = useT();
  const toast = useToast();
  const [reason, setReason] = useState("");
  const [short, setShort] = useState(false);
  const act = useMutation({
    mutationFn: () => run(reason.trim()),
    onSuccess: async () => {
      await onDone();
      toast(done);
      onClose();
    },
  });
  const submit = () => {
    const bad = reason.trim().length < 3;
    setShort(bad);
    if (!bad) act.mutate();
  };
  return (
    <FormSheet
      title={title}
      action={action}
      danger={danger ?? false}
      busy={act.isPending}
      error={act.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {text && <p className="lw-break">{text}</p>}
      <Area
        label={t("common.reason")}
        required
        maxLength={500}
        autoFocus
        value={reason}
        onChange={(e) => setReason(e.target.value)}
        hint={t("common.reasonHint")}
        error={short ? t("common.reasonShort") : undefined}
      />
    </FormSheet>
  );
}
