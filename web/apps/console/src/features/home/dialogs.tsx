import { api, type Layout } from "@livewell/api/console";
import { Field, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { FormSheet } from "../../shared/dialogs";
import { useT } from "../../words";
import { sharePercent, sharePoints } from "./blocks";

type Props = { layout: Layout; number: number; onClose: () => void };

function useDone(id: string, said: string, onClose: () => void) {
  const queries = useQueryClient();
  const toast = useToast();
  return async () => {
    await queries.invalidateQueries({ queryKey: ["layout", id] });
    await queries.invalidateQueries({ queryKey: ["layouts"] });
    toast(said);
    onClose();
  };
}

/** Publishes a version by itself at a time. */
export function PlanVersion({ layout, number, onClose }: Props) {
  const t = useT();
  const [at, setAt] = useState("");
  const [tried, setTried] = useState(false);
  const plan = useMutation({
    mutationFn: () => api.planLayout(layout.id, number, new Date(at).toISOString()),
    onSuccess: useDone(layout.id, t("layouts.wasPlanned"), onClose),
  });
  return (
    <FormSheet
      title={t("layouts.planOne", { n: number })}
      action={t("layouts.plan")}
      busy={plan.isPending}
      error={plan.error}
      onSubmit={() => {
        setTried(true);
        if (at) plan.mutate();
      }}
      onClose={onClose}
    >
      <Field
        label={t("layouts.at")}
        type="datetime-local"
        required
        value={at}
        onChange={(e) => setAt(e.target.value)}
        hint={t("layouts.atHint")}
        error={tried && !at ? t("layouts.atNeeded") : undefined}
      />
    </FormSheet>
  );
}

/** Shows a version to a share of people, beside the live one. */
export function TryVersion({ layout, number, onClose }: Props) {
  const t = useT();
  const id = useId();
  const [typed, setTyped] = useState(sharePercent(layout.trial === number ? layout.share : 1000));
  const share = sharePoints(typed);
  const go = useMutation({
    mutationFn: (points: number) => api.tryLayout(layout.id, number, points),
    onSuccess: useDone(layout.id, t("layouts.onTrial"), onClose),
  });
  return (
    <FormSheet
      title={t("layouts.tryOne", { n: number })}
      action={t("layouts.try")}
      busy={go.isPending}
      error={go.error}
      onSubmit={() => share && go.mutate(share)}
      onClose={onClose}
    >
      <p>{t("layouts.tryText", { live: layout.live })}</p>
      <div className="lw-field">
        <label htmlFor={id}>{t("layouts.slider")}</label>
        <input
          id={id}
          className="co-range"
          type="range"
          min={0}
          max={100}
          step={0.5}
          value={(share ?? 0) / 100}
          onChange={(e) => setTyped(e.target.value)}
        />
      </div>
      <Field
        label={t("layouts.percent")}
        inputMode="decimal"
        maxLength={6}
        value={typed}
        onChange={(e) => setTyped(e.target.value)}
        error={share ? undefined : t("layouts.percentBad")}
      />
    </FormSheet>
  );
}
