// my.*: what a program may ask for. What the logic knows itself is answered here,
// all else by the host, which decides what may be. Names that nobody has exist too
// and fail in the documented way, since calls of the long tail sit behind taps.
import { version } from "../contract/version.ts";
import { fromBase64, toBase64 } from "../base64.ts";
import type { Query, Want } from "../wire.ts";
import { canvasOf, offscreen, withCanvases, type Canvas } from "./canvas.ts";
import { createAnimation, recordCanvas } from "./drawing.ts";
import type { OpenPage } from "./page.ts";
import { EventChannel, plain, type Failure, type Program } from "./program.ts";
import { createAudio } from "./audio.ts";
import { home } from "./files.ts";
import { createRecorder } from "./recorder.ts";
import { createSockets } from "./sockets.ts";
import { createStorage } from "./storage.ts";

type Options = Record<string, unknown>;
type Callbacks = { success?: (v: unknown) => void; fail?: (f: Failure) => void; complete?: (v: unknown) => void };

const unknownApi = (name: string): Failure => ({ error: 3, errorMessage: `${name} is not available here` });

export function createMy(program: Program) {
  /** Answers by the callbacks, or by a promise where there are none. */
  const answer = (o: unknown, run: (done: (value: unknown, failure?: Failure) => void) => void) => {
    const c = (o && typeof o === "object" ? o : {}) as Callbacks;
    const withCallbacks = [c.success, c.fail, c.complete].some((f) => typeof f === "function");
    const guarded = (f: unknown, v: unknown) => {
      if (typeof f !== "function") return;
      try {
        (f as (v: unknown) => void)(v);
      } catch (e) {
        program.fault(e, "callback", true);
      }
    };
    if (withCallbacks || typeof o === "function") {
      run((value, failure) => {
        if (typeof o === "function") guarded(o, failure ?? value);
        guarded(failure ? c.fail : c.success, failure ?? value);
        guarded(c.complete, failure ?? value);
        program.top()?.flush();
      });
      return undefined;
    }
    const p = new Promise((resolve, reject) =>
      run((value, failure) => (failure ? reject(failure as never) : resolve(value))),
    );
    p.catch(() => undefined); // a failure that nobody waits for is no fault of the program
    return p;
  };

  const fromHost =
    (name: string, change: (o: Options) => unknown = (o) => o) =>
    (o?: unknown) =>
      answer(o, (done) => {
        if (!program.can.has(name)) done(undefined, unknownApi(name));
        else program.call(name, change((o ?? {}) as Options), (r) => done(r.value, r.error));
      });

  const local = (f: (o: Options) => unknown) => (o?: unknown) =>
    answer(o, (done) => {
      try {
        done(f((o ?? {}) as Options));
      } catch (e) {
        done(undefined, failureOf(e));
      }
    });

  const storage = createStorage(program);
  const { files } = program;
  let system: unknown;

  /** Shares what the page says of itself. */
  const share = (from: "button" | "code" | "menu", target: unknown, done: (f?: Failure) => void) => {
    const page = program.top();
    const said = (page?.life("onShareAppMessage", { from, target }) ?? {}) as Options & Callbacks;
    const { success, fail, ...what } = said;
    program.call("share", { path: page?.path, ...what }, (r) => {
      page?.unit.guard("share", r.error ? fail : success, r.error ?? r.value);
      done(r.error);
    });
  };

  // Navigation
  const address = (url: unknown, from: string) => {
    const [path = "", search = ""] = String(url ?? "").split("?", 2);
    const parts = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
    for (const p of path.split("/")) {
      if (p === "..") parts.pop();
      else if (p && p !== ".") parts.push(p);
    }
    const query: Record<string, string> = {};
    for (const pair of search.split("&")) {
      if (!pair) continue;
      const i = pair.indexOf("=");
      const decode = (s: string) => {
        try {
          return decodeURIComponent(s);
        } catch {
          return s;
        }
      };
      query[decode(i < 0 ? pair : pair.slice(0, i))] = i < 0 ? "" : decode(pair.slice(i + 1));
    }
    return { path: parts.join("/"), query };
  };
  const go = (arrival: "push" | "replace" | "tab" | "relaunch") => (o?: unknown) =>
    answer(o, (done) => {
      const options = (o ?? {}) as Options;
      let { path } = address(options.url, program.top()?.path ?? "");
      const { query } = address(options.url, program.top()?.path ?? "");
      if (!program.settings(path) && program.settings(address(`/${String(options.url)}`, "").path))
        path = address(`/${String(options.url)}`, "").path; // many write it without the slash
      if (program.isTab(path) && (arrival === "push" || arrival === "replace")) {
        done(undefined, { error: 2, errorMessage: `${path} is a tab; use my.switchTab` });
        return;
      }
      if (arrival === "tab" && !program.isTab(path)) {
        done(undefined, { error: 2, errorMessage: `${path} is no tab` });
        return;
      }
      let channel: EventChannel | undefined;
      let near: EventChannel | undefined;
      if (arrival === "push") {
        near = new EventChannel();
        channel = new EventChannel();
        near.other = channel;
        channel.other = near;
        for (const [name, f] of Object.entries((options.events ?? {}) as Record<string, never>)) near.on(name, f);
      }
      program.open(path, query, arrival, channel, (f) =>
        done(f ? undefined : { eventChannel: near, success: true }, f),
      );
    });

  // Asking the view
  const query = (page: OpenPage | undefined) => {
    const parts: Query["parts"] = [];
    const chain = {
      select: (selector: string) => (parts.push({ kind: "one", selector, want: [] }), chain),
      selectAll: (selector: string) => (parts.push({ kind: "all", selector, want: [] }), chain),
      selectViewport: () => (parts.push({ kind: "viewport", want: [] }), chain),
      in: () => chain,
      boundingClientRect: (f?: (v: unknown) => void) => want(["rect"], f),
      scrollOffset: (f?: (v: unknown) => void) => want(["scroll"], f),
      node: (f?: (v: unknown) => void) => want(["node"], f),
      fields: (o: Record<string, unknown>, f?: (v: unknown) => void) => {
        const all: Want[] = [];
        if (o.rect || o.size) all.push("rect");
        if (o.scrollOffset) all.push("scroll");
        if (o.id) all.push("id");
        if (o.dataset) all.push("dataset");
        if (o.node) all.push("node");
        return want(all, f);
      },
      context: () => want(["node"]),
      exec: (f?: (v: unknown) => void) => {
        if (!page) return chain;
        page.ask({ within: 0, parts }, (value) => {
          const list = (Array.isArray(value) ? value : []) as unknown[];
          const nodes = parts.map((p) => p.want.includes("node"));
          withCanvases(page, list, nodes, () => {
            list.forEach((v, i) => page.unit.guard("exec", heard[i], v));
            page.unit.guard("exec", f, list);
            page.flush();
          });
        });
        return chain;
      },
    };
    const heard: (((v: unknown) => void) | undefined)[] = [];
    const want = (what: Want[], f?: (v: unknown) => void) => {
      const last = parts[parts.length - 1];
      if (last) last.want.push(...what);
      heard[parts.length - 1] = f;
      return chain;
    };
    return chain;
  };
  let lastObserver = 0;
  const observer = (page: OpenPage | undefined, o: unknown) => {
    const options = (o ?? {}) as { thresholds?: number[]; selectAll?: boolean };
    const id = ++lastObserver;
    let relative: string | undefined;
    let margins: Record<string, number> = {};
    const chain = {
      relativeTo: (selector: string, m?: Record<string, number>) => ((relative = selector), (margins = m ?? {}), chain),
      relativeToViewport: (m?: Record<string, number>) => ((margins = m ?? {}), chain),
      observe(selector: string, f: (entry: unknown) => void) {
        page?.observers.set(id, f);
        page?.post({
          say: "observe",
          observer: id,
          within: 0,
          selector,
          margins,
          thresholds: options.thresholds ?? [0],
          all: !!options.selectAll,
          ...(relative === undefined ? {} : { relative }),
        });
      },
      disconnect() {
        page?.observers.delete(id);
        page?.post({ say: "unobserve", observer: id });
      },
    };
    return chain;
  };
  program.selectorQuery = query;
  program.intersectionObserver = observer;

  /** Calls a method of the element with an id; done hears what it answers. */
  const callById = (id: string, name: string, args: unknown[], done: (v: unknown, f?: Failure) => void) => {
    const page = program.top();
    page?.ask({ within: 0, parts: [{ kind: "one", selector: `#${id}`, want: ["node"] }] }, (found) => {
      const node = (Array.isArray(found) ? found[0] : null) as { node?: number } | null;
      if (typeof node?.node !== "number") {
        done(undefined, { error: 2, errorMessage: `there is no element #${id}` });
        return;
      }
      page.callElement(node.node, name, args, (v) => {
        done(v);
        page.flush();
      });
    });
  };
  /** A context of an element by its id: each method is one of the element's. */
  const elementContext = (id: unknown) =>
    new Proxy({} as Record<string, unknown>, {
      get(_, name) {
        if (typeof name !== "string" || name === "then") return undefined;
        return (...args: unknown[]) =>
          answer(args[0], (done) =>
            callById(String(id), name, (plain(args) as unknown[]) ?? [], (v, f) => {
              done(v, f);
              const end = (args[0] as { animationEnd?: unknown } | undefined)?.animationEnd;
              if (!f) program.top()?.unit.guard("animationEnd", end);
            }),
          );
      },
    });
  const canvas = (id: unknown) => {
    const recorder = recordCanvas((commands, keep, then) =>
      callById(String(id), "draw", [plain(commands), keep], then),
    );
    const picture = (o: unknown) =>
      answer(o, (done) => {
        callById(String(id), "toDataURL", [plain(o ?? {})], (v, f) =>
          done(f ? undefined : { apFilePath: v, tempFilePath: v }, f),
        );
      });
    return new Proxy(recorder, {
      get: (t, n) => (n === "toTempFilePath" || n === "toDataURL" ? picture : t[n as string]),
    });
  };

  const systemInfo = () => ({ ...program.system });
  const listen = (name: string) => (o: unknown) => {
    const f = (o as Callbacks | null)?.success ?? o; // old programs give an object
    if (typeof f !== "function") return;
    const set = program.listeners.get(name) ?? new Set();
    set.add(f as (v: unknown) => void);
    program.listeners.set(name, set);
  };
  const unlisten = (name: string) => (f?: unknown) => {
    if (typeof f === "function") program.listeners.get(name)?.delete(f as (v: unknown) => void);
    else program.listeners.delete(name);
  };

  const request = (o?: unknown) => {
    let abort = () => undefined as unknown;
    let settle: (value: unknown, failure?: Failure) => void = () => undefined;
    // With callbacks it is a promise as well: programs write .catch() behind them.
    const both = new Promise((resolve, reject) => {
      settle = (value, failure) => (failure ? reject(failure as never) : resolve(value));
    });
    both.catch(() => undefined);
    const task = answer(o, (tell) => {
      const done = (value: unknown, failure?: Failure) => {
        tell(value, failure);
        settle(value, failure);
      };
      if (!program.can.has("request")) {
        done(undefined, unknownApi("request"));
        return;
      }
      let over = false;
      abort = () => {
        if (!over) done(undefined, { error: 9, errorMessage: "the request was given up" });
        over = true;
      };
      program.call("request", o, (r) => {
        if (!over) done(r.value, r.error);
        over = true;
      });
    });
    return Object.assign(task ?? both, { abort: () => abort() });
  };

  const own: Record<string, unknown> = {
    SDKVersion: "2.9.5",
    ap: {},
    env: {
      USER_DATA_PATH: home,
      clientName: "livewell",
      clientEnv: "prod",
      contractVersion: version,
      get clientVersion() {
        return program.system.version;
      },
      get platform() {
        return program.system.platform;
      },
      get language() {
        return program.system.language;
      },
    },
    navigateTo: go("push"),
    redirectTo: go("replace"),
    switchTab: go("tab"),
    reLaunch: go("relaunch"),
    navigateBack: local((o) => {
      program.back(Number(o.delta ?? 1) || 1);
      return { success: true };
    }),
    getStorage: local(storage.get),
    setStorage: local(storage.set),
    removeStorage: local(storage.remove),
    clearStorage: local(storage.clear),
    getStorageInfo: local(storage.info),
    getStorageSync: storage.get,
    setStorageSync: storage.set,
    removeStorageSync: storage.remove,
    clearStorageSync: storage.clear,
    getStorageInfoSync: storage.info,
    getSystemInfo: local(systemInfo),
    getSystemInfoSync: systemInfo,
    getSystemSetting: systemInfo,
    getAppBaseInfo: systemInfo,
    getDeviceInfo: systemInfo,
    getWindowInfo: systemInfo,
    // Where the host's buttons are in the bar: two of 44 px.
    getMenuButtonBoundingClientRect: () => {
      const right = Number(program.system.windowWidth);
      return { width: 88, height: 44, top: 0, right, bottom: 44, left: right - 88 };
    },
    getLaunchOptionsSync: () => ({ ...program.launch }),
    getEnterOptionsSync: () => ({ ...program.launch }),
    getAppIdSync: () => ({ appId: program.system.appId ?? "" }),
    getAccountInfoSync: () => ({ miniProgram: { appId: program.system.appId ?? "", envVersion: "release" } }),
    getRunScene: local(() => ({ envVersion: "release" })),
    getExtConfigSync: () => ({ data: { ...program.ext } }),
    getExtConfig: local(() => ({ data: { ...program.ext } })),
    getBatteryInfoSync: () => ({ level: 100, isCharging: true }),
    getServerTime: local(() => ({ time: Date.now() })),
    createSelectorQuery: () => query(program.top()),
    createIntersectionObserver: (o: unknown) => observer(program.top(), o),
    createAnimation,
    createCanvasContext: canvas,
    /** {id, success}: the canvas of the page with that id. */
    createCanvas: (o?: unknown) =>
      answer(o, (done) => {
        const page = program.top();
        const id = String((o as Options | undefined)?.id ?? "");
        page?.ask({ within: 0, parts: [{ kind: "one", selector: `#${id}`, want: ["node"] }] }, (found) => {
          const node = (Array.isArray(found) ? found[0] : null) as { node?: number } | null;
          const none = { error: 2, errorMessage: `there is no canvas #${id}` };
          const canvas = typeof node?.node === "number" ? canvasOf(page, node.node) : null;
          if (canvas) void canvas.then((c) => (c ? done(c) : done(undefined, none)));
          else done(undefined, none);
        });
      }),
    createOffscreenCanvas: (a: unknown, b?: unknown) => offscreen(program.top(), a, b),
    canvasToTempFilePath: (o?: unknown) => {
      const { canvas: given, canvasId, fileType, quality } = (o ?? {}) as Options & { canvas?: Canvas };
      return answer(o, (done) => {
        const is = (v: unknown, f?: Failure) => done(f ? undefined : { apFilePath: v, tempFilePath: v }, f);
        if (given)
          given.picture(fileType, quality).then(is, (e: unknown) => is(null, { error: 2, errorMessage: String(e) }));
        else callById(String(canvasId), "toDataURL", [plain(o ?? {})], is);
      });
    },
    createMapContext: elementContext,
    createVideoContext: elementContext,
    createWebViewContext: elementContext,
    createLivePlayerContext: elementContext,
    createCameraContext: elementContext,
    pageScrollTo: local((o) => {
      program.top()?.post({
        say: "scrollTo",
        duration: Number(o.duration ?? 0),
        ...(typeof o.selector === "string" ? { selector: o.selector } : { top: Number(o.scrollTop ?? 0) }),
      });
      return { success: true };
    }),
    stopPullDownRefresh: local(() => {
      program.top()?.post({ say: "pull", on: false });
      return { success: true };
    }),
    startPullDownRefresh: local(() => {
      program.top()?.post({ say: "pull", on: true });
      program.top()?.life("onPullDownRefresh", { from: "code" });
      return { success: true };
    }),
    request,
    httpRequest: (o?: unknown) => request({ old: true, ...(o as object) }),
    getUpdateManager: () => ({
      onCheckForUpdate: (f: (v: unknown) => void) => f({ hasUpdate: false }),
      onUpdateReady: listen("updateReady"),
      onUpdateFailed: listen("updateFailed"),
      applyUpdate: () => program.call("applyUpdate", {}, () => undefined),
    }),
    canIUse: (name: unknown) => canIUse(String(name)),
    call: (name: unknown, a?: unknown, b?: unknown) => {
      const f = my[String(name)];
      const back = typeof a === "function" ? a : b;
      const o = typeof a === "object" && a ? a : {};
      return typeof f === "function"
        ? (f as (o: unknown) => unknown)(typeof back === "function" ? { ...o, complete: back } : o)
        : undefined;
    },
    reportAnalytics: (name: unknown, data: unknown) => program.call("reportAnalytics", { name, data }, () => undefined),
    hideKeyboard: local(() => (program.top()?.post({ say: "blur" }), {})),
    arrayBufferToBase64: toBase64,
    base64ToArrayBuffer: (s: string) => fromBase64(s).buffer,
    saveFile: local(files.own.saveFile),
    getSavedFileInfo: local(files.own.getSavedFileInfo),
    getSavedFileList: local(files.own.getSavedFileList),
    removeSavedFile: local(files.own.removeSavedFile),
    getFileInfo: (o?: unknown) =>
      answer(o, (done) => {
        try {
          files.fileInfo((o ?? {}) as Options, done);
        } catch (e) {
          done(undefined, failureOf(e));
        }
      }),
    getFileSystemManager: () => (system ??= files.system(local)),
    ...createSockets(program, answer),
    ...createAudio(program),
    ...createRecorder(program),
    showSharePanel: (o?: unknown) => answer(o, (done) => share("code", undefined, (f) => done({ success: true }, f))),
    onAppShow: listen("appShow"),
    onAppHide: listen("appHide"),
    onError: listen("error"),
    setBackgroundTextStyle: local(() => ({})),
    setCanPullDown: local((o) => (program.top()?.post({ say: "pullable", on: o.canPullDown !== false }), {})),
    hideFavoriteMenu: local(() => ({})),
    hideAddToDesktopMenu: local(() => ({})),
    showModal: (o?: unknown) => {
      const options = (o ?? {}) as Options & Callbacks;
      return (my.confirm as (o: unknown) => unknown)({
        title: options.title,
        content: options.content,
        confirmButtonText: options.confirmText,
        cancelButtonText: options.showCancel === false ? undefined : options.cancelText,
        alone: options.showCancel === false,
        success: options.success,
        fail: options.fail,
        complete: options.complete,
      });
    },
    setClipboardData: (o?: unknown) =>
      (my.setClipboard as (o: unknown) => unknown)({ ...(o as object), text: (o as Options)?.data }),
  };

  const components = new Set(
    `view text image button input textarea label form checkbox checkbox-group radio radio-group switch slider picker picker-view
 picker-view-column navigator scroll-view swiper swiper-item progress icon rich-text movable-area movable-view cover-view
 cover-image canvas web-view video audio map block template slot`.split(/\s+/),
  );
  // What the logic has needs the host for some names.
  const needs: Record<string, string> = {
    request: "request",
    httpRequest: "request",
    connectSocket: "connectSocket",
    openBluetoothAdapter: "connectBLEDevice", // without one it is there to say so
    sendSocketMessage: "connectSocket",
    closeSocket: "connectSocket",
    createInnerAudioContext: "audio",
    getBackgroundAudioManager: "audio",
    getRecorderManager: "recorder",
    showSharePanel: "share",
    showModal: "confirm",
    setClipboardData: "setClipboard",
  };
  const canIUse = (name: string): boolean => {
    if (name === "component2") return !program.manifest.oldComponents;
    if (name === "component" || name === "plugin") return name !== "plugin";
    const [first = "", second = ""] = name.split(".");
    if (spaces.includes(first)) return program.can.has(`${first}.${second}`);
    const host = needs[first];
    if (host) return program.can.has(host);
    const event = /^(?:on|off)([A-Z].*)/.exec(first)?.[1];
    if (event) return Object.hasOwn(own, `on${event}`) || program.can.has(`event.${lowerFirst(event)}`);
    return Object.hasOwn(own, first) || program.can.has(first) || components.has(first);
  };

  const made = new Map<string, unknown>();
  const rest = (name: string): unknown => {
    if (program.can.has(name) || !/^(on|off|create|get\w*(Manager|Context)$)|Sync$/.test(name)) return fromHost(name);
    if (/^on[A-Z]/.test(name)) return listen(lowerFirst(name.slice(2)));
    if (/^off[A-Z]/.test(name)) return unlisten(lowerFirst(name.slice(3)));
    if (name.endsWith("Sync"))
      return () => {
        throw Object.assign(new Error(unknownApi(name).errorMessage), unknownApi(name));
      };
    return () => anything();
  };
  const my: Record<string, unknown> = new Proxy(own, {
    get(target, name) {
      if (typeof name !== "string" || name === "then" || name === "toJSON") return undefined;
      if (Object.hasOwn(target, name)) return target[name];
      let f = made.get(name);
      if (f === undefined) made.set(name, (f = rest(name)));
      return f;
    },
    has: () => true,
  });
  program.share = () => share("menu", undefined, () => undefined);
  program.api = my;
  program.act = (type, detail, then) => {
    if (type === "navigate") {
      const go = {
        navigateTo: "navigateTo",
        navigate: "navigateTo",
        redirect: "redirectTo",
        redirectTo: "redirectTo",
        switchTab: "switchTab",
        reLaunch: "reLaunch",
        navigateBack: "navigateBack",
      };
      const name = go[String(detail.openType ?? "navigate") as keyof typeof go] ?? "navigateTo";
      (my[name] as (o: unknown) => unknown)({ url: detail.url, delta: detail.delta });
    } else if (type === "openType" && detail.openType === "share") share("button", detail.target, () => undefined);
    else if (type !== "openType" || detail.openType === "getAuthorize")
      program.call(`open.${type}`, detail, (r) => then(r.error));
  };
  // Namespaces of partners and of terminals: what the host does not have fails or gives nothing.
  for (const space of spaces) {
    own[space] = new Proxy({} as Record<string, unknown>, {
      get(target, name) {
        if (typeof name !== "string" || name === "then") return undefined;
        if (name in target) return target[name];
        const full = `${space}.${name}`;
        if (name.endsWith("Sync")) return () => ({});
        if (/^(on|off)[A-Z]/.test(name))
          return name.startsWith("on") ? listen(full) : unlisten(`${space}.on${name.slice(3)}`);
        return fromHost(full);
      },
    });
  }
  return my;
}

const spaces = ["ap", "ix", "tb", "cloud", "serverless", "fncontext", "livewell"];

/** An object that takes any call and does nothing. */
function anything(): unknown {
  return new Proxy(
    {},
    {
      get: (_, name) => (typeof name === "string" && name !== "then" ? () => undefined : undefined),
      set: () => true,
    },
  );
}

const failureOf = (e: unknown): Failure => (isFailure(e) ? e : { error: 2, errorMessage: String(e) });

function isFailure(e: unknown): e is Failure {
  return !!e && typeof e === "object" && "error" in e && "errorMessage" in e;
}

const lowerFirst = (s: string) => s.charAt(0).toLowerCase() + s.slice(1);
