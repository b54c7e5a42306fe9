import { api, type BookingDay, type Store, type TableBooking } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Empty, Field, Icon, IconButton, Notice, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Tag, type Tone } from "../../shared/bits";
import { Reasoned } from "../../shared/dialogs";
import { useFilters } from "../../shared/filters";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { BookingSettings } from "./bookingsettings";
import { StoreFrame, useManages } from "./frame";
import { useWatched } from "./live";

/** Who has booked a table for a day. */
export function BookingsPage() {
  const t = useT();
  return <StoreFrame title={t("store.bookings")}>{(store) => <Inside of={store} />}</StoreFrame>;
}

const DAY = 86_400_000;
const dayAfter = (day: string, n: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);

function Inside({ of }: { of: Store }) {
  const t = useT();
  const [{ day = "" }, set] = useFilters("day");
  const url = `/console/api/stores/${encodeURIComponent(of.id)}/bookings/live${day ? `?day=${day}` : ""}`;
  const { seen, lost } = useWatched(["bookings", of.id, day], url, () => api.bookingDay(of.id, day));
  return (
    <>
      {lost && (
        <Notice tone="warn" icon="warn">
          {t("line.lost")}
        </Notice>
      )}
      <Shown of={seen}>{(d) => <Day store={of.id} of={d} onDay={(x) => set({ day: x })} />}</Shown>
    </>
  );
}

function Day({ store, of, onDay }: { store: string; of: BookingDay; onDay: (day: string) => void }) {
  const t = useT();
  const manages = useManages();
  const [settings, setSettings] = useState(false);
  return (
    <>
      {!of.terms.on && (
        <Notice>
          <strong>{t("booked.off")}</strong>
          <p>{t(manages ? "booked.offHint" : "line.offStaff")}</p>
        </Notice>
      )}
      <div className="st-tools">
        <IconButton icon="back" label={t("booked.before")} onClick={() => onDay(dayAfter(of.day, -1))} />
        <Field
          label={t("booked.day")}
          type="date"
          required
          value={of.day}
          onChange={(e) => e.target.value && onDay(e.target.value)}
        />
        <IconButton icon="next" label={t("booked.after")} onClick={() => onDay(dayAfter(of.day, 1))} />
        {manages && (
          <Button kind="plain" onClick={() => setSettings(true)}>
            <Icon name="settings" size={20} />
            {t("booked.setUp")}
          </Button>
        )}
      </div>
      {of.items.length === 0 ? (
        <Empty icon="clock" title={t("booked.none")}>
          <p>{t("booked.noneHint")}</p>
        </Empty>
      ) : (
        <Rows store={store} of={of.items} />
      )}
      {settings && <BookingSettings store={store} of={of.terms} onClose={() => setSettings(false)} />}
    </>
  );
}

const tones: Record<TableBooking["status"], Tone> = {
  booked: undefined,
  arrived: "good",
  cancelled: "quiet",
  noshow: "warn",
};

function Rows({ store, of }: { store: string; of: TableBooking[] }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [cancelling, setCancelling] = useState<TableBooking>();
  const again = () => queries.invalidateQueries({ queryKey: ["bookings", store] });
  const arrive = useMutation({
    mutationFn: (b: TableBooking) => api.arriveBooking(store, b.id),
    onError: (e) => toast(faultText(e, f)),
    onSettled: again,
  });
  const named = (act: string, b: TableBooking) =>
    t("booked.ofGuest", { act, guest: b.guest ?? "", at: f.clock(b.starts) });
  return (
    <>
      <Table
        caption={t("booked.caption")}
        rows={of}
        id={(b) => b.id}
        columns={[
          { head: t("booked.time"), main: true, cell: (b) => <span className="co-strong">{f.clock(b.starts)}</span> },
          {
            head: t("booked.guest"),
            cell: (b) => (
              <>
                <span translate="no">{b.guest}</span>
                {(b.note || b.reason) && (
                  <span className="co-block lw-small lw-muted lw-break">{b.reason || b.note}</span>
                )}
              </>
            ),
          },
          { head: t("line.party"), end: true, cell: (b) => b.party },
          { head: t("booked.table"), cell: (b) => t("booked.seats", { count: b.seats }) },
          {
            head: t("booked.state"),
            cell: (b) => <Tag tone={tones[b.status]}>{t(`booked.states.${b.status}`)}</Tag>,
          },
          {
            head: t("booked.acts"),
            cell: (b) =>
              b.can.length > 0 && (
                <span className="co-actions">
                  <Button
                    kind="soft"
                    busy={arrive.isPending && arrive.variables.id === b.id}
                    aria-label={named(t("booked.arrive"), b)}
                    onClick={() => arrive.mutate(b)}
                  >
                    {t("booked.arrive")}
                  </Button>
                  <Button kind="link" aria-label={named(t("booked.cancel"), b)} onClick={() => setCancelling(b)}>
                    {t("booked.cancel")}
                  </Button>
                </span>
              ),
          },
        ]}
      />
      {cancelling && (
        <Reasoned
          title={named(t("booked.cancel"), cancelling)}
          text={t("booked.cancelText")}
          action={t("booked.cancel")}
          danger
          done={t("booked.cancelled")}
          run={(reason) => api.cancelBooking(store, cancelling.id, reason)}
          onDone={again}
          onClose={() => setCancelling(undefined)}
        />
      )}
    </>
  );
}
