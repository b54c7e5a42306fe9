import { api, type BookingTerms } from "@livewell/api/console";
import { Button, IconButton, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormSheet } from "../../shared/dialogs";
import { Check } from "../../shared/fields";
import { useT, type Key } from "../../words";
import { whole } from "./offerform";
import { Whole } from "./whole";

type Size = { key: string; seats: string; count: string };
const numbers = ["minutes", "days", "party", "late"] as const;
type Name = (typeof numbers)[number];

const MOST = 6;
const limits: Record<Name, [number, number]> = { minutes: [30, 360], days: [1, 90], party: [1, 50], late: [5, 60] };
const words: Record<Name, Key> = {
  minutes: "booked.minutes",
  days: "booked.days",
  party: "booked.party",
  late: "booked.late",
};

/** How a store takes bookings. */
export function BookingSettings({ store, of, onClose }: { store: string; of: BookingTerms; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [on, setOn] = useState(of.on);
  const [draft, setDraft] = useState<Record<Name, string>>({
    ...{ minutes: `${of.minutes}`, days: `${of.days}`, party: `${of.party}`, late: `${of.late}` },
  });
  const [sizes, setSizes] = useState<Size[]>(() =>
    of.tables.map((x) => ({ key: crypto.randomUUID(), seats: `${x.seats}`, count: `${x.count}` })),
  );
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      api.setBookings(store, {
        on,
        tables: sizes.map((s) => ({ seats: Number(s.seats), count: Number(s.count) })),
        ...{ minutes: Number(draft.minutes), days: Number(draft.days) },
        ...{ party: Number(draft.party), late: Number(draft.late) },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["bookings", store] });
      toast(t("common.saved"));
      onClose();
    },
  });
  const fine =
    numbers.every((n) => whole(draft[n], ...limits[n]) !== undefined) &&
    sizes.every((s) => whole(s.seats, 1, 50) !== undefined && whole(s.count, 1, 200) !== undefined);
  const submit = () => {
    setTried(true);
    if (fine) save.mutate();
  };
  const change = (key: string, next: Partial<Size>) =>
    setSizes((all) => all.map((s) => (s.key === key ? { ...s, ...next } : s)));
  return (
    <FormSheet
      title={t("booked.setUp")}
      action={t("common.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Check label={t("booked.on")} hint={t("booked.lateHint")} on={on} onChange={setOn} />
      <div className="st-pair">
        {numbers.map((n) => (
          <Whole
            key={n}
            {...{ label: t(words[n]), least: limits[n][0], most: limits[n][1], value: draft[n], tried }}
            onChange={(typed) => setDraft((d) => ({ ...d, [n]: typed }))}
          />
        ))}
      </div>
      <h3>{t("booked.sizes")}</h3>
      <p className="lw-hint">{t("booked.sizesHint")}</p>
      {sizes.map((s, i) => (
        <fieldset key={s.key} className="co-group st-row">
          <legend>{t("booked.size", { n: i + 1 })}</legend>
          <div className="st-pair">
            <Whole
              {...{ label: t("booked.seatsAt"), least: 1, most: 50, value: s.seats, tried }}
              onChange={(seats) => change(s.key, { seats })}
            />
            <Whole
              {...{ label: t("booked.count"), least: 1, most: 200, value: s.count, tried }}
              onChange={(count) => change(s.key, { count })}
            />
          </div>
          {sizes.length > 1 && (
            <IconButton
              icon="close"
              label={t("booked.dropSize", { n: i + 1 })}
              onClick={() => setSizes(sizes.filter((x) => x.key !== s.key))}
            />
          )}
        </fieldset>
      ))}
      {sizes.length < MOST && (
        <Button kind="soft" onClick={() => setSizes([...sizes, { key: crypto.randomUUID(), seats: "", count: "" }])}>
          {t("booked.addSize")}
        </Button>
      )}
    </FormSheet>
  );
}
