import { ApiError, OFFLINE } from "@livewell/api";
import { keeper } from "@livewell/ui";
import { useSyncExternalStore } from "react";

// What stays readable without a network, on this device and until the sign-out:
// who is signed in, the newest orders, and the codes that are shown for them.
const device = keeper("livewell.kept.");

/** Nothing of a person stays behind when they leave. */
export const forget = device.forget;

export const offline = (e: unknown) => e instanceof ApiError && e.code === OFFLINE;

/** Asks, and where there is no network gives what was answered before. */
export async function kept<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    const data = await ask();
    heard(true);
    device.put(key, data);
    return data;
  } catch (e) {
    heard(!offline(e));
    const entry = offline(e) ? device.get(key) : undefined;
    if (!entry) throw e;
    return entry.data as T;
  }
}

// The device's own word is not enough: it has a network as well in a hotel that
// asks for a password first. What was asked for last and not answered counts too.
const line = new EventTarget();
let lost = false;

function heard(answered: boolean) {
  if (lost === !answered) return;
  lost = !answered;
  line.dispatchEvent(new Event("change"));
}

const subscribe = (changed: () => void) => {
  line.addEventListener("change", changed);
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    line.removeEventListener("change", changed);
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
};

/** Whether there is a network, as far as can be known. */
export const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine && !lost);
