import { api, type RiderPage } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import {
  Button,
  ButtonLink,
  Card,
  Choice,
  Empty,
  Field,
  Icon,
  List,
  ListHead,
  Notice,
  Pairs,
  Row,
  shrink,
} from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { locate } from "../../shared/city";
import { SubPage } from "../../shared/nav";
import { usePlace } from "../../shared/place";
import { Shown } from "../../shared/states";
import { Plan } from "../../shared/plan";

type Work = RiderPage["work"][number];

/** The page of somebody who delivers: their shift, offers, and what to do next. */
export function Rider() {
  const t = useT();
  const queries = useQueryClient();
  const page = useQuery({ queryKey: ["rider"], queryFn: api.rider, refetchInterval: 10_000 });
  const on = page.data?.on ?? false;
  useEffect(() => {
    const line = new EventSource("/api/rider/live");
    line.addEventListener("changed", (e: MessageEvent<string>) =>
      queries.setQueryData(["rider"], JSON.parse(e.data) as RiderPage),
    );
    return () => line.close();
  }, [queries]);
  usePosition(on);
  return (
    <SubPage title={t("rider.title")} above="/me">
      <Shown of={page}>{(r) => (r.on || r.work.length ? <Duty page={r} /> : <Start />)}</Shown>
    </SubPage>
  );
}

/** Tells where the rider is while the shift is on. */
function usePosition(on: boolean) {
  useEffect(() => {
    if (!on || !("geolocation" in navigator)) return;
    let last = 0;
    const id = navigator.geolocation.watchPosition(({ coords, timestamp }) => {
      if (timestamp - last < 2000) return;
      last = timestamp;
      void api.tellPosition({ lat: coords.latitude, lng: coords.longitude }).catch(() => undefined);
    });
    return () => navigator.geolocation.clearWatch(id);
  }, [on]);
}

/** Does something that answers with the new page. */
function useAct<A>(act: (a: A) => Promise<RiderPage>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (r) => {
      queries.setQueryData(["rider"], r);
      for (const k of ["wallet", "bills", "deliveries"]) void queries.invalidateQueries({ queryKey: [k] });
    },
    onError: () => void queries.invalidateQueries({ queryKey: ["rider"] }),
  });
}

const shifts = ["1", "2", "4", "8"] as const;

function Start() {
  const t = useT();
  const f = useFormat();
  const place = usePlace();
  const [hours, setHours] = useState<(typeof shifts)[number]>("4");
  const start = useAct(async () =>
    api.startShift({ city: place.city, minutes: Number(hours) * 60, at: await locate() }),
  );
  return (
    <>
      <Card className="lw-stack">
        <Empty icon="pin" title={t("rider.off")}>
          <p>{t("rider.startText")}</p>
        </Empty>
        <Choice
          label={t("rider.hours")}
          value={hours}
          onChange={setHours}
          options={shifts.map((h) => ({ value: h, label: t("rider.hour", { count: Number(h) }) }))}
        />
        {start.error && (
          <Notice tone="bad">{"denied" in start.error ? t("rider.noPosition") : faultText(start.error, f)}</Notice>
        )}
        <Button block busy={start.isPending} onClick={() => start.mutate(undefined)}>
          {t("rider.start")}
        </Button>
      </Card>
      <Brought />
    </>
  );
}

function Duty({ page }: { page: RiderPage }) {
  const t = useT();
  const f = useFormat();
  const end = useAct(() => api.endShift());
  return (
    <>
      <Card>
        <Pairs
          of={[
            [page.until ? t("rider.on", { at: f.clock(page.until) }) : t("rider.off"), ""],
            [t("rider.earned"), f.money(page.earned)],
          ]}
        />
      </Card>
      {page.offer && <Offered offer={page.offer} />}
      {page.work.map((w) => (
        <Job key={w.order} work={w} at={page.at} />
      ))}
      {!page.offer && !page.work.length && (
        <Card>
          <Empty icon="clock" title={t("rider.waiting")}>
            <p>{t("rider.waitingText")}</p>
          </Empty>
        </Card>
      )}
      {end.error && <Notice tone="bad">{faultText(end.error, f)}</Notice>}
      {page.on && (
        <Button kind="soft" block busy={end.isPending} onClick={() => end.mutate(undefined)}>
          {t("rider.end")}
        </Button>
      )}
      <Brought />
    </>
  );
}

function far(t: ReturnType<typeof useT>, f: ReturnType<typeof useFormat>, metres: number) {
  return metres < 1000
    ? t("stores.metres", { number: f.number(Math.round(metres / 10) * 10) })
    : t("stores.kilometres", { number: f.number(Math.round(metres / 100) / 10) });
}

/** Seconds that are left of an offer, by the time that it came with. */
function useLeft(expires: string) {
  const [left, setLeft] = useState(30);
  useEffect(() => {
    const began = performance.now();
    const tick = setInterval(() => setLeft(Math.max(0, 30 - Math.round((performance.now() - began) / 1000))), 500);
    return () => clearInterval(tick);
  }, [expires]);
  return left;
}

function Offered({ offer }: { offer: NonNullable<RiderPage["offer"]> }) {
  const t = useT();
  const f = useFormat();
  const left = useLeft(offer.expires);
  const accept = useAct(() => api.acceptOffer(offer.id));
  const decline = useAct(() => api.declineOffer(offer.id));
  const error = accept.error ?? decline.error;
  return (
    <section className="lw-card app-offered" role="alert" aria-label={t("rider.offered")}>
      <h2>{t("rider.offered")}</h2>
      <p className="lw-total">{f.money(offer.fee)}</p>
      <p className="app-facts">
        <span>{t("rider.offer", { count: offer.work.length })}</span>
        <span>{t("rider.way", { far: far(t, f, offer.metres) })}</span>
      </p>
      <ul>
        {offer.work.map((w) => (
          <li key={w.order} translate="no">
            {w.store} · {w.number}
          </li>
        ))}
      </ul>
      {error && <Notice tone="bad">{faultText(error, f)}</Notice>}
      <p className="lw-muted lw-small" aria-hidden>
        {t("rider.seconds", { count: left })}
      </p>
      <div className="app-two">
        <Button busy={accept.isPending} onClick={() => accept.mutate(undefined)}>
          {t("rider.accept")}
        </Button>
        <Button kind="soft" busy={decline.isPending} onClick={() => decline.mutate(undefined)}>
          {t("rider.decline")}
        </Button>
      </div>
    </section>
  );
}

function Job({ work: w, at }: { work: Work; at: RiderPage["at"] }) {
  const t = useT();
  const f = useFormat();
  const [code, setCode] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const pickUp = useAct(() => api.pickUpOrder(w.order, code));
  const deliver = useAct((proof: { code?: string; photo?: string }) => api.deliverOrder(w.order, proof));
  const carried = w.status === "carried";
  const error = pickUp.error ?? deliver.error;
  const to = w.to;
  return (
    <section className="lw-card lw-stack" aria-label={w.number}>
      <h2>
        {w.number} · {carried ? t("rider.bring") : t("rider.fetch", { store: w.store })}
      </h2>
      <p className="app-facts">
        <span>{w.made ? t("rider.made") : t("rider.madeAt", { at: f.clock(w.madeAt) })}</span>
        {w.dueAt && <span>{t("rider.due", { at: f.clock(w.dueAt) })}</span>}
        <span>{f.money(w.fee)}</span>
      </p>
      <p className="lw-break">{carried && to ? [to.place, to.door].filter(Boolean).join(" ") : w.address}</p>
      {w.note && <Notice>{w.note}</Notice>}
      <Plan
        label={t("rider.plan")}
        spots={[
          { name: w.store, kind: "store", at: w.from },
          { name: to?.place ?? w.number, kind: "door", at: w.door },
          ...(at ? [{ name: "●", kind: "rider" as const, at }] : []),
        ]}
      />
      {carried && to && (
        <ButtonLink kind="soft" href={`tel:${to.phone}`}>
          <Icon name="phone" size={18} />
          {t("rider.call", { phone: to.phone })}
        </ButtonLink>
      )}
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (carried) deliver.mutate({ code });
          else pickUp.mutate(undefined, { onSuccess: () => setCode("") });
        }}
      >
        <Field
          label={carried ? t("rider.door") : t("rider.ticket")}
          inputMode="numeric"
          maxLength={4}
          value={code}
          onChange={(e) => setCode(e.target.value)}
          error={error ? faultText(error, f) : undefined}
        />
        <Button type="submit" block busy={pickUp.isPending || deliver.isPending} disabled={code.length < 4}>
          {carried ? t("rider.deliver") : t("rider.pickUp")}
        </Button>
      </form>
      {carried && (
        <>
          <input
            ref={file}
            type="file"
            accept="image/*"
            capture="environment"
            hidden
            onChange={(e) => {
              const [picture] = e.target.files ?? [];
              if (picture) void shrink(picture).then((photo) => deliver.mutate({ photo }));
            }}
          />
          <Button kind="link" block onClick={() => file.current?.click()}>
            {t("rider.photo")}
          </Button>
        </>
      )}
    </section>
  );
}

function Brought() {
  const t = useT();
  const f = useFormat();
  const list = useQuery({ queryKey: ["deliveries"], queryFn: api.deliveries });
  return (
    <>
      <ListHead>{t("rider.history")}</ListHead>
      <Shown of={list}>
        {({ items }) =>
          items.length ? (
            <List>
              {items.map((w) => (
                <Row
                  key={w.order}
                  icon="check"
                  tone="good"
                  title={<span translate="no">{w.store}</span>}
                  note={w.endedAt && f.short(w.endedAt)}
                  extra={<strong className="lw-num">{f.money(w.fee)}</strong>}
                />
              ))}
            </List>
          ) : (
            <Card>
              <Empty icon="inbox" title={t("rider.none")} />
            </Card>
          )
        }
      </Shown>
    </>
  );
}
