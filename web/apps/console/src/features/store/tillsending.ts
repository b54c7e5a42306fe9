import { api, ApiError, OFFLINE, type Tills, type Ware } from "@livewell/api/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { device } from "../../shared/session";
import { dropSale, keepPrices, keepSale, keptPrices, keptSales, type Kept } from "./registerdb";
import { useOnline } from "./sending";

export const tillsKey = (store: string) => ["register", store] as const;
export const salesKey = (store: string) => ["register-sales", store] as const;
const keptKey = (store: string) => ["register-kept", store] as const;

const isOffline = (e: unknown) => e instanceof ApiError && e.code === OFFLINE;

/** The tills of a store, and whether the server can be reached: it is asked every 15 seconds. */
export function useTills(store: string) {
  const online = useOnline();
  const [had] = useState(() => device.get(`register.${store}`));
  const tills = useQuery({
    queryKey: tillsKey(store),
    queryFn: async () => {
      const now = await api.register(store);
      device.put(`register.${store}`, now);
      return now;
    },
    // A register that is opened again without a network goes on with what it knew.
    ...(had ? { initialData: had.data as Tills, initialDataUpdatedAt: had.at } : {}),
    networkMode: "always",
    refetchInterval: 15_000,
    retry: false,
    gcTime: Infinity,
  });
  const { refetch } = tills;
  useEffect(() => {
    if (online) void refetch();
  }, [online, refetch]);
  return { tills, offline: !online || isOffline(tills.error) };
}

/** A price list is read again when its version is another one; without a network the kept one stands. */
export function usePrices(store: string, of: Tills | undefined) {
  const version = of?.version ?? "";
  return useQuery({
    queryKey: ["register-prices", store, version],
    queryFn: async () => {
      const kept = await keptPrices(store).catch(() => undefined);
      if (kept?.version === version) return kept.wares;
      const wares: Ware[] = [];
      for (let cursor = ""; ;) {
        const { items, next } = await api.prices(store, cursor);
        wares.push(...items);
        if (!next) break;
        cursor = next;
      }
      await keepPrices({ store, version, wares }).catch(() => undefined); // sells on from memory
      return wares;
    },
    enabled: version !== "",
    networkMode: "always",
    staleTime: Infinity,
    gcTime: Infinity,
    placeholderData: (before) => before,
  });
}

const BATCH = 50;
const running = new Map<string, Promise<void>>();

/** Sends what waits, the oldest first. A repeat is harmless: the server knows each by its reference. */
export function sendSales(store: string): Promise<void> {
  const now = running.get(store) ?? sendAll(store).finally(() => running.delete(store));
  running.set(store, now);
  return now;
}

async function sendAll(store: string) {
  const waiting = (await keptSales(store)).filter((k) => k.state === "waits");
  for (let i = 0; i < waiting.length; i += BATCH) {
    const batch = waiting.slice(i, i + BATCH);
    const { items } = await api.syncSales(
      store,
      batch.map((k) => k.made),
    );
    for (const r of items) {
      const k = batch.find((b) => b.ref === r.ref);
      if (!k) continue;
      if (r.fault) await keepSale({ ...k, state: "refused", fault: r.fault });
      else if (r.sale && r.sale.notes.length > 0) await keepSale({ ...k, state: "noted", notes: r.sale.notes });
      else await dropSale(k.ref);
    }
  }
}

/** What this browser made without a network, and its sending as soon as there is one again. */
export function useKept(store: string, offline: boolean) {
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: keptKey(store) });
  const kept = useQuery({
    queryKey: keptKey(store),
    queryFn: () => keptSales(store),
    networkMode: "always",
    retry: false,
  });
  const send = useMutation({
    mutationFn: () => sendSales(store),
    networkMode: "always",
    onSettled: () =>
      Promise.all([
        renew(),
        queries.invalidateQueries({ queryKey: tillsKey(store) }),
        queries.invalidateQueries({ queryKey: salesKey(store) }),
      ]),
  });
  const all = kept.data ?? [];
  const waiting = all.filter((k) => k.state === "waits").length;
  const { mutate } = send;
  useEffect(() => {
    if (!offline && waiting > 0) mutate();
  }, [offline, waiting, mutate]);
  return {
    all,
    waiting,
    busy: send.isPending,
    error: send.error,
    send: () => mutate(),
    keep: async (k: Kept) => {
      await keepSale(k);
      await renew();
    },
    dismiss: async (k: Kept) => {
      await dropSale(k.ref);
      await renew();
    },
  };
}
