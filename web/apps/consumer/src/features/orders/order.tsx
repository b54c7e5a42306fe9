import { api, type Order } from "@livewell/api";
import { faultText, useFormat, useT, type Key } from "@livewell/i18n";
import { Ask, Button, Card, Icon, ListHead, Notice, Pairs, Qr, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { fromOrder, setBasket } from "../../shared/basket";
import { discountOf, pointsOf } from "../../shared/coupon";
import { kept } from "../../shared/kept";
import { waitingLines } from "../../shared/later";
import { useName } from "../../shared/name";
import { GoLink, SubPage } from "../../shared/nav";
import { standing } from "../../shared/standing";
import { Shown } from "../../shared/states";
import { Claims } from "./claim";
import { Parcel, Receive, stepOf } from "./parcel";
import { WriteReview } from "./review";
import { Picture } from "../../shared/picture";
import { Plan } from "../../shared/plan";

/** Sees an order move while it is looked at. */
function useLiveOrder(id: string) {
  const queries = useQueryClient();
  useEffect(() => {
    const line = new EventSource(`/api/orders/${id}/live`);
    line.addEventListener("changed", (e: MessageEvent<string>) => {
      queries.setQueryData(["order", id], JSON.parse(e.data) as Order);
      void queries.invalidateQueries({ queryKey: ["orders"] });
      void queries.invalidateQueries({ queryKey: ["claims", id] });
    });
    return () => line.close();
  }, [id, queries]);
}

/** One order: where it is, what it is of, and what can be done with it. */
export function OrderPage({ id }: { id: string }) {
  const t = useT();
  const order = useQuery({ queryKey: ["order", id], queryFn: () => kept(`order.${id}`, () => api.order(id)) });
  useLiveOrder(id);
  return (
    <SubPage title={t("order.title")} above="/orders">
      <Shown of={order}>{(o) => <Body order={o} />}</Shown>
    </SubPage>
  );
}

function Body({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const over = o.status === "completed" || o.status === "cancelled";
  return (
    <>
      <Card className="lw-stack lw-centre">
        <p className={`app-status big ${o.status}`} role="status">
          {standing(t, o)}
        </p>
        {o.number && !over && <p className="app-number">{t("order.number", { number: o.number })}</p>}
        {o.dueAt && !over && o.status !== "unpaid" && (
          <p className="lw-muted">{t("order.due", { at: f.short(o.dueAt) })}</p>
        )}
        {o.status === "cancelled" && o.reason && <p className="lw-muted lw-break">{reason(t, o.reason)}</p>}
        {o.late && <Notice tone="warn">{t("order.late")}</Notice>}
        <Code order={o} />
      </Card>
      <Coming order={o} />
      <Parcel order={o} />
      <Gathering order={o} />
      <Vouchers order={o} />
      <Actions order={o} />
      <Claims order={o} />
      <ListHead>{o.storeName}</ListHead>
      <Card>
        <Goods order={o} />
        <Pairs of={sums(t, f, o)} />
      </Card>
      <Points order={o} />
      <Facts order={o} />
      <Timeline order={o} />
    </>
  );
}

const known = ["no_answer", "unpaid", "group_failed", "expired"] as const;
type Known = (typeof known)[number];

const reason = (t: ReturnType<typeof useT>, said: string) =>
  known.includes(said as Known) ? t(`order.reason.${said as Known}`) : t("order.reason.said", { words: said });

const zero = (a: { amount: string }) => /^0(\.0+)?$/.test(a.amount);

function sums(t: ReturnType<typeof useT>, f: ReturnType<typeof useFormat>, o: Order): [string, string][] {
  const out: [string, string][] = [];
  if (!zero(o.packing)) out.push([t("checkout.packing"), f.money(o.packing)]);
  if (!zero(o.fee)) out.push([t(o.mode === "parcel" ? "parcel.fee" : "checkout.fee"), f.money(o.fee)]);
  out.push(...discountOf(t, f, o), ...pointsOf(t, f, o));
  out.push([t("checkout.total"), f.money(o.total)]);
  if (!zero(o.refunded)) out.push([t("order.refunded"), f.money(o.refunded)]);
  return out;
}

/** The points that an order used and brought. */
function Points({ order: { points: p } }: { order: Order }) {
  const t = useT();
  if (!p) return null;
  const all: [string, number][] = [
    [t("member.usedUp"), p.used],
    [t("member.returned"), p.returned],
    [t("member.gained"), p.earned],
    [t("member.lost"), p.taken],
  ];
  const some = all.filter(([, n]) => n > 0);
  if (!some.length) return null;
  return (
    <Card>
      <Pairs of={some.map(([k, n]) => [k, t("member.points", { count: n })])} />
    </Card>
  );
}

/** What is shown at the counter to get the order. */
function Code({ order: o }: { order: Order }) {
  const t = useT();
  if (o.mode !== "pickup" || !["paid", "accepted", "ready"].includes(o.status) || !o.code) return null;
  return (
    <div className="lw-stack lw-centre">
      <p className="lw-muted">{t("order.codeTitle")}</p>
      <div className="app-qr">
        <Qr text={o.code} label={`${t("order.code")} ${o.code}`} />
      </div>
      <p className="app-code">{o.code}</p>
    </div>
  );
}

/** Who brings the order and where they are. */
function Coming({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const { rider, storeAt, to } = o;
  if (!storeAt || !to || ["unpaid", "paid", "cancelled"].includes(o.status)) return null;
  if (o.status === "completed") {
    return o.photo ? (
      <Card>
        <img className="app-proof" src={`data:image/jpeg;base64,${o.photo}`} alt={t("rider.proof")} />
      </Card>
    ) : null;
  }
  return (
    <Card className="lw-stack">
      {rider && <strong>{t("rider.coming", { name: rider.name })}</strong>}
      <Plan
        label={t("rider.plan")}
        spots={[
          { name: o.storeName, kind: "store", at: storeAt },
          { name: to.place, kind: "door", at: to.at },
          ...(rider?.at ? [{ name: rider.name, kind: "rider" as const, at: rider.at }] : []),
        ]}
      />
      {rider?.seenAt && <p className="lw-muted lw-small">{t("rider.seen", { at: f.clock(rider.seenAt) })}</p>}
      {o.status === "underway" && rider && (
        <div className="lw-centre">
          <p className="lw-muted">{t("rider.doorCode")}</p>
          <p className="app-code">{o.code}</p>
        </div>
      )}
    </Card>
  );
}

/** The group that an order waits for. */
function Gathering({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const p = o.party;
  if (!p || p.status !== "open" || o.status === "cancelled") return null;
  const share = async () => {
    await navigator.clipboard.writeText(`${location.origin}/stores/${o.store}`);
    toast(t("offer.shared"));
  };
  return (
    <Card className="lw-stack">
      <strong>{t("offer.party", { paid: p.paid, size: p.size })}</strong>
      <progress className="app-progress" value={p.paid} max={p.size} aria-label={t("offer.group")} />
      <p className="lw-muted lw-small">{t("offer.partyText", { at: f.short(p.deadline) })}</p>
      <Button kind="soft" block onClick={() => void share()}>
        <Icon name="share" size={18} />
        {t("offer.share")}
      </Button>
    </Card>
  );
}

/** What was bought to be used later, each with its code. */
function Vouchers({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  if (!o.vouchers?.length) return null;
  return (
    <>
      <ListHead>{t("offer.vouchers")}</ListHead>
      {o.vouchers.map((v) => (
        <Card key={v.id} className="lw-stack lw-centre">
          <strong className="lw-break">{name(v)}</strong>
          {v.code && (
            <div className="app-qr wide">
              <Qr text={v.code} label={t("offer.show", { name: name(v) })} />
            </div>
          )}
          <p className="lw-muted lw-small">
            {v.status === "valid"
              ? t("offer.valid", { at: f.day(v.expires) })
              : v.status === "used" && v.usedAt
                ? t("offer.used", { at: f.short(v.usedAt) })
                : t("offer.void")}
          </p>
        </Card>
      ))}
    </>
  );
}

function Actions({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const go = useNavigate();
  const toast = useToast();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => api.cancelOrder(o.id),
    onSuccess: (now) => {
      queries.setQueryData(["order", o.id], now);
      for (const k of ["orders", "wallet", "bills", "coupons", "members"])
        void queries.invalidateQueries({ queryKey: [k] });
      setAsking(false);
    },
  });
  const again = async () => {
    setBasket(o.store, fromOrder(o.lines));
    toast(t("order.againDone"));
    await go({ to: "/stores/$id/checkout", params: { id: o.store }, search: { mode: o.mode } });
  };
  return (
    <div className="lw-stack">
      {o.status === "unpaid" && (
        <>
          <GoLink block to="/cashier/$id" params={{ id: o.trade }} search={{ next: `/orders/${o.id}` }}>
            {t("order.pay", { amount: f.money(o.total) })}
          </GoLink>
          <p className="lw-muted lw-small lw-centre">
            {t("order.payBefore", { at: f.clock(new Date(new Date(o.createdAt).getTime() + 15 * 60_000)) })}
          </p>
        </>
      )}
      <Receive order={o} />
      {(o.status === "completed" || o.status === "cancelled") && (
        <Button kind="soft" block onClick={() => void again()}>
          <Icon name="repeat" size={20} />
          {t("order.again")}
        </Button>
      )}
      {o.can.includes("cancelled") && (
        <Button kind="link" block onClick={() => setAsking(true)}>
          {t("order.cancel")}
        </Button>
      )}
      {asking && (
        <Ask
          title={t("order.cancelAsk")}
          {...(o.status === "unpaid" ? {} : { text: t("order.cancelText") })}
          action={t("order.cancel")}
          danger
          busy={cancel.isPending}
          error={cancel.error ? faultText(cancel.error, f) : undefined}
          onYes={() => cancel.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Goods({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const [writing, setWriting] = useState<number>();
  const over = o.status === "completed";
  const waiting = waitingLines(o.id);
  const reviewed = useQuery({
    queryKey: ["reviewed", o.id],
    queryFn: () => kept(`reviewed.${o.id}`, () => api.reviewed(o.id)),
    enabled: over,
  });
  const line = o.lines.find((l) => l.no === writing);
  const name = useName();
  const english = name({ name: "", nameEn: "en" }) === "en";
  return (
    <>
      <ul className="app-lines">
        {o.lines.map((l) => {
          const chosen = (english ? [l.variantEn || l.variant, ...l.chosenEn] : [l.variant, ...l.chosen]).filter(
            Boolean,
          );
          return (
            <li key={l.no}>
              <Picture of={l.picture} size={48} />
              <div className="app-item-text">
                <strong className="lw-break">{name(l)}</strong>
                {chosen.length > 0 && <span className="lw-muted lw-small lw-break">{chosen.join(" · ")}</span>}
                {l.refunded > 0 && <span className="app-few">{t("order.refundedPieces", { count: l.refunded })}</span>}
                {waiting.includes(l.no) && <span className="app-few">{t("review.waits")}</span>}
                {over && reviewed.data && !reviewed.data.lines.includes(l.no) && !waiting.includes(l.no) && (
                  <span>
                    <Button
                      kind="soft"
                      aria-label={t("review.write", { item: name(l) })}
                      onClick={() => setWriting(l.no)}
                    >
                      {t("review.button")}
                    </Button>
                  </span>
                )}
              </div>
              <span className="app-order-end">
                <span className="lw-num">{f.money(l.total)}</span>
                <span className="lw-muted lw-small">{t("order.times", { count: l.qty })}</span>
              </span>
            </li>
          );
        })}
      </ul>
      {line && <WriteReview order={o.id} line={line} onClose={() => setWriting(undefined)} />}
    </>
  );
}

function Facts({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const rows: [string, string][] = [[t("checkout.how"), t(`mode.${o.mode}` as Key)]];
  if (o.to) rows.push([t("order.to"), [o.to.place, o.to.door, o.to.name].filter(Boolean).join(" ")]);
  if (o.table) rows.push([t("checkout.table"), o.table]);
  if (o.note) rows.push([t("order.note"), o.note]);
  rows.push([t("order.made"), f.dateTime(o.createdAt)], [t("order.id"), o.id]);
  return (
    <Card>
      <Pairs of={rows} />
      <GoLink kind="link" block to="/stores/$id" params={{ id: o.store }} search={{ mode: o.mode }}>
        {t("order.store")}
      </GoLink>
    </Card>
  );
}

function Timeline({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  return (
    <>
      <ListHead>{t("order.timeline")}</ListHead>
      <Card>
        <ol className="app-timeline">
          {o.steps.map((s, i) => (
            <li key={i}>
              <span>{stepOf(t, o, s.status)}</span>
              <time dateTime={s.at} className="lw-muted lw-small">
                {f.short(s.at)}
              </time>
              {s.note && <span className="lw-muted lw-small lw-break">{s.note}</span>}
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
}
