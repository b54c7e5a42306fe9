import { api, type Store } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Choice, Empty, Notice, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { Tag, type Tone } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { useParam } from "../../shared/filters";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { kept, useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { useCategoryName, useNamed } from "./names";
import { useSending } from "./sending";
import "./store.css";

export const storeKey = (id: string) => ["store", id] as const;
export const useStore = (id: string) =>
  useQuery({
    queryKey: storeKey(id),
    queryFn: () => kept(`store.${id}`, () => api.store(id)),
    networkMode: "always",
  });

/** What somebody may change here: all staff see it, owners and managers write it. */
export function useManages(): boolean {
  const hats = hatsOf(useMe());
  return hats.owner || hats.manager;
}

/** A pause whose time is over is none, whether or not the server was asked since. */
const statusOf = (s: Store): Store["status"] =>
  s.status === "paused" && s.until && Date.parse(s.until) <= Date.now() ? "open" : s.status;

const tones: Record<Store["status"], Tone> = { open: "good", paused: "warn", closed: "quiet" };

export function StoreState({ of }: { of: Store }) {
  const t = useT();
  const f = useFormat();
  const status = statusOf(of);
  return (
    <Tag tone={tones[status]}>
      {status === "paused" && of.until
        ? t("stores.pausedUntil", { at: f.short(of.until) })
        : t(`stores.state.${status}`)}
    </Tag>
  );
}

type Frame = {
  title?: string;
  /** For owners and managers alone. */
  managed?: boolean;
  children: (store: Store) => ReactNode;
};

/** The pages of one store, with the way from one to the other. */
export function StoreFrame({ title, managed, children }: Frame) {
  const t = useT();
  const id = useParam("store");
  const named = useNamed();
  const category = useCategoryName();
  const manages = useManages();
  const store = useStore(id);
  useSending(id);
  const s = store.data;
  const name = s ? named(s.name, s.nameEn) : t("store.one");
  return (
    <Screen
      title={title ? `${title} · ${name}` : name}
      lead={
        s && (
          <span className="co-line">
            <StoreState of={s} />
            {category(s.category)}
            <span translate="no">{s.address}</span>
          </span>
        )
      }
      actions={s && <Running of={s} />}
    >
      <nav className="co-tabs st-noprint" aria-label={t("store.pages")}>
        <Link to="/stores/$store" params={{ store: id }} activeOptions={{ exact: true }}>
          {t("store.orders")}
        </Link>
        <Link to="/stores/$store/menu" params={{ store: id }}>
          {t("store.menu")}
        </Link>
        <Link to="/stores/$store/orders" params={{ store: id }}>
          {t("store.history")}
        </Link>
        <Link to="/stores/$store/claims" params={{ store: id }}>
          {t("claims.title")}
        </Link>
        <Link to="/stores/$store/vouchers" params={{ store: id }}>
          {t("store.vouchers")}
        </Link>
        <Link to="/stores/$store/register" params={{ store: id }}>
          {t("store.register")}
        </Link>
        <Link to="/stores/$store/queue" params={{ store: id }}>
          {t("store.queue")}
        </Link>
        <Link to="/stores/$store/bookings" params={{ store: id }}>
          {t("store.bookings")}
        </Link>
        {manages && (
          <>
            <Link to="/stores/$store/sales" params={{ store: id }}>
              {t("sales.title")}
            </Link>
            <Link to="/stores/$store/offers" params={{ store: id }}>
              {t("store.offers")}
            </Link>
            <Link to="/stores/$store/coupons" params={{ store: id }}>
              {t("store.coupons")}
            </Link>
            <Link to="/stores/$store/areas" params={{ store: id }}>
              {t("store.delivery")}
            </Link>
            <Link to="/stores/$store/post" params={{ store: id }}>
              {t("store.post")}
            </Link>
            <Link to="/stores/$store/tables" params={{ store: id }}>
              {t("store.tables")}
            </Link>
            <Link to="/stores/$store/terminals" params={{ store: id }}>
              {t("terminals.title")}
            </Link>
            <Link to="/stores/$store/settings" params={{ store: id }}>
              {t("store.settings")}
            </Link>
          </>
        )}
      </nav>
      {managed && !manages ? (
        <Empty icon="lock" title={t("store.managers")} />
      ) : (
        <Shown of={store}>
          {(of) => (
            <>
              {statusOf(of) !== "open" && (
                <div className="st-noprint">
                  <Notice tone="warn" icon="warn">
                    {t("store.pausedNow")}
                  </Notice>
                </div>
              )}
              {children(of)}
            </>
          )}
        </Shown>
      )}
    </Screen>
  );
}

/** Stops new orders, and takes them again. */
function Running({ of }: { of: Store }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const resume = useMutation({
    mutationFn: () => api.resumeStore(of.id),
    onSuccess: async () => {
      await renew(queries, of.id);
      toast(t("store.resumed"));
    },
    onError: (e) => toast(faultText(e, f)),
  });
  return statusOf(of) === "open" ? (
    <>
      <Button kind="plain" onClick={() => setAsking(true)}>
        {t("store.pause")}
      </Button>
      {asking && <Pause of={of} onClose={() => setAsking(false)} />}
    </>
  ) : (
    <Button busy={resume.isPending} onClick={() => resume.mutate()}>
      {t("store.resume")}
    </Button>
  );
}

const renew = (queries: ReturnType<typeof useQueryClient>, id: string) =>
  Promise.all([
    queries.invalidateQueries({ queryKey: storeKey(id) }),
    queries.invalidateQueries({ queryKey: ["stores"] }),
  ]);

function Pause({ of, onClose }: { of: Store; onClose: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const [time, setTime] = useState("30");
  const pause = useMutation({
    mutationFn: () =>
      api.pauseStore(of.id, time === "closed" ? { closed: true } : time === "0" ? {} : { minutes: Number(time) }),
    onSuccess: async () => {
      await renew(queries, of.id);
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("store.pauseTitle")}
      action={t("store.pause")}
      busy={pause.isPending}
      error={pause.error}
      onSubmit={() => pause.mutate()}
      onClose={onClose}
    >
      <p>{t("store.pauseText")}</p>
      <div className="st-choices">
        <Choice
          label={t("store.pauseFor")}
          value={time}
          onChange={setTime}
          options={[
            { value: "30", label: t("store.minutes", { n: 30 }) },
            { value: "60", label: t("store.minutes", { n: 60 }) },
            { value: "120", label: t("store.hours", { n: 2 }) },
            { value: "0", label: t("store.untilResumed") },
            { value: "closed", label: t("store.closing") },
          ]}
        />
      </div>
    </FormSheet>
  );
}
