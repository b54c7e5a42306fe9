import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { List, ListHead } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useName } from "../../shared/name";
import { RowLink } from "../../shared/nav";

/** The numbers that somebody waits with, and the tables that are kept for them. */
export function Visits() {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const tickets = useQuery({ queryKey: ["tickets"], queryFn: () => api.tickets() });
  const bookings = useQuery({ queryKey: ["booking", "mine"], queryFn: () => api.bookings({ limit: 20 }) });
  const kept = bookings.data?.items.filter((b) => b.status === "booked").reverse() ?? [];
  const waiting = tickets.data?.items ?? [];
  if (!waiting.length && !kept.length) return null;
  const shop = (x: { storeName: string; storeNameEn?: string }) =>
    name({ name: x.storeName, nameEn: x.storeNameEn ?? "" });
  return (
    <section aria-label={t("queue.visits")}>
      <ListHead>{t("queue.visits")}</ListHead>
      <List>
        {waiting.map((x) => (
          <RowLink
            key={x.id}
            to="/queue/$id"
            params={{ id: x.id }}
            icon="people"
            title={`${x.number} · ${shop(x)}`}
            note={x.status === "waiting" ? t("queue.before", { count: x.before }) : t(`queue.status.${x.status}`)}
          />
        ))}
        {kept.map((b) => (
          <RowLink
            key={b.id}
            to="/bookings/$id"
            params={{ id: b.id }}
            icon="clock"
            title={shop(b)}
            note={`${f.weekday(b.starts)} ${f.clock(b.starts)}`}
          />
        ))}
      </List>
    </section>
  );
}
