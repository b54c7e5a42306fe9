import { api, type HostQueue, type HostTicket, type Store } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Empty, Field, Icon, Notice, useAwake, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { FormSheet } from "../../shared/dialogs";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { StoreFrame, useManages } from "./frame";
import { useNamed } from "./names";
import { whole } from "./offerform";
import { queueKey, useQueue } from "./queuedata";
import { QueueSettings } from "./queuesettings";
import { Whole } from "./whole";

type Sort = HostQueue["classes"][number];
type To = "waiting" | "called" | "seated" | "passed";

/** The host's view of who waits for a table. */
export function QueuePage() {
  const t = useT();
  return <StoreFrame title={t("store.queue")}>{(store) => <Inside of={store} />}</StoreFrame>;
}

function Inside({ of }: { of: Store }) {
  const t = useT();
  const { seen, lost } = useQueue(of.id);
  useAwake();
  return (
    <>
      {lost && (
        <Notice tone="warn" icon="warn">
          {t("line.lost")}
        </Notice>
      )}
      <Shown of={seen}>{(q) => (q.terms.on ? <Line store={of.id} of={q} /> : <Off store={of.id} of={q} />)}</Shown>
    </>
  );
}

function Off({ store, of }: { store: string; of: HostQueue }) {
  const t = useT();
  const manages = useManages();
  return (
    <Empty icon="people" title={t("line.off")}>
      <p>{t(manages ? "line.offHint" : "line.offStaff")}</p>
      {manages && <SetUp store={store} of={of} />}
    </Empty>
  );
}

function SetUp({ store, of }: { store: string; of: HostQueue }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="plain" onClick={() => setOpen(true)}>
        <Icon name="settings" size={20} />
        {t("line.setUp")}
      </Button>
      {open && <QueueSettings store={store} of={of.terms} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Runs what changes a line, and shows what it is then. */
function useAct<V, R>(store: string, run: (v: V) => Promise<R>, done?: (r: R) => void) {
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (r) => done?.(r),
    onError: (e) => toast(faultText(e, f)),
    onSettled: () => queries.invalidateQueries({ queryKey: queueKey(store) }),
  });
}

function Line({ store, of }: { store: string; of: HostQueue }) {
  const t = useT();
  const manages = useManages();
  const [asking, setAsking] = useState<"walkIn" | "end">();
  const open = useAct(store, (on: boolean) => api.openQueue(store, { open: on }));
  return (
    <>
      <div className="st-tools">
        <Button onClick={() => setAsking("walkIn")}>
          <Icon name="plus" size={20} />
          {t("line.walkIn")}
        </Button>
        <Button kind="plain" busy={open.isPending} onClick={() => open.mutate(!of.open)}>
          {t(of.open ? "line.stop" : "line.open")}
        </Button>
        {of.tickets.some((x) => x.status !== "passed") && (
          <Button kind="plain" onClick={() => setAsking("end")}>
            {t("line.end")}
          </Button>
        )}
        {manages && <SetUp store={store} of={of} />}
      </div>
      {!of.open && <Notice>{t("line.stopped")}</Notice>}
      <div className="st-board st-line">
        {of.classes.map((c) => (
          <Column key={c.letter} store={store} of={c} tickets={of.tickets.filter((x) => x.letter === c.letter)} />
        ))}
      </div>
      {asking === "walkIn" && <WalkIn store={store} onClose={() => setAsking(undefined)} />}
      {asking === "end" && <End store={store} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function Column({ store, of: c, tickets }: { store: string; of: Sort; tickets: HostTicket[] }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const toast = useToast();
  const queries = useQueryClient();
  const [attempt, setAttempt] = useState(newAttempt);
  const next = useMutation({
    mutationFn: () => api.callNext(attempt.key, store, c.letter),
    onSuccess: (x) => {
      setAttempt(newAttempt());
      toast(t("line.calledNow", { number: x.number }));
    },
    onError: (e) => {
      setAttempt((a) => after(a, e));
      toast(faultText(e, f));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queueKey(store) }),
  });
  const by = (status: HostTicket["status"]) => tickets.filter((x) => x.status === status);
  return (
    <section className="st-column" aria-labelledby={`line-${c.letter}`}>
      <h2>
        <span id={`line-${c.letter}`} translate="no" className="lw-break">
          {`${c.letter} · ${named(c.name, c.nameEn)}`}
        </span>
        <span className="st-count">
          <span className="lw-hide">{t("line.waiting", { count: c.waiting })}</span>
          <span aria-hidden="true">{c.waiting}</span>
        </span>
      </h2>
      <p className="lw-muted lw-small">{t("line.seats", { from: c.from, to: c.to })}</p>
      {c.wait !== undefined && <p className="lw-muted lw-small">{t("line.about", { time: f.seconds(c.wait) })}</p>}
      <Button
        block
        busy={next.isPending}
        disabled={c.waiting === 0}
        aria-label={t("line.callNextOf", { letter: c.letter })}
        onClick={() => next.mutate()}
      >
        <Icon name="bell" size={24} />
        {t("line.callNext")}
      </Button>
      <Tickets store={store} title={t("line.called")} of={by("called")} acts={["seated", "passed"]} />
      <Tickets store={store} title={t("line.line")} of={by("waiting")} acts={["called"]} />
      <Tickets store={store} title={t("line.passed")} of={by("passed")} acts={["waiting"]} />
      {tickets.length === 0 && <p className="lw-muted lw-small st-nothing">{t("line.nobody")}</p>}
    </section>
  );
}

const words = { called: "line.call", seated: "line.seat", passed: "line.miss", waiting: "line.back" } as const;

function Tickets({ store, title, of, acts }: { store: string; title: string; of: HostTicket[]; acts: To[] }) {
  const t = useT();
  const f = useFormat();
  const move = useAct(store, ({ id, to }: { id: string; to: To }) => api.moveTicket(store, id, to));
  if (of.length === 0) return null;
  return (
    <>
      <h3 className="lw-small">{title}</h3>
      <ul className="st-tickets">
        {of.map((x) => (
          <li key={x.id} className={`st-card ${x.status}`}>
            <header>
              <strong className="st-number" translate="no">
                {x.number}
              </strong>
              <span>{t("line.people", { count: x.party })}</span>
              {x.guest && (
                <span className="lw-break" translate="no">
                  {x.guest}
                </span>
              )}
              {x.until && <span className="st-since lw-muted">{t("line.until", { at: f.clock(x.until) })}</span>}
            </header>
            <div className="st-acts">
              {acts
                .filter((to) => x.can.includes(to))
                .map((to, i) => (
                  <Button
                    key={to}
                    kind={x.status === "called" && i === 0 ? "primary" : "link"}
                    busy={move.isPending && move.variables.id === x.id && move.variables.to === to}
                    aria-label={t("line.ofTicket", { act: t(words[to]), number: x.number })}
                    onClick={() => move.mutate({ id: x.id, to })}
                  >
                    {t(words[to])}
                  </Button>
                ))}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function WalkIn({ store, onClose }: { store: string; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [party, setParty] = useState("2");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const [attempt, setAttempt] = useState(newAttempt);
  const add = useMutation({
    mutationFn: () => api.addWalkIn(attempt.key, store, { party: Number(party), ...(name.trim() ? { name } : {}) }),
    onSuccess: (x) => {
      void queries.invalidateQueries({ queryKey: queueKey(store) });
      toast(t("line.walkedIn", { number: x.number }));
      onClose();
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
  const submit = () => {
    setTried(true);
    if (whole(party, 1, 99) !== undefined) add.mutate();
  };
  return (
    <FormSheet
      title={t("line.walkIn")}
      action={t("common.add")}
      busy={add.isPending}
      error={add.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Whole label={t("line.party")} least={1} most={99} value={party} tried={tried} onChange={setParty} />
      <Field label={t("line.name")} maxLength={40} value={name} onChange={(e) => setName(e.target.value)} />
    </FormSheet>
  );
}

function End({ store, onClose }: { store: string; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const end = useAct(
    store,
    () => api.openQueue(store, { open: false, end: true }),
    () => {
      toast(t("line.ended"));
      onClose();
    },
  );
  return (
    <FormSheet
      title={t("line.end")}
      action={t("line.end")}
      danger
      busy={end.isPending}
      error={end.error}
      onSubmit={() => end.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t("line.endText")}</p>
    </FormSheet>
  );
}
