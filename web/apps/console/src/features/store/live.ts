import { api, type Board, type Order } from "@livewell/api/console";
import { useToast } from "@livewell/ui";
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useT } from "../../words";
import { arrivals, waiting } from "./grouping";
import { allowSound, chime } from "./sound";

export const boardKey = (store: string) => ["board", store] as const;
export const orderKey = (id: string) => ["order", id] as const;
export const ordersKey = (store: string) => ["orders", store] as const;

const RETRY = 5_000; // after an answer that ends the browser's own tries, such as that of a restart
const POLL = 10_000;

/** What a line of events shows, as it is, for as long as the page is open. */
export function useWatched<T>(queryKey: readonly string[], url: string, get: () => Promise<T>) {
  const queries = useQueryClient();
  const [lost, setLost] = useState(false);
  const seen = useQuery({ queryKey, queryFn: get, refetchInterval: lost ? POLL : false });
  const heard = useEffectEvent((text: string) => {
    // An answer that is under way is older than this.
    void queries.cancelQueries({ queryKey });
    queries.setQueryData(queryKey, JSON.parse(text) as T);
  });
  useEffect(() => {
    let source: EventSource;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(url);
      source.onopen = () => setLost(false);
      source.onerror = () => {
        setLost(true);
        if (source.readyState === EventSource.CLOSED) again = setTimeout(open, RETRY);
      };
      source.addEventListener("changed", (e: MessageEvent<string>) => heard(e.data));
    };
    open();
    // A line through a network that went away may look open for minutes.
    const away = () => {
      setLost(true);
      source.close();
    };
    const back = () => {
      clearTimeout(again);
      source.close();
      open();
    };
    addEventListener("offline", away);
    addEventListener("online", back);
    return () => {
      removeEventListener("offline", away);
      removeEventListener("online", back);
      clearTimeout(again);
      source.close();
    };
  }, [url]);
  return { seen, lost };
}

/** The orders of a store. */
export function useBoard(store: string) {
  const url = `/console/api/stores/${encodeURIComponent(store)}/live`;
  const { seen, lost } = useWatched(boardKey(store), url, () => api.board(store));
  return { board: seen, lost };
}

const over = (o: Order) => o.status === "completed" || o.status === "cancelled";

/** Puts what the server answered to an act where it is shown. */
export function put(queries: QueryClient, o: Order) {
  queries.setQueryData<Board>(
    boardKey(o.store),
    (b) => b && { items: over(o) ? b.items.filter((x) => x.id !== o.id) : b.items.map((x) => (x.id === o.id ? o : x)) },
  );
  queries.setQueryData(orderKey(o.id), o);
  void queries.invalidateQueries({ queryKey: ordersKey(o.store) });
}

const WANTED = "livewell.board.sound";
const AGAIN = 20_000;

/** Says each new order, with a bell where that is wanted, again while one waits. */
export function useBell(orders: Order[] | undefined) {
  const t = useT();
  const toast = useToast();
  const [on, setOn] = useState(() => localStorage.getItem(WANTED) === "on");
  const seen = useRef<Set<string>>(undefined);
  const waits = orders !== undefined && waiting(orders).length > 0;
  useEffect(() => {
    if (!orders) return;
    const fresh = arrivals(seen.current, orders);
    seen.current = new Set([...(seen.current ?? []), ...orders.map((o) => o.id)]);
    const first = fresh[0];
    if (!first) return;
    if (on) chime();
    toast(
      fresh.length > 1
        ? t("board.arrivedMany", { n: fresh.length })
        : t("board.arrived", { number: first.number ?? "" }),
    );
  }, [orders, on, t, toast]);
  useEffect(() => {
    if (!on || !waits) return;
    const timer = setInterval(chime, AGAIN);
    return () => clearInterval(timer);
  }, [on, waits]);
  useEffect(() => {
    // Whoever wanted the sound yesterday gets it with the first touch of today.
    if (!on) return;
    const wake = () => allowSound();
    addEventListener("pointerdown", wake, { once: true });
    addEventListener("keydown", wake, { once: true });
    return () => {
      removeEventListener("pointerdown", wake);
      removeEventListener("keydown", wake);
    };
  }, [on]);
  const turn = () => {
    if (!on) {
      allowSound();
      chime();
    }
    localStorage.setItem(WANTED, on ? "off" : "on");
    setOn(!on);
  };
  return { on, turn };
}
