import { api, type Order } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Field, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { minor, rest } from "../../shared/amounts";
import { FormSheet } from "../../shared/dialogs";
import { Area } from "../../shared/fields";
import { useT, type Key } from "../../words";
import { actsOf, refundable, type Act } from "./grouping";
import { boardKey, orderKey, put } from "./live";
import { Often } from "./often";
import { Refund } from "./refund";
import { Send } from "./send";

/** A question about an order that a dialog asks. */
export type Asked = { about: "code" | "send" | "cancel" | "refund"; order: Order };

const focusOn = (id: string) => requestAnimationFrame(() => document.getElementById(`order-${id}`)?.focus());

/** Takes an order a step on. What somebody else did first is shown, and told. */
export function useMove() {
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ order, to, code }: { order: Order; to: string; code?: string }) =>
      api.moveOrder(order.id, { to: to as "accepted", ...(code ? { code } : {}) }),
    onSuccess: (o) => {
      put(queries, o);
      focusOn(o.id); // the card has moved, and a keyboard goes with it
    },
    onError: (e, { order, code }) => {
      for (const queryKey of [boardKey(order.store), orderKey(order.id)]) void queries.invalidateQueries({ queryKey });
      if (!code) toast(faultText(e, f));
    },
  });
}

type Buttons = { of: Order; onAsk: (a: Asked) => void; refund?: boolean; children?: ReactNode };

/** What can be done with an order, the usual next step first and in colour. */
export function ActButtons({ of, onAsk, refund, children }: Buttons) {
  const t = useT();
  const move = useMove();
  const number = of.number ?? "";
  const run = (a: Act) =>
    a.kind === "move" ? move.mutate({ order: of, to: a.to }) : onAsk({ about: a.kind, order: of });
  const [first, ...others] = actsOf(of);
  const back =
    refund && of.status !== "cancelled" && refundable(of).length > 0 && minor(rest(of.total, of.refunded).amount) > 0n;
  const button = (a: Act, kind: "primary" | "link") => (
    <Button
      key={a.to}
      kind={kind}
      busy={move.isPending && move.variables.to === a.to}
      aria-label={t("board.ofOrder", { act: t(a.words), number })}
      onClick={() => run(a)}
    >
      {t(a.words)}
    </Button>
  );
  return (
    <div className="st-acts">
      {first && button(first, first.kind === "cancel" ? "link" : "primary")}
      {others.map((a) => button(a, "link"))}
      {back && (
        <Button
          kind="link"
          aria-label={t("board.ofOrder", { act: t("board.refund"), number })}
          onClick={() => onAsk({ about: "refund", order: of })}
        >
          {t("board.refund")}
        </Button>
      )}
      {children}
    </div>
  );
}

export function Dialogs({ asked, onClose }: { asked: Asked | undefined; onClose: () => void }) {
  if (!asked) return null;
  const Dialog = { code: HandOver, send: Send, cancel: Cancel, refund: Refund }[asked.about];
  return <Dialog key={asked.order.id} of={asked.order} onClose={onClose} />;
}

type Dialog = { of: Order; onClose: () => void };

function HandOver({ of, onClose }: Dialog) {
  const t = useT();
  const toast = useToast();
  const move = useMove();
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const number = of.number ?? "";
  const submit = () => {
    setTried(true);
    if (code.length !== 4) return;
    move.mutate(
      { order: of, to: "completed", code },
      {
        onSuccess: () => {
          toast(t("board.handedOver", { number }));
          onClose();
        },
      },
    );
  };
  return (
    <FormSheet
      title={t("board.codeTitle", { number })}
      action={t("board.handOver")}
      busy={move.isPending}
      error={move.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("board.codeText")}</p>
      <Field
        label={t("board.code")}
        inputMode="numeric"
        autoComplete="off"
        autoFocus
        maxLength={4}
        value={code}
        onChange={(e) => setCode(e.target.value.replace(/\D/g, ""))}
        error={tried && code.length !== 4 ? t("board.codeNeeded") : undefined}
      />
    </FormSheet>
  );
}

function Cancel({ of, onClose }: Dialog) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const number = of.number ?? "";
  const cancel = useMutation({
    mutationFn: () => api.rejectOrder(of.id, reason.trim()),
    onSuccess: (o) => {
      put(queries, o);
      toast(t("board.cancelled", { number }));
      onClose();
    },
  });
  const submit = () => {
    setTried(true);
    if (reason.trim()) cancel.mutate();
  };
  const often: Key[] = ["board.reasons.soldOut", "board.reasons.closing", "board.reasons.busy"];
  if (of.mode === "takeaway") often.push("board.reasons.rider");
  return (
    <FormSheet
      title={t("board.cancelTitle", { number })}
      action={t(of.status === "paid" ? "board.reject" : "board.cancel")}
      danger
      busy={cancel.isPending}
      error={cancel.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("board.cancelText")}</p>
      <Often of={often} onPick={setReason} />
      <Area
        label={t("common.reason")}
        required
        rows={2}
        maxLength={100}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
        hint={t("board.reasonHint")}
        error={tried && !reason.trim() ? t("refund.reasonNeeded") : undefined}
      />
    </FormSheet>
  );
}
