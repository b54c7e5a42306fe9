import type { VoucherKey } from "@livewell/api/console";
import { useMemo, useSyncExternalStore } from "react";
import type { Keys } from "./vouchercode";

/** A voucher that was taken in this browser. */
export type Taken = {
  id: string;
  at: string;
  /** done: the server has it. waits: taken without a network. problem: the server did not want it. */
  state: "done" | "waits" | "problem";
  /** While it waits: what is sent. */
  code?: string;
  /** It was asked for once, and the answer was lost: the server may have it. */
  doubt?: boolean;
  name?: string;
  nameEn?: string;
  /** Of a problem: the code of the fault, and when it was used before. */
  fault?: string;
  usedAt?: string;
  /** Somebody has looked at the problem. */
  seen?: boolean;
};

const KEYS = "livewell.voucher.keys";
const MOST = 100;
const keyOf = (store: string) => `livewell.vouchers.${store}`;

function parsed<V>(text: string | null, otherwise: V): V {
  try {
    return text === null ? otherwise : (JSON.parse(text) as V);
  } catch {
    return otherwise;
  }
}

export const keys = (): Keys => parsed<Keys>(localStorage.getItem(KEYS), {});

/** Codes that were shown before the server's key was changed are of an older key: those stay. */
export function keepKey(k: VoucherKey) {
  localStorage.setItem(KEYS, JSON.stringify({ ...keys(), [k.version]: k.ed25519 }));
}

/** What was taken here, the newest first. */
export const taken = (store: string): Taken[] => parsed<Taken[]>(localStorage.getItem(keyOf(store)), []);

const listeners = new Set<() => void>();

function write(store: string, all: Taken[]) {
  let over = 0;
  const open = (x: Taken) => x.state === "waits" || isOpen(x);
  const kept = all.filter((x) => open(x) || ++over <= MOST);
  localStorage.setItem(keyOf(store), JSON.stringify(kept));
  for (const f of listeners) f();
}

/**
 * Adds what was taken, unless this browser has taken it before; gives that
 * earlier one then. Reading and writing are one step, so two pages of the store
 * do not both take it. Throws where the browser keeps nothing.
 */
export function take(store: string, x: Taken): Taken | undefined {
  const all = taken(store);
  const before = all.find((o) => o.id === x.id);
  if (!before) write(store, [x, ...all]);
  return before;
}

/** Notes what the server said of one that waited. */
export function settle(store: string, id: string, news: Omit<Taken, "id" | "at">) {
  write(
    store,
    taken(store).map((x) => (x.id === id && x.state === "waits" ? { id, at: x.at, ...news } : x)),
  );
}

/** A problem that nobody has looked at yet. */
export const isOpen = (x: Taken) => x.state === "problem" && !x.seen;

/** Notes that somebody has looked at a problem. It stays known: without a network it would be taken again. */
export function dismiss(store: string, id: string) {
  write(
    store,
    taken(store).map((x) => (x.id === id && isOpen(x) ? { ...x, seen: true } : x)),
  );
}

function subscribe(f: () => void) {
  listeners.add(f);
  addEventListener("storage", f); // another page of this browser
  return () => {
    listeners.delete(f);
    removeEventListener("storage", f);
  };
}

export function useTaken(store: string): Taken[] {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(keyOf(store)));
  return useMemo(() => parsed<Taken[]>(text, []), [text]);
}
