// The Worker in which a program's code runs. What a program must not reach is taken
// away before its code is there; the way to the host stays in a closure.
import type { FromLogic, ToLogic } from "../wire.ts";
import { define, register } from "./modules.ts";
import { createMy } from "./my.ts";
import { Program } from "./program.ts";

/** Starts the logic; what is put behind this script is the program's own code. */
function start() {
  const world = globalThis as unknown as Record<string, unknown> & {
    postMessage: (m: unknown) => void;
    onmessage: ((e: MessageEvent) => void) | null;
    console: Console;
  };
  const post = world.postMessage.bind(world);
  const hear = globalThis.addEventListener.bind(globalThis);
  const later = setTimeout;
  const evaluate = (globalThis as unknown as { importScripts: (url: string) => void }).importScripts.bind(globalThis);
  const program = new Program((m: FromLogic) => post(m));
  const my = createMy(program);

  hear("message", (e: MessageEvent<ToLogic>) => {
    e.stopImmediatePropagation();
    const m = e.data;
    if (m.say === "script") {
      try {
        evaluate(m.url);
      } catch (broken) {
        program.fault(broken, m.name);
      }
    }
    if (m.say !== "start") {
      program.hear(m, e.ports);
      return;
    }
    program.manifest = m.manifest;
    program.system = m.system;
    program.can = new Set(m.can);
    program.base = m.base;
    program.ext = m.ext;
    program.launch = m.launch;
    for (const [k, v] of Object.entries(m.storage)) program.storage.set(k, v);
    program.files.begin();
    program.begin();
  });
  hear("error", (e: ErrorEvent) => {
    program.fault(e.error ?? new Error(e.message), "script");
    e.preventDefault();
  });
  hear("unhandledrejection", (e: PromiseRejectionEvent) => {
    e.preventDefault();
    const f = program.app.onUnhandledRejection;
    if (typeof f === "function") f.call(program.app, { reason: e.reason, promise: e.promise });
    // A failed call of the platform that nobody waited for is no fault of the program.
    if (e.reason && typeof e.reason === "object" && "errorMessage" in e.reason) return;
    program.fault(e.reason, "promise", true); // as with a handler that throws, the page goes on
  });
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    const native = console[level].bind(console);
    world.console[level] = (...args: unknown[]) => {
      native(...args);
      post({ say: "log", level, text: args.map(text).join(" ").slice(0, 2_000) } satisfies FromLogic);
    };
  }

  const closed = [
    "postMessage", "onmessage", "addEventListener", "removeEventListener", "dispatchEvent", "Worker", "SharedWorker", "BroadcastChannel",
    "MessageChannel", "importScripts", "indexedDB", "caches", "WebSocket", "EventSource", "XMLHttpRequest", "fetch", "WebTransport",
    "RTCPeerConnection", "close", "name", "Notification", "webkitRequestFileSystem", "webkitRequestFileSystemSync",
    "webkitResolveLocalFileSystemURL", "webkitResolveLocalFileSystemSyncURL", "navigator", "location", "origin", "reportError",
  ]; // prettier-ignore
  for (const name of closed) {
    for (
      let at: object | null = world;
      at && at !== Object.prototype;
      at = Object.getPrototypeOf(at) as object | null
    ) {
      if (Object.prototype.hasOwnProperty.call(at, name)) {
        Reflect.deleteProperty(at, name); // what cannot be deleted is hidden below
      }
    }
    if (name in world && name !== "name") Object.defineProperty(world, name, { value: undefined, configurable: false });
  }

  const setTimer = world.setTimeout as typeof setTimeout;
  const setRepeat = world.setInterval as typeof setInterval;
  const noStrings =
    (f: typeof setTimer | typeof setRepeat) =>
    (run: unknown, ...rest: unknown[]) => {
      if (typeof run !== "function") return 0;
      return (f as (...a: unknown[]) => unknown)(run, ...rest);
    };
  Object.assign(world, {
    define,
    my,
    dd: my,
    ap: my.ap,
    App: (def: Record<string, unknown>) => program.App(def ?? {}),
    Page: register,
    Component: register,
    Behavior: (def: unknown) => def,
    Mixin: (def: unknown) => def,
    Plugin: () => undefined,
    getApp: () => program.app,
    getCurrentPages: () => program.pagesNow(),
    global: world,
    $global: {}, // where plug-ins of the dialect leave what is theirs
    // Bundled libraries ask in which environment they were built.
    process: { env: { NODE_ENV: "production" } },
    setTimeout: noStrings(setTimer),
    setInterval: noStrings(setRepeat),
    requestAnimationFrame: (f: (t: number) => void) => later(() => f(performance.now()), 16),
    cancelAnimationFrame: (id: ReturnType<typeof setTimeout>) => clearTimeout(id),
  });
  post({ say: "pong" } satisfies FromLogic);
}

function text(v: unknown): string {
  if (typeof v === "string") return v;
  if (v instanceof Error) return v.stack ?? v.message;
  try {
    return JSON.stringify(v) ?? String(v);
  } catch {
    return String(v);
  }
}

start();
