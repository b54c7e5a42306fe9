import type { Hours, Span } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, IconButton } from "@livewell/ui";
import { useState } from "react";
import { Check } from "../../shared/fields";
import { useT } from "../../words";
import {
  another,
  clockOf,
  daily,
  late,
  minutesOf,
  spanOf,
  spansOn,
  specials,
  weekdays,
  withAll,
  withDay,
  withSpecial,
} from "./hours";

type Error = { error: string | undefined };

function Wrong({ error }: Error) {
  if (!error) return null;
  return (
    <p className="lw-error" role="alert" data-fault tabIndex={-1}>
      {error}
    </p>
  );
}

/** The same hours each day: enough to begin with. */
export function DailyHours({ of, onChange, error }: { of: Hours; onChange: (h: Hours) => void } & Error) {
  const t = useT();
  const span = spansOn(of, "mon")[0] ?? { from: 600, to: 1290 };
  const [from, to] = [clockOf(span.from), clockOf(span.to)];
  const set = (a: string, b: string) => {
    const s = spanOf(a, b);
    if (s) onChange(daily(s));
  };
  return (
    <fieldset className="co-group">
      <legend>{`${t("store.hoursOf")} · ${t("store.daily")}`}</legend>
      <div className="st-pair">
        <Field label={t("store.opens")} type="time" value={from} onChange={(e) => set(e.target.value, to)} />
        <Field label={t("store.closes")} type="time" value={to} onChange={(e) => set(from, e.target.value)} />
      </div>
      <Wrong error={error} />
    </fieldset>
  );
}

/** Hours of each weekday, of holidays and of single days. */
export function HoursFields({ of, onChange, error }: { of: Hours; onChange: (h: Hours) => void } & Error) {
  const t = useT();
  const f = useFormat();
  const [date, setDate] = useState("");
  const others = specials(of);
  return (
    <div className="lw-stack">
      <ul className="st-hours">
        {weekdays.map((d) => (
          <DayRow
            key={d}
            name={t(`hours.${d}`)}
            spans={spansOn(of, d)}
            onChange={(l) => onChange(withDay(of, d, l))}
            onCopy={() => onChange(withAll(of, spansOn(of, d)))}
          />
        ))}
        {of.holiday && (
          <DayRow name={t("hours.holidays")} spans={of.holiday} onChange={(holiday) => onChange({ ...of, holiday })} />
        )}
        {others.map(([day, spans]) => (
          <DayRow
            key={day}
            name={f.day(`${day}T12:00:00`)}
            spans={spans}
            onChange={(l) => onChange(withSpecial(of, day, l))}
            onDrop={() => onChange(withSpecial(of, day, undefined))}
          />
        ))}
      </ul>
      <Wrong error={error} />
      <Check
        label={t("hours.holiday")}
        on={of.holiday !== undefined}
        onChange={(on) => {
          const rest = { ...of };
          delete rest.holiday;
          onChange(on ? { ...of, holiday: spansOn(of, "sun").map((s) => ({ ...s })) } : rest);
        }}
      />
      <div className="st-special">
        <Field
          label={t("hours.special")}
          hint={t("hours.specialHint")}
          type="date"
          value={date}
          onChange={(e) => setDate(e.target.value)}
        />
        <Button
          kind="plain"
          disabled={!date || others.some(([d]) => d === date)}
          onClick={() => {
            onChange(withSpecial(of, date, []));
            setDate("");
          }}
        >
          {t("hours.addDay")}
        </Button>
      </div>
    </div>
  );
}

type DayRow = {
  name: string;
  spans: Span[];
  onChange: (spans: Span[]) => void;
  onCopy?: () => void;
  onDrop?: () => void;
};

function DayRow({ name, spans, onChange, onCopy, onDrop }: DayRow) {
  const t = useT();
  const set = (i: number, s: Span) => onChange(spans.map((x, n) => (n === i ? s : x)));
  return (
    <li className="st-day">
      <span className="st-dayname">{name}</span>
      <div className="st-spans">
        {spans.length === 0 && <span className="lw-muted">{t("hours.closed")}</span>}
        {spans.map((s, i) => (
          <SpanRow
            key={i}
            day={name}
            n={i + 1}
            of={s}
            onChange={(x) => set(i, x)}
            onDrop={() => onChange(spans.filter((_, n) => n !== i))}
          />
        ))}
      </div>
      <div className="co-actions">
        <Button
          kind="link"
          aria-label={t("hours.addOn", { day: name })}
          onClick={() => onChange([...spans, another(spans)])}
        >
          {t("hours.add")}
        </Button>
        {onCopy && (
          <Button kind="link" aria-label={t("hours.copyOn", { day: name })} onClick={onCopy}>
            {t("hours.copy")}
          </Button>
        )}
        {onDrop && <IconButton icon="close" label={t("hours.removeDay", { day: name })} onClick={onDrop} />}
      </div>
    </li>
  );
}

type SpanRow = { day: string; n: number; of: Span; onChange: (s: Span) => void; onDrop: () => void };

function SpanRow({ day, n, of, onChange, onDrop }: SpanRow) {
  const t = useT();
  const [from, to] = [clockOf(of.from), clockOf(of.to)];
  const set = (a: string, b: string) => {
    const s = minutesOf(a) === undefined ? undefined : spanOf(a, b);
    if (s) onChange(s); // a field that is being emptied says nothing yet
  };
  return (
    <span className="st-span">
      <input
        className="lw-input"
        type="time"
        aria-label={t("hours.fromOn", { day, n })}
        value={from}
        onChange={(e) => set(e.target.value, to)}
      />
      <span aria-hidden="true">{t("common.dash")}</span>
      <input
        className="lw-input"
        type="time"
        aria-label={t("hours.toOn", { day, n })}
        value={to}
        onChange={(e) => set(from, e.target.value)}
      />
      {late(of) && <span className="lw-small lw-muted">{t("hours.next")}</span>}
      {of.from === 0 && of.to === 1440 && <span className="lw-small lw-muted">{t("hours.allDay")}</span>}
      <IconButton icon="close" label={t("hours.removeOn", { day, n })} onClick={onDrop} />
    </span>
  );
}
