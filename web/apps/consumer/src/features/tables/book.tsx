import { api, type BookingOffer } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Choice, Empty, Field, ListHead, Loading, Notice } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { SubPage } from "../../shared/nav";
import { People } from "../../shared/people";
import { Failed, Shown } from "../../shared/states";

/** Books a table of a store: a day, how many people, a time. */
export function Book({ id }: { id: string }) {
  const t = useT();
  const offer = useQuery({ queryKey: ["booking", "offer", id], queryFn: () => api.bookingOffer(id) });
  return (
    <SubPage title={t("booking.book")} above={`/stores/${id}`}>
      <Shown of={offer}>
        {(o) =>
          o.on ? (
            <Form id={id} offer={o} />
          ) : (
            <Card>
              <Empty icon="clock" title={t("booking.off")} />
            </Card>
          )
        }
      </Shown>
    </SubPage>
  );
}

/** The day n days after one: both as they are written in a calendar. */
const dayAfter = (day: string, n: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);

function Form({ id, offer }: { id: string; offer: BookingOffer }) {
  const t = useT();
  const f = useFormat();
  const go = useNavigate();
  const queries = useQueryClient();
  const [day, setDay] = useState(offer.today);
  const [party, setParty] = useState(Math.min(2, offer.party));
  const [at, setAt] = useState("");
  const [note, setNote] = useState("");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const slots = useQuery({
    queryKey: ["booking", "slots", id, day, party],
    queryFn: () => api.bookingSlots(id, day, party),
  });
  const free = slots.data?.items.some((s) => s.free && s.at === at);
  const book = useMutation({
    mutationFn: () => api.bookTable(key, id, { at, party, ...(note ? { note } : {}) }),
    onSuccess: async (b) => {
      queries.setQueryData(["booking", b.id], b);
      await go({ to: "/bookings/$id", params: { id: b.id }, replace: true });
    },
    onError: () => setKey(crypto.randomUUID()),
    onSettled: () => queries.invalidateQueries({ queryKey: ["booking"] }),
  });
  const days = Array.from({ length: offer.days + 1 }, (_, i) => dayAfter(offer.today, i));
  return (
    <>
      {offer.until ? (
        <Notice tone="warn" icon="warn">
          {t("booking.barred", { at: f.dateTime(offer.until) })}
        </Notice>
      ) : (
        offer.missed > 0 && (
          <Notice tone="warn" icon="warn">
            {t("booking.missed", { count: offer.missed })}
          </Notice>
        )
      )}
      <Card className="lw-stack">
        <People
          party={party}
          most={offer.party}
          onChange={(n) => {
            setParty(n);
            setAt("");
          }}
        />
        <Choice
          label={t("booking.day")}
          look="chips"
          value={day}
          options={days.map((d) => ({ value: d, label: f.weekday(new Date(`${d}T12:00:00+08:00`)) }))}
          onChange={(d) => {
            setDay(d);
            setAt("");
          }}
        />
      </Card>
      <ListHead>{t("booking.time")}</ListHead>
      {slots.isPending && <Loading />}
      {slots.error && <Failed error={slots.error} onRetry={() => void slots.refetch()} />}
      {slots.data && (
        <Card className="lw-stack app-times">
          {slots.data.items.length === 0 ? (
            <p className="lw-muted">{t("booking.noTimes")}</p>
          ) : (
            <Choice
              label={t("booking.time")}
              look="chips"
              value={at}
              options={slots.data.items.map((s) => ({
                value: s.at,
                label: s.free ? f.clock(s.at) : t("booking.full", { at: f.clock(s.at) }),
                disabled: !s.free,
              }))}
              onChange={setAt}
            />
          )}
        </Card>
      )}
      <Card className="lw-stack">
        <Field label={t("booking.note")} maxLength={100} value={note} onChange={(e) => setNote(e.target.value)} />
        <p className="lw-muted lw-small">{t("booking.rules", { minutes: offer.minutes, late: offer.late })}</p>
        {book.error && (
          <p className="lw-error" role="alert">
            {faultText(book.error, f)}
          </p>
        )}
        <Button block busy={book.isPending} disabled={!free || Boolean(offer.until)} onClick={() => book.mutate()}>
          {t("booking.do")}
        </Button>
      </Card>
    </>
  );
}
