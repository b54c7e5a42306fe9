// The running program: its App, the stack of its pages, and the way to the host.
import type { Arrival, FromLogic, Launch, Manifest, PageSettings, ToLogic } from "../wire.ts";
import { definition, known, load } from "./modules.ts";
import { createFiles } from "./files.ts";
import { OpenPage } from "./page.ts";
import type { Definition, Unit } from "./unit.ts";

/** The shape of a failure, as the public documentation has it. */
export interface Failure {
  error: number;
  errorMessage: string;
}

type Result = { value?: unknown; error?: Failure };

const maxPages = 10;

export class Program {
  manifest: Manifest = { entry: "", pages: [] };
  system: Record<string, unknown> = {};
  can = new Set<string>();
  base = "";
  ext: Record<string, unknown> = {};
  launch: Launch = { path: "", query: {}, scene: "1000" };
  app: Record<string, unknown> = {};
  storage = new Map<string, string>();
  /** Of what the program keeps, in characters. */
  readonly limit = 10 << 20;
  readonly files = createFiles(this);
  stack: OpenPage[] = [];
  readonly listeners = new Map<string, Set<(v: unknown) => void>>();
  private tabs = new Map<string, OpenPage>();
  private readonly pages = new Map<number, OpenPage>();
  private readonly ports = new Map<number, MessagePort>();
  private readonly calls = new Map<number, { done: (r: Result) => void; progress?: (v: unknown) => void }>();
  private readonly needs = new Map<string, (() => void)[]>();
  private readonly loaded = new Set<string>();
  private lastPage = 0;
  private lastCall = 0;
  private openers = new Map<number, EventChannel>();

  constructor(private readonly send: (m: FromLogic) => void) {}

  tell(m: FromLogic) {
    this.send(m);
  }

  // Life

  /** The program's scripts are there: its App begins, and the first page opens. */
  begin() {
    const app = ["app.js", "app.ts"].find(known);
    if (app) {
      try {
        load(app);
      } catch (e) {
        this.fault(e, app);
      }
    }
    const info = this.launchInfo(this.launch);
    this.appLife("onLaunch", info);
    this.appLife("onShow", info);
    const path = this.settings(this.launch.path) ? this.launch.path : this.manifest.entry;
    if (path !== this.launch.path && this.launch.path)
      this.appLife("onPageNotFound", { path: this.launch.path, query: this.launch.query, isEntryPage: true });
    this.open(path, this.launch.query, this.isTab(path) ? "tab" : "relaunch");
  }

  private launchInfo(l: Launch) {
    return { path: l.path, query: l.query, scene: l.scene, referrerInfo: l.referrerInfo ?? {} };
  }

  App(def: Record<string, unknown>) {
    // getApp() may have been asked for before; it is the same object.
    Object.assign(this.app, def);
  }

  private appLife(name: string, ...args: unknown[]) {
    const f = this.app[name];
    if (typeof f !== "function") return;
    try {
      const r = f.apply(this.app, args) as unknown;
      if (r instanceof Promise) r.catch((e: unknown) => this.fault(e, `app: ${name}`, true));
    } catch (e) {
      this.fault(e, `app: ${name}`, true);
    }
  }

  /** Something the program did went wrong: told to the program, the host and the console. */
  fault(e: unknown, where: string, caught = false) {
    const failed = (e as Partial<Failure> | undefined)?.errorMessage;
    const err = e instanceof Error ? e : new Error(typeof failed === "string" ? failed : String(e));
    console.error(`${where}:`, err);
    this.send({
      say: "error",
      message: `${where}: ${err.message}`,
      stack: err.stack ?? "",
      page: this.top()?.path ?? "",
      caught,
    });
    const f = this.app.onError;
    if (typeof f === "function") {
      try {
        f.call(this.app, err.message, err.stack);
      } catch (again) {
        console.error(again);
      }
    }
    this.emit("error", err.message);
  }

  // Pages

  /** What getCurrentPages gives. Before the first page is made, its place in the App's launch is known. */
  pagesNow(): unknown[] {
    if (this.stack.length) return this.stack.map((p) => p.unit.self);
    return [{ route: this.launch.path || this.manifest.entry, data: {} }];
  }

  settings(path: string): PageSettings | undefined {
    return this.manifest.pages.find((p) => p.path === path);
  }

  isTab(path: string): boolean {
    return !!this.manifest.tabBar?.items.some((i) => i.page === path);
  }

  top(): OpenPage | undefined {
    return this.stack[this.stack.length - 1];
  }

  definitionOf(script: string | undefined, path: string): Definition {
    if (!script) return {};
    try {
      load(script);
    } catch (e) {
      this.fault(e, script);
    }
    const def = definition(script);
    if (!def && known(script)) console.warn(`${path} registers neither a page nor a component`);
    return def ?? {};
  }

  /** Opens a page. What the path names may lie in a part that is not loaded yet. */
  open(
    path: string,
    query: Record<string, string>,
    arrival: Arrival,
    channel?: EventChannel,
    then?: (f?: Failure) => void,
  ) {
    const settings = this.settings(path);
    if (!settings) {
      this.appLife("onPageNotFound", { path, query, isEntryPage: false });
      then?.({ error: 2, errorMessage: `there is no page "${path}"` });
      return;
    }
    const part = this.manifest.packages?.find((p) => p.root === settings.package);
    this.need(part?.script, () => {
      if (arrival === "push" && this.stack.length >= maxPages) {
        then?.({ error: 2, errorMessage: `more than ${maxPages} pages are open` });
        return;
      }
      this.arrive(settings, query, arrival, channel);
      then?.();
    });
  }

  private need(script: string | undefined, then: () => void) {
    if (!script || this.loaded.has(script)) {
      then();
      return;
    }
    const waiting = this.needs.get(script);
    if (waiting) waiting.push(then);
    else {
      this.needs.set(script, [then]);
      this.send({ say: "need", script });
    }
  }

  private arrive(settings: PageSettings, query: Record<string, string>, arrival: Arrival, channel?: EventChannel) {
    const leaving = this.top();
    const gone: OpenPage[] = [];
    if (arrival === "replace") gone.push(...this.stack.splice(-1));
    else if (arrival === "tab") {
      gone.push(...this.stack.filter((p) => this.tabs.get(p.path) !== p));
      this.stack = [];
    } else if (arrival === "relaunch") {
      gone.push(...this.stack, ...[...this.tabs.values()].filter((p) => !this.stack.includes(p)));
      this.stack = [];
    }
    const kept = arrival === "tab" ? this.tabs.get(settings.path) : undefined;
    if (leaving && !gone.includes(leaving) && leaving !== kept) leaving.hide();
    for (const p of gone) this.finish(p);
    if (kept) {
      this.stack = [kept];
      this.send({
        say: "open",
        page: kept.id,
        path: kept.path,
        arrival,
        gone: gone.map((p) => p.id),
        window: settings.window ?? {},
      });
      kept.show();
      kept.flush();
      return;
    }
    const id = ++this.lastPage;
    if (channel) this.openers.set(id, channel);
    this.send({
      say: "open",
      page: id,
      path: settings.path,
      arrival,
      gone: gone.map((p) => p.id),
      window: settings.window ?? {},
    });
    const page = new OpenPage(id, settings, query, this);
    this.pages.set(id, page);
    this.stack.push(page);
    if (arrival === "tab" || (arrival === "relaunch" && this.isTab(settings.path))) this.tabs.set(settings.path, page);
    const port = this.ports.get(id);
    if (port) {
      this.ports.delete(id);
      page.attach(port);
    }
    page.start();
  }

  back(delta: number) {
    const n = Math.min(delta, this.stack.length - 1);
    if (n < 1) return;
    const gone = this.stack.splice(this.stack.length - n);
    for (const p of gone.reverse()) this.finish(p);
    const top = this.top();
    this.send({ say: "close", pages: gone.map((p) => p.id), top: top?.id ?? 0 });
    top?.show();
    top?.flush();
  }

  private finish(page: OpenPage) {
    page.end();
    this.pages.delete(page.id);
    this.openers.delete(page.id);
    if (this.tabs.get(page.path) === page) this.tabs.delete(page.path);
  }

  equipPage(page: OpenPage) {
    const self = page.unit.self;
    self.getOpenerEventChannel = () => this.openers.get(page.id) ?? new EventChannel();
    this.equipRouter(self);
    Object.assign(self, {
      $selectComponent: (s: string) => page.find(s)[0]?.reference() ?? null,
      $selectAllComponents: (s: string) => page.find(s).map((u) => u.reference()),
      selectComponent: (s: string) => page.find(s)[0]?.reference() ?? null,
      createSelectorQuery: () => this.selectorQuery(page),
      createIntersectionObserver: (o: unknown) => this.intersectionObserver(page, o),
    });
  }

  equipComponent(page: OpenPage, unit: Unit) {
    this.equipRouter(unit.self);
    Object.assign(unit.self, {
      $selectComponent: (s: string) => page.find(s)[0]?.reference() ?? null,
      selectComponent: (s: string) => page.find(s)[0]?.reference() ?? null,
      selectOwnerComponent: () => (unit.owner === unit ? null : unit.owner.self),
      createSelectorQuery: () => this.selectorQuery(page),
      createIntersectionObserver: (o: unknown) => this.intersectionObserver(page, o),
    });
  }

  // Set by my.ts, which knows the API.
  selectorQuery: (page: OpenPage) => unknown = () => undefined;
  intersectionObserver: (page: OpenPage, options: unknown) => unknown = () => undefined;
  /** Shares the page on top, as the person asked in the bar. */
  share: () => void = () => undefined;
  api: Record<string, unknown> = {};
  /** What an element does by itself, such as a navigator. */
  act: (type: string, detail: Record<string, unknown>, then: (f?: Failure) => void) => void = () => undefined;

  /** How much the storage holds, in characters. */
  room(): number {
    let n = 0;
    for (const [k, v] of this.storage) n += k.length + v.length;
    return n;
  }

  private equipRouter(self: Record<string, unknown>) {
    const router: Record<string, unknown> = {};
    for (const n of ["navigateTo", "redirectTo", "navigateBack", "switchTab", "reLaunch"]) {
      router[n] = (o: unknown) => (this.api[n] as (o: unknown) => unknown)(o);
    }
    self.router = router;
    self.pageRouter = router;
  }

  // The host

  hear(m: ToLogic, ports: readonly MessagePort[]) {
    switch (m.say) {
      case "view": {
        const port = ports[0];
        const page = this.pages.get(m.page);
        if (port && page) page.attach(port);
        else if (port) this.ports.set(m.page, port);
        break;
      }
      case "script":
        this.loaded.add(m.name);
        for (const then of this.needs.get(m.name) ?? []) then();
        this.needs.delete(m.name);
        break;
      case "result": {
        const c = this.calls.get(m.call);
        this.calls.delete(m.call);
        c?.done(m);
        break;
      }
      case "progress":
        this.calls.get(m.call)?.progress?.(m.value);
        break;
      case "event":
        this.hostEvent(m.name, m.value);
        break;
      case "back":
        if (this.top()?.pageEvent("onBack") !== true) this.back(m.delta);
        break;
      case "tab":
        this.tabTapped(m.page);
        break;
      case "visible":
        if (m.on) {
          this.appLife("onShow", this.launchInfo(this.launch));
          this.top()?.show();
        } else {
          this.top()?.hide();
          this.appLife("onHide");
        }
        break;
      case "show":
        this.launch = m.launch;
        this.appLife("onShow", this.launchInfo(m.launch));
        break;
      case "ping":
        this.send({ say: "pong" });
        break;
    }
    this.top()?.flush();
  }

  private tabTapped(path: string) {
    const item = this.manifest.tabBar?.items.findIndex((i) => i.page === path) ?? -1;
    const info = { index: item, pagePath: path, text: this.manifest.tabBar?.items[item]?.name ?? "", from: "user" };
    const top = this.top();
    if (top?.path === path) {
      top.pageEvent("onTabItemTap", info);
      return;
    }
    top?.pageEvent("beforeTabItemTap", info);
    this.open(path, {}, "tab");
    this.top()?.pageEvent("onTabItemTap", info);
  }

  private hostEvent(name: string, value: unknown) {
    switch (name) {
      case "livewell.redraw":
        for (const page of this.pages.values()) page.redraw(String(value));
        return;
      case "livewell.inspect": {
        const page = this.top();
        this.send({ say: "data", page: page?.id ?? 0, part: page?.inspect() ?? null });
        return;
      }
      case "livewell.open": // the host's own way to a page
        this.open(String(value), {}, this.isTab(String(value)) ? "tab" : "relaunch");
        return;
      case "livewell.share":
        this.share();
        return;
      case "titleClick":
        this.top()?.life("onTitleClick");
        break;
      case "optionMenuClick":
        this.top()?.life("onOptionMenuClick");
        break;
      case "keyboardHeight":
        this.top()?.pageEvent("onKeyboardHeight", value);
        break;
    }
    this.emit(name, value);
  }

  emit(name: string, value: unknown) {
    for (const f of [...(this.listeners.get(name) ?? [])]) {
      try {
        f(value);
      } catch (e) {
        this.fault(e, name, true);
      }
    }
  }

  /** Asks the host for something; it decides whether it may be. */
  call(name: string, args: unknown, done: (r: Result) => void, progress?: (v: unknown) => void) {
    const call = ++this.lastCall;
    this.calls.set(call, progress ? { done, progress } : { done });
    this.send({
      say: "call",
      call,
      page: this.top()?.id ?? 0,
      name,
      args: plain(args, this.files.shown),
    });
  }
}

/** What can be sent: functions are left out. text may change what is written. */
export function plain(v: unknown, text: (s: string) => string = (s) => s): unknown {
  const above = new Set<object>();
  const copy = (x: unknown): unknown => {
    if (typeof x === "string") return text(x);
    if (typeof x === "function" || typeof x === "symbol" || typeof x === "bigint") return undefined;
    if (typeof x === "number") return Number.isFinite(x) ? x : null;
    if (typeof x !== "object" || x === null) return x;
    if (x instanceof ArrayBuffer || ArrayBuffer.isView(x)) return x;
    if (above.has(x)) throw new Error("it contains itself");
    above.add(x);
    const written = typeof (x as Date).toJSON === "function" ? (x as Date).toJSON("") : x;
    let out: unknown = written;
    if (Array.isArray(written)) out = written.map((i) => copy(i) ?? null);
    else if (typeof written === "object" && written !== null) {
      const o: Record<string, unknown> = {};
      for (const [k, i] of Object.entries(written)) {
        const c = copy(i);
        if (c !== undefined) o[k] = c;
      }
      out = o;
    }
    above.delete(x);
    return out;
  };
  try {
    return copy(v);
  } catch {
    return undefined;
  }
}

/** Between the page that opens and the one that was opened. */
export class EventChannel {
  private readonly heard = new Map<string, { f: (...a: unknown[]) => void; once: boolean }[]>();
  /** The other end. */
  other: EventChannel | null = null;

  on(name: string, f: (...a: unknown[]) => void) {
    this.heard.set(name, [...(this.heard.get(name) ?? []), { f, once: false }]);
  }

  once(name: string, f: (...a: unknown[]) => void) {
    this.heard.set(name, [...(this.heard.get(name) ?? []), { f, once: true }]);
  }

  off(name: string, f?: (...a: unknown[]) => void) {
    this.heard.set(name, f ? (this.heard.get(name) ?? []).filter((h) => h.f !== f) : []);
  }

  emit(name: string, ...args: unknown[]) {
    const to = this.other ?? this;
    const list = to.heard.get(name) ?? [];
    to.heard.set(
      name,
      list.filter((h) => !h.once),
    );
    for (const h of list) h.f(...args);
  }
}
