import { api, type Address } from "@livewell/api";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

const key = "livewell.door";
const watchers = new Set<() => void>();

function stored(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Chooses the address that stores are looked for around and things are brought to. */
export function setDoor(id: string) {
  try {
    localStorage.setItem(key, id);
  } catch {
    // It is the last used one then.
  }
  for (const w of watchers) w();
}

const watch = (w: () => void) => {
  watchers.add(w);
  return () => watchers.delete(w);
};

/** The address in use: the chosen one, else the last used. */
export function useDoor(): { door: Address | undefined; pending: boolean } {
  const id = useSyncExternalStore(watch, stored);
  const { data, isPending } = useQuery({ queryKey: ["addresses"], queryFn: api.addresses });
  return { door: data?.items.find((a) => a.id === id) ?? data?.items[0], pending: isPending };
}
