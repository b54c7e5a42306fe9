// A unit is a page or a custom component: its data, its life, and the nodes that it
// gives. The program sees it as `this`: an object of its own, with the members that
// the public documentation names.
import { getPath, setPath, type Data } from "./data.ts";
import { isScript, kind, type Attributes, type Child, type VNode } from "./node.ts";
import type { Inst } from "./tree.ts";

export type Fn = (this: unknown, ...args: never[]) => unknown;

export interface Definition {
  data?: Data | (() => Data);
  props?: Data;
  methods?: Record<string, unknown>;
  mixins?: Definition[];
  observers?: Record<string, Fn>;
  options?: Record<string, unknown>;
  lifetimes?: Record<string, Fn>;
  pageLifetimes?: Record<string, Fn>;
  rootEvents?: Record<string, Fn>;
  events?: Record<string, Fn>;
  ref?: Fn;
  [name: string]: unknown;
}

export type Render = (data: object, i: Unit) => Child[];

/** What a unit needs of the page that it is in. */
export interface Owner {
  schedule(unit: Unit): void;
  /** Runs when what was set is on its way to the view. */
  afterwards(run: () => void): void;
  fault(e: unknown, where: string, caught?: boolean): void;
  setElement(id: number, name: string, value: unknown): void;
}

let lastId = 0;

export class Unit {
  readonly id = ++lastId;
  readonly self: Record<string, unknown> = {};
  data: Data = {};
  props: Data = {};
  inst: Inst | null = null;
  scopeName = "";
  hasHost = false;
  uses: Record<string, string> = {};
  alive = true;
  /** Of a page the depth is 0; parents are rendered before their children. */
  depth = 0;
  // A page has no owner, but owns what it shows.
  owner: Unit;

  private content: (() => Child[]) | 0 = 0;
  private entries: { name: string; node: VNode["named"] }[] | null = null;
  private scope: Data = {};
  private clock = 1;
  private readonly setAt = new Map<string, number>();
  private readonly memos = new Map<number, { at: number; v: Child }>();
  private readonly bound = new Map<string, Fn>();
  private before: { props: Data; data: Data } | null = null;
  private begun = false;
  private updating = false;

  constructor(
    readonly path: string,
    readonly def: Definition,
    private render: Render | null,
    private readonly page: Owner,
    readonly component: boolean,
    owner: Unit | null,
  ) {
    this.owner = owner ?? this;
    if (owner) this.depth = owner.depth + 1;
    this.equip();
  }

  /** What the program sees as this. */
  private equip() {
    const self = this.self;
    const define = (name: string, value: unknown) =>
      Object.defineProperty(self, name, { value, writable: true, configurable: true, enumerable: false });
    const live = (name: string, get: () => unknown, set: (v: unknown) => void) =>
      Object.defineProperty(self, name, { get, set, configurable: true, enumerable: true });
    live(
      "data",
      () => this.data,
      (v) => (this.data = (v ?? {}) as Data),
    );
    define("setData", (part: Data, then?: () => void) => this.setData(part, then));
    define("$spliceData", (part: Record<string, unknown[]>, then?: () => void) => this.splice(part, then));
    define("$batchedUpdates", (run: () => void) => run());
    define("is", this.path);
    define("$id", this.id);
    define("$viewId", this.id);
    if (this.component) {
      live(
        "props",
        () => this.props,
        () => undefined,
      );
    }
    // Templates of components know their number, and which slots are filled.
    Object.defineProperty(this.scope, "$id", { value: this.id });
    Object.defineProperty(this.scope, "$slots", { get: () => this.filled() });
    for (const m of mixinsOf(this.def)) this.adopt(m);
    this.adopt(this.def);
    const own = typeof this.def.data === "function" ? this.guard("data", this.def.data as Fn) : this.def.data;
    const data: Data = {};
    for (const m of mixinsOf(this.def)) Object.assign(data, typeof m.data === "function" ? m.data() : m.data);
    // Shallow, as documented: what lies inside is the definition's own.
    this.data = Object.assign(data, own);
  }

  private adopt(def: Definition) {
    if (this.component) {
      Object.assign(this.self, def.methods);
      for (const k of Object.keys(def)) if (!(k in this.self) && !reserved.has(k)) this.self[k] = def[k];
      return;
    }
    for (const k of Object.keys(def)) if (k !== "data" && k !== "mixins") this.self[k] = def[k];
  }

  /** Calls what the program wrote; a fault in it is told and harms nothing else. */
  guard(where: string, fn: unknown, ...args: unknown[]): unknown {
    if (typeof fn !== "function") return undefined;
    try {
      const r = (fn as (...a: unknown[]) => unknown).apply(this.self, args);
      if (r instanceof Promise) r.catch((e: unknown) => this.page.fault(e, `${this.path}: ${where}`, true));
      return r;
    } catch (e) {
      this.page.fault(e, `${this.path}: ${where}`, true);
      return undefined;
    }
  }

  /** Runs a step of the life: the mixins' first, then its own. */
  life(name: string, ...args: unknown[]) {
    for (const m of mixinsOf(this.def)) this.guard(name, m[name], ...args);
    this.guard(name, this.def[name], ...args);
  }

  private lifetime(name: string) {
    if (!this.def.options?.lifetimes && !this.def.lifetimes) return;
    for (const m of mixinsOf(this.def)) this.guard(name, m.lifetimes?.[name]);
    this.guard(name, this.def.lifetimes?.[name]);
  }

  // Components

  /** A component comes into being with what its tag gives. */
  begin(attributes: Attributes, content: (() => Child[]) | 0) {
    this.props = this.propsOf(attributes);
    this.content = content;
    this.life("onInit");
    this.lifetime("created");
    this.lifetime("attached");
    this.life("deriveDataFromProps", this.props);
    this.begun = true;
  }

  /** Its tag gives something new; says whether it must be rendered. */
  receive(attributes: Attributes, content: (() => Child[]) | 0): boolean {
    const next = this.propsOf(attributes);
    let changed = !!content || !!this.content;
    for (const name of new Set([...Object.keys(next), ...Object.keys(this.props)])) {
      const a = next[name];
      // What an object holds may have changed though it is the same object.
      if (a !== this.props[name] || (a !== null && typeof a === "object")) {
        changed = true;
        this.mark(name);
      }
    }
    if (content || this.content) this.mark("$slots");
    this.content = content;
    if (!changed) return false;
    this.remember();
    this.begun = false; // setData in here is part of the same rendering
    this.life("deriveDataFromProps", next);
    this.begun = true;
    const before = this.props;
    this.props = next;
    this.observeProps(before, next);
    this.updated();
    return true;
  }

  private propsOf(attributes: Attributes): Data {
    const out: Data = {};
    for (const m of mixinsOf(this.def)) Object.assign(out, m.props);
    Object.assign(out, this.def.props);
    for (const written in attributes) {
      if (written === "ref") continue;
      let v = attributes[written];
      if (v === undefined) continue;
      const name = written.startsWith("data-") || written.startsWith("aria-") ? written : camel(written);
      if (typeof v === "string" && /^(on|catch)[A-Z]/.test(name)) v = this.owner.method(v);
      if (v === undefined) continue; // the default stays
      out[name] = v;
    }
    return out;
  }

  /** A method by name, always the same function for a name. */
  method(name: string): Fn | undefined {
    let f = this.bound.get(name);
    if (!f) {
      if (typeof this.self[name] !== "function") return undefined;
      f = (...args: unknown[]) => this.guard(name, this.self[name], ...args);
      this.bound.set(name, f);
    }
    return f;
  }

  /** What ref= gives: what the component says, or the component. */
  reference(): unknown {
    const ref = this.def.ref ?? mixinsOf(this.def).find((m) => m.ref)?.ref;
    return ref ? this.guard("ref", ref) : this.self;
  }

  refer(handler: unknown, what: unknown) {
    const f = typeof handler === "function" ? handler : this.self[String(handler)];
    if (typeof f === "function") this.guard("ref", f, what);
    else if (typeof handler === "string" && handler) this.self[handler] = what;
  }

  private filled(): Record<string, boolean> {
    this.contentFor("default");
    const names = (this.entries ?? []).map((e) => (e.name === "default" ? "$default" : e.name));
    return Object.fromEntries(names.map((n) => [n, true]));
  }

  contentFor(name: string): VNode["named"][] {
    if (!this.content) return [];
    if (!this.entries) {
      this.entries = [];
      gather(this.content(), this.entries);
    }
    return this.entries.filter((e) => e.name === name).map((e) => e.node);
  }

  mounted() {
    this.life("didMount");
    this.lifetime("ready");
  }

  unmounted() {
    if (!this.alive) return;
    this.alive = false;
    this.life("didUnmount");
    this.lifetime("detached");
  }

  // Data

  setData(part: Data | undefined, then?: unknown) {
    if (part && typeof part === "object") {
      // Libraries set what is there already in each didUpdate; that is no update.
      if (this.updating && Object.keys(part).every((path) => getPath(this.data, path) === part[path])) return;
      this.remember();
      const touched: string[] = [];
      for (const path of Object.keys(part)) {
        const v = part[path];
        if (v === undefined) continue;
        this.mark(setPath(this.data, path, v));
        touched.push(path);
      }
      this.observe(touched);
    }
    if (typeof then === "function") this.page.afterwards(() => this.guard("setData", then));
    this.changed();
  }

  private splice(part: Record<string, unknown[]>, then?: unknown) {
    this.remember();
    for (const path of Object.keys(part)) {
      const list = getPath(this.data, path);
      const args = part[path];
      if (!Array.isArray(list) || !Array.isArray(args)) continue;
      const copy = [...list];
      (copy.splice as (...a: unknown[]) => void).apply(copy, args);
      this.mark(setPath(this.data, path, copy));
    }
    if (typeof then === "function") this.page.afterwards(() => this.guard("$spliceData", then));
    this.changed();
  }

  private changed() {
    if (!this.alive || !this.inst || (this.component && !this.begun)) return;
    this.page.schedule(this);
  }

  /** Before it is rendered because its data were set. */
  deriving() {
    if (!this.component) return;
    this.begun = false;
    this.life("deriveDataFromProps", this.props);
    this.begun = true;
    this.updated();
  }

  private remember() {
    if (this.component && !this.before && this.inst) this.before = { props: this.props, data: { ...this.data } };
  }

  private updated() {
    const before = this.before;
    this.before = null;
    if (!before) return;
    this.page.afterwards(() => {
      if (!this.alive) return;
      this.updating = true;
      this.life("didUpdate", before.props, before.data);
      this.updating = false;
    });
  }

  private mark(name: string) {
    this.setAt.set(name, this.clock);
  }

  /** observers: {"a, b.c": fn}, called when one of these was set. */
  private observe(touched: string[]) {
    for (const m of [...mixinsOf(this.def), this.def]) {
      for (const [paths, fn] of Object.entries(m.observers ?? {})) {
        const list = paths.split(",").map((p) => p.trim());
        if (list.some((p) => touched.some((t) => touches(p, t))))
          this.guard("observers", fn, ...list.map((p) => getPath(this.scopeNow(), p.replace(/\.?\*\*$/, ""))));
      }
    }
  }

  private observeProps(before: Data, next: Data) {
    if (!this.def.observers && !mixinsOf(this.def).some((m) => m.observers)) return;
    const touched = Object.keys(next).filter((k) => next[k] !== before[k]);
    if (touched.length) this.observe(touched);
  }

  private scopeNow(): Data {
    return this.component ? { ...this.props, ...this.data } : this.data;
  }

  // Rendering

  nodes(): Child[] {
    this.entries = null;
    const data = this.component ? this.mergedScope() : this.data;
    try {
      return this.render ? this.render(data, this) : this.content ? this.content() : [];
    } catch (e) {
      this.page.fault(e, `${this.path}: template`);
      return [];
    } finally {
      this.clock++;
    }
  }

  /** Another template over the same data. */
  redraw(render: Render | null) {
    this.render = render;
    this.memos.clear();
  }

  /** One object for all renderings, which closures of contents hold. */
  private mergedScope(): Data {
    const scope = this.scope;
    for (const k of Object.keys(scope)) if (!(k in this.props) && !(k in this.data)) Reflect.deleteProperty(scope, k);
    return Object.assign(scope, this.props, this.data);
  }

  /** A part of the template that is built again only when one of its roots was set. */
  m(n: number, roots: string[], make: () => Child): Child {
    const kept = this.memos.get(n);
    if (kept && roots.every((r) => (this.setAt.get(r) ?? 0) <= kept.at)) return kept.v;
    const v = make();
    this.memos.set(n, { at: this.clock, v });
    return v;
  }

  /** change:name="{{sjs.fn}}": called in the instant an attribute has changed. */
  watched(inst: Inst, before: Attributes, after: Attributes) {
    for (const name in after) {
      if (!name.startsWith("change:")) continue;
      const of = name.slice(7);
      const fn = after[name];
      if (typeof fn === "function" && before[of] !== after[of])
        this.guard(name, fn, after[of], before[of], this.scripted(this), this.scripted(this, inst));
    }
  }

  // Events

  /** Calls a handler: a method by name, a function, or one of SJS with the node itself. */
  handle(handler: unknown, event: Record<string, unknown>, inst: Inst): unknown {
    if (isScript(handler)) {
      event.instance = this.scripted(this, inst);
      return this.guard("sjs", handler, event, this.scripted(this));
    }
    if (typeof handler === "function") return this.guard("handler", handler, event);
    const f = this.self[String(handler)];
    if (typeof f === "function") return this.guard(String(handler), f, event);
    if (handler && handler !== true)
      this.page.fault(new Error(`there is no method "${String(handler)}"`), this.path, true);
    return undefined;
  }

  /** What SJS code may do with a node. */
  private scripted(unit: Unit, inst?: Inst) {
    const set = (name: string, value: unknown) => inst && this.page.setElement(inst.id, name, value);
    const attributes = () => ((inst?.v as VNode | undefined)?.attributes || {}) as Attributes;
    const classes = new Set(
      String(attributes().class ?? "")
        .split(/\s+/)
        .filter(Boolean),
    );
    const state: Data = {};
    const api = {
      setStyle: (style: Data | string) => (set("style", style), api),
      addClass: (...names: string[]) => (
        names.forEach((n) => classes.add(n)),
        set("class", [...classes].join(" ")),
        api
      ),
      removeClass: (...names: string[]) => (
        names.forEach((n) => classes.delete(n)),
        set("class", [...classes].join(" ")),
        api
      ),
      hasClass: (name: string) => classes.has(name),
      getDataset: () => datasetOf(attributes()),
      getState: () => state,
      callMethod: (name: string, ...args: unknown[]) => unit.guard(name, unit.self[name], ...args),
      requestAnimationFrame: (f: () => void) => setTimeout(f, 16),
    };
    return api;
  }
}

const none: Definition[] = [];
const mixed = new WeakMap<Definition, Definition[]>();

/** All mixins of a definition, the mixins' mixins before them. */
function mixinsOf(def: Definition): Definition[] {
  if (!def.mixins?.length) return none;
  let out = mixed.get(def);
  if (!out) {
    out = def.mixins.filter((m) => m && typeof m === "object").flatMap((m) => [...mixinsOf(m), m]);
    mixed.set(def, out);
  }
  return out;
}

const reserved = new Set([
  "data",
  "props",
  "methods",
  "mixins",
  "observers",
  "options",
  "lifetimes",
  "pageLifetimes",
  "ref",
  "onInit",
  "deriveDataFromProps",
  "didMount",
  "didUpdate",
  "didUnmount",
  "onError",
  "rootEvents",
  "relations",
  "externalClasses",
]);

function touches(observed: string, set: string): boolean {
  const o = observed.replace(/\.?\*\*$/, "");
  return (
    o === set ||
    o.startsWith(`${set}.`) ||
    o.startsWith(`${set}[`) ||
    (o !== observed && (set.startsWith(`${o}.`) || set.startsWith(`${o}[`)))
  );
}

export function camel(name: string): string {
  return name.includes("-") ? name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase()) : name;
}

export function datasetOf(a: Attributes): Data {
  const out: Data = {};
  for (const name in a) if (name.startsWith("data-")) out[camel(name.slice(5))] = a[name];
  return out;
}

/** Sorts a component's content by the slot that it is for. */
function gather(children: Child[], into: { name: string; node: VNode["named"] }[]) {
  for (const c of children) {
    if (c === null || c === undefined) continue;
    if (typeof c === "object" && c.kind === kind.named) into.push({ name: c.tag, node: c.named });
    else if (
      typeof c === "object" &&
      c.children &&
      (c.kind === kind.group || c.kind === kind.list) &&
      named(c.children)
    )
      gather(c.children, into);
    else into.push({ name: "default", node: c });
  }
}

function named(children: Child[]): boolean {
  return children.some(
    (c) =>
      typeof c === "object" &&
      c !== null &&
      (c.kind === kind.named || ((c.kind === kind.group || c.kind === kind.list) && !!c.children && named(c.children))),
  );
}
