import { api, type QueueOffer } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Icon, Pairs, Sheet } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useName } from "../../shared/name";
import { GoLink } from "../../shared/nav";
import { People } from "../../shared/people";

/** A number in the line, or a table for later, where the store has them. */
export function Tables({ id }: { id: string }) {
  const t = useT();
  const queue = useQuery({ queryKey: ["queue", id], queryFn: () => api.queue(id) });
  const booking = useQuery({ queryKey: ["booking", "offer", id], queryFn: () => api.bookingOffer(id) });
  const [taking, setTaking] = useState(false);
  const line = queue.data;
  if (!line?.on && !booking.data?.on) return null;
  return (
    <Card className="app-tables">
      {line?.on &&
        (line.ticket ? (
          <GoLink kind="soft" to="/queue/$id" params={{ id: line.ticket }}>
            <Icon name="people" size={20} />
            {t("queue.mine")}
          </GoLink>
        ) : line.open ? (
          <Button kind="soft" onClick={() => setTaking(true)}>
            <Icon name="people" size={20} />
            {t("queue.take")}
          </Button>
        ) : (
          <p className="lw-muted lw-small">{t("queue.notOpen")}</p>
        ))}
      {booking.data?.on && (
        <GoLink kind="soft" to="/stores/$id/book" params={{ id }}>
          <Icon name="clock" size={20} />
          {t("booking.book")}
        </GoLink>
      )}
      {taking && line && <Take id={id} of={line} onClose={() => setTaking(false)} />}
    </Card>
  );
}

function Take({ id, of, onClose }: { id: string; of: QueueOffer; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const go = useNavigate();
  const name = useName();
  const queries = useQueryClient();
  const most = Math.max(...of.classes.map((c) => c.to));
  const [party, setParty] = useState(Math.min(2, most));
  const [key] = useState(() => crypto.randomUUID());
  const sort = of.classes.find((c) => c.from <= party && party <= c.to);
  const take = useMutation({
    mutationFn: () => api.takeNumber(`${key}-${party}`, id, party),
    onSuccess: async (ticket) => {
      queries.setQueryData(["ticket", ticket.id], ticket);
      for (const k of ["queue", "tickets"]) void queries.invalidateQueries({ queryKey: [k] });
      await go({ to: "/queue/$id", params: { id: ticket.id } });
    },
  });
  return (
    <Sheet title={t("queue.take")} onClose={onClose}>
      <div className="lw-stack">
        <People party={party} most={most} onChange={setParty} />
        {sort ? (
          <Pairs
            of={[
              [t("queue.table"), `${sort.letter} · ${name({ name: sort.name, nameEn: sort.nameEn })}`],
              [t("queue.waiting"), t("queue.parties", { count: sort.waiting })],
              ...(sort.wait ? [[t("queue.wait"), f.seconds(sort.wait)] as [string, string]] : []),
            ]}
          />
        ) : (
          <p className="lw-muted">{t("queue.noTable")}</p>
        )}
        {take.error && (
          <p className="lw-error" role="alert">
            {faultText(take.error, f)}
          </p>
        )}
        <Button block busy={take.isPending} disabled={!sort} onClick={() => take.mutate()}>
          {t("queue.take")}
        </Button>
      </div>
    </Sheet>
  );
}
