// A host runs one program in a box of the page that embeds it: it loads and checks
// the package, makes the frames, draws the bars, asks the person, and passes to the
// bridge what the program may ask for. It believes nothing that a frame says about
// itself: who speaks is known by the frame that it made.
import type { FromLogic, Launch, Manifest, ToLogic, ViewStart } from "../wire.ts";
import type { Words } from "../words/en.ts";
import { fail, failures, ownCalls, type Bridge, type Call, type Failure, type Line } from "./api.ts";
import { createBars, type Bars } from "./chrome.ts";
import { createDialogs, el, type Dialogs } from "./dialogs.ts";
import { digest } from "./reviewed.ts";

export interface Options {
  /** Where the package's files lie, ending with "/". */
  base: string;
  /** Where the runtime's files lie, ending with "/": view.html, logic.html, logic.js. */
  runtime: string;
  language: "en" | "zh";
  dark?: boolean;
  words: Words;
  /** What the host can do beside its own calls. */
  bridge: Bridge;
  /** Calls that are not for programs here; my.canIUse tells them. */
  without?: readonly string[];
  launch?: Partial<Launch>;
  /** What kept of the program's storage, and where to keep it. */
  storage: {
    all: Record<string, string>;
    set(key: string, text: string): void;
    remove(key: string): void;
    clear(): void;
  };
  /** Without tabs a terminal shows one page. */
  tabs?: boolean;
  system?: Record<string, unknown>;
  /** Settings of this instance of a template. */
  ext?: Record<string, unknown>;
  onClose?(): void;
  /** A page has drawn itself for the first time. */
  onShown?(path: string): void;
  onError?(e: { message: string; stack: string; page: string; caught: boolean }): void;
  onLog?(level: string, text: string): void;
  /** Each call, when it has been answered. */
  onCall?(call: { name: string; args: unknown; value?: unknown; error?: Failure; millis: number }): void;
  /** The SHA-256 that a file of the package must have; undefined where none is known. */
  sum?(file: string): string | undefined;
  /** Pictures of the network are loaded from here, with their address behind it. */
  pictures?: string;
}

export interface Running {
  manifest: Manifest;
  /** The page on top. */
  top(): { page: number; path: string; frame: HTMLIFrameElement } | undefined;
  navigate(path: string, arrival?: "relaunch"): void;
  visible(on: boolean): void;
  event(name: string, value: unknown): void;
  /** A style sheet is new. */
  style(href: string, text: string): void;
  /** A template is new: its module's code. */
  template(file: string, code: string): void;
  /** What the page on top holds. */
  inspect(): Promise<unknown>;
  end(): void;
}

interface Shown {
  page: number;
  path: string;
  frame: HTMLIFrameElement;
  window: Record<string, unknown>;
}

const silentAfter = 5_000;
// A page that the logic has rendered is on the screen after so long.
const settled = 150;
// A person's touch counts for so long: what leads to a call may ask the program's server first.
const touchCounts = 10_000;
// Who chose a file has touched, however long that took: what it was chosen for comes now.
const chooses = new Set(["chooseImage", "chooseVideo", "chooseFileFromDisk"]);
// Calls that a program may make in a second, and those of a moment's rush.
const callsPerSecond = 100;
const rush = 300;

export async function run(box: HTMLElement, o: Options): Promise<Running> {
  const files = new Map<string, Promise<string>>();
  const fetchText = (url: string) =>
    fetch(url).then((r) => {
      if (!r.ok) throw new Error(`${url}: ${r.status}`);
      return r.text();
    });
  const file = (name: string) => {
    let f = files.get(name);
    if (!f) {
      f = fetchText(o.base + name).then(async (text) => {
        const sum = o.sum?.(name);
        if (sum !== undefined && (await digest(new TextEncoder().encode(text))) !== sum)
          throw new Error(`${name} is not what was reviewed`);
        return text;
      });
      files.set(name, f);
    }
    return f;
  };
  const logic = startLogic(box, o.runtime, hear); // its frame comes while the files do
  const [manifestText, runtime, main] = await Promise.all([
    file("manifest.json"),
    fetchText(`${o.runtime}logic.js`),
    file("app.js"),
  ]).catch((e: unknown) => {
    logic.stop();
    throw e;
  });
  const manifest = JSON.parse(manifestText) as Manifest;

  const pictures = o.pictures && new URL(o.pictures, location.href).href;
  let ended = false;
  let touchedAt = -Infinity;
  let allowance = rush;
  let countedAt = performance.now();
  const onFrame = (e: MessageEvent<{ say?: string } | null>) => {
    if (!stack.some((p) => p.frame.contentWindow === e.source)) return;
    if (e.data?.say === "touched") touchedAt = performance.now();
    if (e.data?.say === "captured") captured();
  };
  addEventListener("message", onFrame);
  const onKey = (e: KeyboardEvent) => e.key === "PrintScreen" && captured();
  addEventListener("keyup", onKey);
  const endings: (() => void)[] = [];
  const line: Line = {
    tell: (name, value) => {
      if (!ended) logic.tell({ say: "event", name, value });
    },
    atEnd: (then) => (ended ? then() : void endings.push(then)),
  };
  const onLine = () =>
    line.tell("networkStatusChange", {
      isConnected: navigator.onLine,
      networkAvailable: navigator.onLine,
      networkType: navigator.onLine ? "WIFI" : "NOTREACHABLE",
    });
  let pressed = 0;
  const measure = () => {
    const level = memoryLevel();
    if (level > pressed) line.tell("memoryWarning", { level });
    pressed = level;
  };
  const captured = () => line.tell("userCaptureScreen", {});
  // A keyboard on a screen covers what a window no longer shows.
  const onKeyboard = () => {
    const seen = visualViewport;
    if (seen)
      line.tell("keyboardHeight", { height: Math.max(0, Math.round(innerHeight - seen.height - seen.offsetTop)) });
  };
  visualViewport?.addEventListener("resize", onKeyboard);
  addEventListener("online", onLine);
  addEventListener("offline", onLine);
  const inspecting: ((part: unknown) => void)[] = [];
  const stack: Shown[] = [];
  const shown = new Map<number, Shown>();
  const sharing = "share" in o.bridge && !o.without?.includes("share");
  const bars: Bars = createBars(
    manifest,
    o.base,
    o.words,
    {
      back: () => logic.tell({ say: "back", delta: 1 }),
      home: () => navigate(manifest.entry),
      close: () => end(),
      tab: (page) => logic.tell({ say: "tab", page }),
      titleTap: () => logic.tell({ say: "event", name: "titleClick", value: null }),
      optionTap: () => logic.tell({ say: "event", name: "optionMenuClick", value: null }),
      share: sharing
        ? () => {
            touchedAt = performance.now();
            logic.tell({ say: "event", name: "livewell.share", value: null });
          }
        : undefined,
    },
    o.tabs ?? true,
    box.closest("main") ? "div" : "main", // a page has one main part
  );
  box.replaceChildren(bars.root);
  const dialogs: Dialogs = createDialogs(bars.layer, o.words);
  const all: Bridge = { ...ownCalls(dialogs, bars, o.words), ...o.bridge };
  const calls: Bridge = Object.fromEntries(Object.entries(all).filter(([name]) => !o.without?.includes(name)));

  /** A file of the package that did not come, as when a version in review was decided on meanwhile. */
  const lost = (e: unknown) => ended || o.onError?.({ message: String(e), stack: "", page: "", caught: false });
  const styles = async (path: string) => {
    const page = manifest.pages.find((p) => p.path === path);
    const names = [...(manifest.style ? [manifest.style] : []), ...(page?.styles ?? [])];
    return Promise.all(names.map(async (href) => ({ href, text: throughPlatform(await file(href), pictures) })));
  };

  // A frame that is ready for the next page.
  const frameReady = () => {
    const frame = el("iframe", "page");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("title", o.words.pages);
    frame.src = `${o.runtime}view.html`;
    const loaded = new Promise<void>((resolve) => frame.addEventListener("load", () => resolve(), { once: true }));
    frame.hidden = true;
    bars.stage.append(frame);
    return { frame, loaded };
  };
  let spare: ReturnType<typeof frameReady> | null = frameReady();

  function hear(m: FromLogic) {
    if (ended) return;
    switch (m.say) {
      case "open":
        open(m);
        break;
      case "close":
        close(m.pages);
        break;
      case "call":
        void answer(m);
        break;
      case "need":
        file(m.script)
          .then((code) => logic.script(m.script, code))
          .catch(lost);
        break;
      case "error":
        o.onError?.(m);
        break;
      case "log":
        o.onLog?.(m.level, m.text);
        break;
      case "rendered":
        o.onShown?.(shown.get(m.page)?.path ?? "");
        setTimeout(() => !ended && (spare ??= frameReady()), settled);
        break;
      case "data":
        for (const done of inspecting.splice(0)) done(m.part);
        break;
      case "pong":
        logic.heard();
        break;
    }
  }

  function open(m: Extract<FromLogic, { say: "open" }>) {
    for (const id of m.gone) drop(id);
    if (m.arrival === "tab" || m.arrival === "relaunch") stack.length = 0;
    const known = shown.get(m.page);
    const page = known ?? make(m);
    stack.push(page);
    top();
  }

  function make(m: Extract<FromLogic, { say: "open" }>): Shown {
    const { frame, loaded } = spare ?? frameReady();
    spare = null; // the next one comes when this page is there: it would be in its way
    const page: Shown = { page: m.page, path: m.path, frame, window: m.window };
    shown.set(m.page, page);
    const { port1, port2 } = new MessageChannel();
    logic.tell({ say: "view", page: m.page }, [port2]);
    const w = { ...manifest.window, ...m.window };
    void Promise.all([styles(m.path), loaded])
      .then(([sheets]) => {
        const start: ViewStart = {
          say: "start",
          base: new URL(o.base, location.href).href,
          page: m.path,
          language: o.language,
          dark: o.dark ?? false,
          words: o.words,
          ...(pictures ? { pictures } : {}),
          styles: sheets,
          reachBottom: Number(w.onReachBottomDistance ?? 50) || 50,
          pullDown: w.pullRefresh === true || w.pullRefresh === "true" || w.enablePullDownRefresh === true,
        };
        frame.contentWindow?.postMessage(start, "*", [port1]);
      })
      .catch(lost);
    return page;
  }

  function close(ids: number[]) {
    for (const id of ids) drop(id);
    top();
  }

  function drop(id: number) {
    const page = shown.get(id);
    if (!page) return;
    shown.delete(id);
    const at = stack.indexOf(page);
    if (at >= 0) stack.splice(at, 1);
    page.frame.remove();
  }

  function top() {
    const page = stack[stack.length - 1];
    for (const p of shown.values()) p.frame.hidden = p !== page;
    if (!page) return;
    bars.window(page.window, stack.length, page.path !== manifest.entry);
    bars.tab(page.path);
    page.frame.title = String(page.window.defaultTitle || manifest.window?.defaultTitle || o.words.pages);
  }

  async function answer(m: Extract<FromLogic, { say: "call" }>) {
    const args = (m.args && typeof m.args === "object" ? m.args : {}) as Record<string, unknown>;
    const began = performance.now();
    const told = (r: { value?: unknown; error?: Failure }) =>
      o.onCall?.({ name: m.name, args, ...r, millis: Math.round(performance.now() - began) });
    try {
      const now = performance.now();
      allowance = Math.min(rush, allowance + ((now - countedAt) / 1_000) * callsPerSecond);
      countedAt = now;
      if (--allowance < 0) throw fail(60, "too many calls at once");
      const value = await take(m.name, args, now - touchedAt < touchCounts);
      if (chooses.has(m.name)) touchedAt = performance.now();
      logic.tell({ say: "result", call: m.call, value });
      told({ value });
    } catch (e) {
      const f = e as Partial<Failure> | undefined;
      const error =
        typeof f?.error === "number"
          ? { error: f.error, errorMessage: String(f.errorMessage) }
          : { error: 2, errorMessage: e instanceof Error ? e.message : String(e) };
      logic.tell({ say: "result", call: m.call, error });
      told({ error });
    }
  }

  function take(name: string, args: Record<string, unknown>, trusted: boolean): unknown {
    switch (name) {
      case "storage.set":
        return o.storage.set(String(args.key), String(args.text));
      case "storage.remove":
        return o.storage.remove(String(args.key));
      case "storage.clear":
        return o.storage.clear();
    }
    const call: Call | undefined = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call) throw failures.refused(name);
    return call(args, trusted, line);
  }

  function navigate(path: string) {
    logic.tell({ say: "event", name: "livewell.open", value: path });
  }

  function end() {
    if (ended) return;
    ended = true;
    removeEventListener("message", onFrame);
    removeEventListener("keyup", onKey);
    visualViewport?.removeEventListener("resize", onKeyboard);
    removeEventListener("online", onLine);
    removeEventListener("offline", onLine);
    for (const then of endings) then();
    dialogs.end();
    logic.stop();
    box.replaceChildren();
    o.onClose?.();
  }

  logic.watch(measure, async () => {
    const wait = await dialogs.confirm({ content: o.words.silent, ok: o.words.wait, cancel: o.words.end });
    if (!wait) end();
    return wait;
  });

  await logic.ready;
  const rect = bars.stage.getBoundingClientRect();
  logic.boot(runtime);
  logic.script("app.js", main);
  logic.tell({
    say: "start",
    manifest,
    base: o.base,
    storage: o.storage.all,
    can: Object.keys(calls),
    ext: o.ext ?? {},
    launch: { path: o.launch?.path ?? manifest.entry, query: o.launch?.query ?? {}, scene: o.launch?.scene ?? "1000" },
    system: { ...systemOf(rect, o), ...o.system },
  });
  return {
    manifest,
    top: () => stack[stack.length - 1],
    navigate,
    visible: (on) => logic.tell({ say: "visible", on }),
    event: (name, value) => logic.tell({ say: "event", name, value }),
    style(href, text) {
      files.set(href, Promise.resolve(text));
      for (const p of shown.values()) p.frame.contentWindow?.postMessage({ say: "style", href, text }, "*");
    },
    template(file, code) {
      logic.script(file, code);
      logic.tell({ say: "event", name: "livewell.redraw", value: file });
    },
    inspect: () =>
      new Promise((resolve) => {
        inspecting.push(resolve);
        logic.tell({ say: "event", name: "livewell.inspect", value: null });
      }),
    end,
  };
}

/** How full the browser says the page's memory is, by the dialect's levels: 10 low, 15 almost none, else 0. */
function memoryLevel(): number {
  const { memory } = performance as Performance & { memory?: { usedJSHeapSize: number; jsHeapSizeLimit: number } };
  const full = memory ? memory.usedJSHeapSize / memory.jsHeapSizeLimit : 0;
  return full > 0.9 ? 15 : full > 0.75 ? 10 : 0;
}

function systemOf(rect: DOMRect, o: Options): Record<string, unknown> {
  const width = Math.round(rect.width || innerWidth);
  const height = Math.round(rect.height || innerHeight);
  return {
    app: "alipay",
    brand: "livewell",
    model: "livewell",
    platform: /iPhone|iPad/.test(navigator.userAgent) ? "iOS" : "Android",
    system: "14",
    version: "10.5.90",
    apiLevel: 33,
    pixelRatio: devicePixelRatio,
    windowWidth: width,
    windowHeight: height,
    screenWidth: screen.width || width,
    screenHeight: screen.height || height,
    screen: { width: screen.width || width, height: screen.height || height },
    statusBarHeight: 0,
    titleBarHeight: 44,
    safeArea: { left: 0, top: 0, right: width, bottom: height, width, height },
    language: o.language === "zh" ? "zh-Hans" : "en",
    fontSizeSetting: 16,
    storage: "",
    currentBattery: "100%",
    colorScheme: o.dark ? "dark" : "light",
    theme: o.dark ? "dark" : "light",
  };
}

/** A style sheet whose pictures of the network are loaded from the platform. */
function throughPlatform(css: string, pictures: string | undefined): string {
  if (!pictures) return css;
  return css.replace(
    /url\(\s*(["']?)((?:https?:)?\/\/[^"')\s]+)\1\s*\)/gi,
    (_, _quote, url: string) => `url("${pictures}${encodeURIComponent(url.replace(/^\/\//, "https://"))}")`,
  );
}

/** The hidden frame with the Worker. */
function startLogic(box: HTMLElement, runtime: string, hear: (m: FromLogic) => void) {
  const frame = el("iframe", "");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.hidden = true;
  frame.src = `${runtime}logic.html`;
  let begin: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (begin = resolve));
  const listener = (e: MessageEvent<FromLogic | { say: "frame" }>) => {
    if (e.source !== frame.contentWindow || !e.data) return;
    if (e.data.say === "frame") begin();
    else hear(e.data);
  };
  addEventListener("message", listener);
  box.parentNode?.append(frame);
  if (!frame.isConnected) document.body.append(frame);
  const post = (m: unknown, ports: Transferable[] = []) => frame.contentWindow?.postMessage(m, "*", ports);

  let heardAt = performance.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    ready,
    boot: (code: string) => post({ say: "boot", runtime: code }),
    script: (name: string, code: string) => post({ say: "script", name, code }),
    tell: (m: ToLogic, ports: Transferable[] = []) => post(m, ports),
    heard: () => (heardAt = performance.now()),
    /** Runs each and asks each second whether the Worker still answers; who does not for five is reported. */
    watch(each: () => void, silent: () => Promise<boolean>) {
      let asking = false;
      timer = setInterval(() => {
        each();
        post({ say: "ping" });
        if (asking || document.hidden || performance.now() - heardAt < silentAfter) return;
        asking = true;
        void silent().then((wait) => {
          asking = !wait;
          heardAt = performance.now();
        });
      }, 1_000);
    },
    stop() {
      clearInterval(timer);
      post({ say: "stop" });
      removeEventListener("message", listener);
      frame.remove();
    },
  };
}
