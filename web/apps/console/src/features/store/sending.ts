import { useMutation } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { send } from "./redeem";
import { taken } from "./voucherlog";

const waits = (store: string) => taken(store).some((x) => x.state === "waits");

function subscribe(f: () => void) {
  addEventListener("online", f);
  addEventListener("offline", f);
  return () => {
    removeEventListener("online", f);
    removeEventListener("offline", f);
  };
}

export const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine);

/**
 * Sends the vouchers that wait when a page of their store is opened, and when the
 * network comes back while it is open: until then another till would take them again.
 */
export function useSending(store: string) {
  const online = useOnline();
  const { mutate, isPending, error } = useMutation({ mutationFn: () => send(store), networkMode: "always" });
  useEffect(() => {
    if (online && waits(store)) mutate();
  }, [online, store, mutate]);
  return { online, busy: isPending, error, send: () => mutate() };
}
