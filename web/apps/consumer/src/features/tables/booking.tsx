import { api, type TableBooking } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Card, Pairs } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useName } from "../../shared/name";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** A table that is kept for the person. */
export function Booking({ id }: { id: string }) {
  const t = useT();
  const booking = useQuery({ queryKey: ["booking", id], queryFn: () => api.booking(id) });
  return (
    <SubPage title={t("booking.title")} above="/orders">
      <Shown of={booking}>{(b) => <Body of={b} />}</Shown>
    </SubPage>
  );
}

function Body({ of: b }: { of: TableBooking }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const rows: [string, string][] = [
    [t("queue.party"), f.number(b.party)],
    [t("booking.seats"), f.number(b.seats)],
    [t("booking.ends"), f.clock(b.ends)],
  ];
  if (b.note) rows.push([t("booking.note"), b.note]);
  return (
    <>
      <Card className="lw-stack lw-centre">
        <p className="lw-muted lw-break" translate="no">
          {name({ name: b.storeName, nameEn: b.storeNameEn ?? "" })}
        </p>
        <p className="app-number">{`${f.weekday(b.starts)} ${f.clock(b.starts)}`}</p>
        <p className={`app-status big ${b.status}`} role="status">
          {t(`booking.status.${b.status}`)}
        </p>
        {b.reason && <p className="lw-muted lw-break">{t("order.reason.said", { words: b.reason })}</p>}
        {b.address && <p className="lw-muted lw-small lw-break">{b.address}</p>}
      </Card>
      <Cancel of={b} />
      <Card>
        <Pairs of={rows} />
        <GoLink kind="link" block to="/stores/$id" params={{ id: b.store }}>
          {t("order.store")}
        </GoLink>
      </Card>
    </>
  );
}

function Cancel({ of: b }: { of: TableBooking }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => api.cancelBooking(b.id),
    onSuccess: (now) => {
      queries.setQueryData(["booking", b.id], now);
      void queries.invalidateQueries({ queryKey: ["booking"] });
      setAsking(false);
    },
  });
  if (!b.can.includes("cancelled")) return null;
  return (
    <>
      <Button kind="link" block onClick={() => setAsking(true)}>
        {t("booking.cancel")}
      </Button>
      {asking && (
        <Ask
          title={t("booking.cancelAsk")}
          action={t("booking.cancel")}
          danger
          busy={cancel.isPending}
          error={cancel.error ? faultText(cancel.error, f) : undefined}
          onYes={() => cancel.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
