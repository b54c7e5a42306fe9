import { api, type QueueTicket } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Card, Notice, Pairs, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useName } from "../../shared/name";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** Sees the place in the line move while it is looked at. */
function useLiveTicket(id: string) {
  const queries = useQueryClient();
  useEffect(() => {
    const line = new EventSource(`/api/queue/tickets/${id}/live`);
    line.addEventListener("changed", (e: MessageEvent<string>) => {
      queries.setQueryData(["ticket", id], JSON.parse(e.data) as QueueTicket);
      for (const k of ["queue", "tickets"]) void queries.invalidateQueries({ queryKey: [k] });
    });
    return () => line.close();
  }, [id, queries]);
}

/** A number in a line: how many are before it, and what can be done with it. */
export function Ticket({ id }: { id: string }) {
  const t = useT();
  const ticket = useQuery({ queryKey: ["ticket", id], queryFn: () => api.ticket(id) });
  useLiveTicket(id);
  return (
    <SubPage title={t("queue.title")} above="/orders">
      <Shown of={ticket}>{(x) => <Body of={x} />}</Shown>
    </SubPage>
  );
}

function Body({ of: x }: { of: QueueTicket }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  return (
    <>
      <Card className="lw-stack lw-centre">
        <p className="lw-muted lw-break" translate="no">
          {name({ name: x.storeName, nameEn: x.storeNameEn ?? "" })}
        </p>
        <p className="app-ticket">
          <span className="lw-hide">{t("queue.number")}</span> <span translate="no">{x.number}</span>
        </p>
        <div role="status" className="lw-stack">
          <p className={`app-status big ${x.status}`}>{t(`queue.status.${x.status}`)}</p>
          {x.status === "waiting" && <p className="app-number">{t("queue.before", { count: x.before })}</p>}
          {x.until && <p>{t("queue.until", { at: f.clock(x.until) })}</p>}
        </div>
        {x.status === "waiting" && (
          <p className="lw-muted lw-small">
            {x.wait ? t("queue.about", { time: f.seconds(Math.max(90, x.wait)) }) : t("queue.unknown")}
          </p>
        )}
      </Card>
      {x.status === "waiting" && <Notice>{t("queue.stay")}</Notice>}
      {x.can.includes("waiting") && <Notice tone="warn">{t("queue.backText", { count: x.back })}</Notice>}
      <Actions of={x} />
      <Card>
        <Pairs
          of={[
            [t("queue.party"), f.number(x.party)],
            [t("queue.taken"), f.short(x.createdAt)],
          ]}
        />
        <GoLink kind="link" block to="/stores/$id" params={{ id: x.store }}>
          {t("order.store")}
        </GoLink>
      </Card>
    </>
  );
}

function Actions({ of: x }: { of: QueueTicket }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: (to: "leave" | "back") => (to === "leave" ? api.leaveQueue(x.id) : api.comeBack(x.id)),
    onSuccess: (now) => {
      queries.setQueryData(["ticket", x.id], now);
      for (const k of ["queue", "tickets"]) void queries.invalidateQueries({ queryKey: [k] });
      setAsking(false);
    },
    onError: (e) => toast(faultText(e, f)),
  });
  return (
    <div className="lw-stack">
      {x.can.includes("waiting") && (
        <Button block busy={act.isPending} onClick={() => act.mutate("back")}>
          {t("queue.back")}
        </Button>
      )}
      {x.can.includes("left") && (
        <Button kind="link" block onClick={() => setAsking(true)}>
          {t("queue.leave")}
        </Button>
      )}
      {asking && (
        <Ask
          title={t("queue.leaveAsk")}
          text={t("queue.leaveText")}
          action={t("queue.leave")}
          danger
          busy={act.isPending}
          onYes={() => act.mutate("leave")}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
