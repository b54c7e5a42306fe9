import { api } from "@livewell/api";
import type { Language } from "@livewell/i18n";

/** Whether this browser shows messages while no page is open, or why it does not. */
export type PushState = "on" | "off" | "blocked" | "unsupported";

const able = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/** Undefined until a service worker is there: in a build that has none, for ever. */
const worker = async () => (await navigator.serviceWorker.getRegistration("/")) ?? undefined;

/** The server knows of the session's subscription; the browser may have lost its own. */
export async function pushState(): Promise<PushState> {
  if (!able()) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  const [{ on }, own] = await Promise.all([api.push(), worker().then((w) => w?.pushManager.getSubscription())]);
  return on && own ? "on" : "off";
}

const text = (key: ArrayBuffer | null) =>
  btoa(String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const bytes = (key: string) =>
  Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** Asks the person, and where they agree subscribes the browser and tells the server. */
export async function turnOn(language: Language): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") return;
  if (!(await worker())) throw new Error("no service worker");
  const [{ key }, { pushManager }] = await Promise.all([api.push(), navigator.serviceWorker.ready]);
  // One that was made for another key would never be written to.
  await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  await api.subscribePush({
    endpoint: made.endpoint,
    p256dh: text(made.getKey("p256dh")),
    auth: text(made.getKey("auth")),
    language,
  });
}

export async function turnOff(): Promise<void> {
  await api.unsubscribePush();
  await (await (await worker())?.pushManager.getSubscription())?.unsubscribe();
}
