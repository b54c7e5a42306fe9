// A page that is open: its unit, its tree, and the port to its view.
import { acts, op, root, type FromView, type Op, type Query, type ToView, type ViewEvent } from "../wire.ts";
import { known, load } from "./modules.ts";
import { plain, type Failure, type Program } from "./program.ts";
import { Tree, type Host, type Inst } from "./tree.ts";
import { datasetOf, Unit, type Definition, type Owner, type Render } from "./unit.ts";
import type { Attributes, VNode } from "./node.ts";
import type { PageSettings } from "../wire.ts";

const own = new Set<string>(Object.values(acts));

export class OpenPage implements Owner, Host {
  readonly unit: Unit;
  private readonly tree: Tree;
  private port: MessagePort | null = null;
  private waiting: ToView[] = [];
  private dirty = new Set<Unit>();
  private later: (() => void)[] = [];
  private fresh: Unit[] = [];
  private questions: (() => void)[] = [];
  private flushing = false;
  private scheduled = false;
  private readonly answers = new Map<number, (value: unknown, error?: string) => void>();
  private lastAnswer = 0;
  private shown = false;
  private ready = false;
  private viewReady = false;
  readonly observers = new Map<number, (entry: unknown) => void>();

  constructor(
    readonly id: number,
    readonly settings: PageSettings,
    readonly query: Record<string, string>,
    private readonly program: Program,
  ) {
    this.tree = new Tree(this);
    const def = program.definitionOf(settings.script, settings.path);
    this.unit = new Unit(
      settings.path,
      def,
      this.renderOf(settings.template),
      this,
      !!settings.component && isComponent(def),
      null,
    );
    this.unit.uses = settings.uses ?? {};
    Object.assign(this.unit.self, { route: settings.path, $page: this.unit.self });
    program.equipPage(this);
  }

  get path() {
    return this.settings.path;
  }

  private renderOf(template: string | undefined): Render | null {
    if (!template || !known(template)) return null;
    try {
      return (load(template) as { render: Render }).render;
    } catch (e) {
      this.fault(e, template);
      return null;
    }
  }

  /** First life: loaded, shown, rendered. */
  start() {
    if (this.unit.component) this.unit.begin({}, 0);
    this.life("onLoad", this.query);
    this.show();
    this.unit.inst = null;
    this.tree.page(this.unit);
    this.unit.mounted();
    this.dirty.delete(this.unit);
    this.flush();
    this.program.tell({ say: "rendered", page: this.id });
    this.ready = true;
    this.becomeReady();
  }

  private becomeReady() {
    if (!this.ready || !this.viewReady) return;
    this.ready = false;
    this.life("onReady");
  }

  life(name: string, ...args: unknown[]): unknown {
    if (this.unit.component) return this.unit.guard(name, this.unit.self[name], ...args);
    for (const m of (this.unit.def.mixins ?? []) as Definition[])
      if (m !== this.unit.def) this.unit.guard(name, m[name], ...args);
    return this.unit.guard(name, this.unit.def[name] ?? undefined, ...args);
  }

  show() {
    if (this.shown) return;
    this.shown = true;
    this.life("onShow");
  }

  hide() {
    if (!this.shown) return;
    this.shown = false;
    this.life("onHide");
  }

  end() {
    this.shown = false;
    this.life("onUnload");
    for (const inst of [...this.tree.nodes.values()]) inst.unit?.unmounted();
    this.unit.alive = false;
    this.port?.close();
    this.port = null;
  }

  // Rendering

  schedule(unit: Unit) {
    this.dirty.add(unit);
    if (this.scheduled || this.flushing) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  afterwards(run: () => void) {
    this.later.push(run);
    if (!this.flushing && !this.scheduled && this.unit.inst) {
      this.scheduled = true;
      queueMicrotask(() => {
        this.scheduled = false;
        this.flush();
      });
    }
  }

  /** Renders what was set, sends it, then tells those who wanted to know. */
  flush() {
    if (this.flushing || !this.unit.inst) return;
    this.flushing = true;
    try {
      for (let round = 0; this.dirty.size || this.later.length || this.fresh.length || this.tree.ops.length; round++) {
        if (round > 100) {
          this.dirty.clear();
          this.later = [];
          this.fault(new Error("setData goes in a circle: each rendering sets data again"), this.path);
          break;
        }
        this.render();
        this.send();
        const fresh = this.fresh;
        this.fresh = [];
        for (const u of fresh) u.mounted();
        const later = this.later;
        this.later = [];
        for (const run of later) run();
      }
    } finally {
      this.flushing = false;
    }
    for (const put of this.questions.splice(0)) put();
  }

  /** Asks the view when all that was set until now is on its way to it. */
  private whenSent(put: () => void) {
    if (this.flushing || this.dirty.size || !this.unit.inst) this.questions.push(put);
    else put();
  }

  private render() {
    while (this.dirty.size) {
      let next: Unit | undefined;
      for (const u of this.dirty) if (!next || u.depth < next.depth) next = u;
      const unit = next as Unit;
      unit.deriving();
      this.dirty.delete(unit);
      if (unit.alive) this.tree.update(unit);
    }
  }

  private send() {
    if (!this.tree.ops.length) return;
    this.post({ say: "ops", ops: this.program.files.inOps(this.tree.ops) });
    this.tree.ops = [];
  }

  setElement(id: number, name: string, value: unknown) {
    this.post({ say: "ops", ops: [op.set, id, name, value as Op] });
  }

  // Components

  component(owner: Unit, tag: string): string | undefined {
    const path = owner.uses[tag];
    return path !== undefined && this.program.manifest.components?.[path] ? path : undefined;
  }

  create(path: string, owner: Unit): Unit | null {
    if (owner.depth > 60) {
      this.fault(new Error(`component ${path} contains itself without end`), this.path);
      return null;
    }
    const settings = this.program.manifest.components?.[path];
    if (!settings) return null;
    const def = this.program.definitionOf(settings.script, path);
    const unit = new Unit(path, def, this.renderOf(settings.template), this, true, owner);
    unit.uses = { ...settings.uses };
    for (const name in settings.generics) {
      const given = owner.uses[String((unit.props as Record<string, unknown>)[`generic:${name}`])];
      if (given) unit.uses[name] = given;
    }
    unit.scopeName = settings.scope ?? "";
    const options = def.options as { virtualHost?: boolean } | undefined;
    unit.hasHost = !!settings.host || options?.virtualHost === false;
    Object.assign(unit.self, { $page: this.unit.self });
    this.program.equipComponent(this, unit);
    return unit;
  }

  /** What a node is in the template. */
  tagOf(node: number): string {
    const v = this.tree.nodes.get(node)?.v;
    return v && typeof v === "object" ? v.tag : "";
  }

  mounted(unit: Unit) {
    this.fresh.push(unit);
  }

  unmounted(unit: Unit) {
    this.dirty.delete(unit);
    unit.unmounted();
  }

  /** The components on the page that a selector names: #id, .class or a tag. */
  find(selector: string): Unit[] {
    const out: Unit[] = [];
    const wanted = selector.trim();
    const walk = (inst: Inst) => {
      if (inst.unit && inst.up) {
        const v = inst.v as VNode;
        const a = (v.attributes || {}) as Attributes;
        const hit = wanted.startsWith("#")
          ? a.id === wanted.slice(1)
          : wanted.startsWith(".")
            ? String(a.class ?? a.className ?? "")
                .split(/\s+/)
                .includes(wanted.slice(1))
            : v.tag === wanted;
        if (hit) out.push(inst.unit);
      }
      inst.kids.forEach(walk);
    };
    const top = this.tree.nodes.get(root);
    if (top) walk(top);
    return out;
  }

  // The view

  attach(port: MessagePort) {
    this.port = port;
    port.onmessage = (e: MessageEvent<FromView>) => this.hear(e.data);
    for (const m of this.waiting) port.postMessage(m);
    this.waiting = [];
  }

  post(m: ToView) {
    if (this.port) this.port.postMessage(m);
    else this.waiting.push(m);
  }

  /** Asks the view something. */
  ask(query: Query, then: (value: unknown, error?: string) => void) {
    const answer = ++this.lastAnswer;
    this.answers.set(answer, then);
    this.whenSent(() => this.post({ say: "ops", ops: [op.query, answer, query] }));
  }

  callElement(id: number, name: string, args: unknown[], then?: (value: unknown) => void) {
    let answer = 0;
    if (then) this.answers.set((answer = ++this.lastAnswer), then);
    this.whenSent(() => this.post({ say: "ops", ops: [op.call, id, name, args, answer] }));
  }

  private hear(m: FromView) {
    switch (m.say) {
      case "event":
        this.event(m);
        break;
      case "ready":
        this.viewReady = true;
        this.becomeReady();
        break;
      case "answer":
        this.answers.get(m.answer)?.(m.value, m.error);
        this.answers.delete(m.answer);
        break;
      case "pageScroll":
        this.life("onPageScroll", { scrollTop: m.scrollTop, scrollHeight: m.scrollHeight });
        break;
      case "reachBottom":
        this.life("onReachBottom");
        break;
      case "pullDown":
        this.life("onPullDownRefresh", { from: "manual" });
        break;
      case "resize":
        this.pageEvent("onResize", { size: { windowWidth: m.width, windowHeight: m.height } });
        break;
      case "intersect":
        this.observers.get(m.observer)?.(m.entry);
        break;
    }
  }

  /** Handlers under events: {…} of the page, before those of the page itself. */
  pageEvent(name: string, value?: unknown): unknown {
    const own = this.unit.def.events?.[name];
    if (own) this.unit.guard(name, own, value);
    return this.life(name, value);
  }

  private event(m: ViewEvent) {
    const target = this.tree.nodes.get(m.target);
    const origin = describe(target);
    const mark: Record<string, unknown> = {};
    for (let i: Inst | null = target ?? null; i; i = i.up) {
      const a = (i.v && typeof i.v === "object" ? i.v.attributes : 0) || {};
      for (const name in a) if (name.startsWith("mark:") && !(name.slice(5) in mark)) mark[name.slice(5)] = a[name];
    }
    const wanted = m.type.toLowerCase(); // programs spell types freely
    for (const { id, capture } of m.path) {
      const inst = this.tree.nodes.get(id);
      const v = inst?.v;
      if (!inst || !v || typeof v !== "object" || !v.handlers) continue;
      for (const [type, flags, handler] of v.handlers) {
        if (type.toLowerCase() !== wanted || (capture ? flags < 4 : flags > 2)) continue;
        const current = describe(inst);
        const event = {
          type: m.type,
          timeStamp: m.timeStamp,
          target: { ...origin, dataset: origin.dataset, targetDataset: origin.dataset },
          currentTarget: current,
          detail: m.detail ?? {},
          touches: m.touches ?? [],
          changedTouches: m.changedTouches ?? [],
          mark,
        };
        inst.owner.handle(handler, event, inst);
      }
    }
    if (own.has(m.type)) this.program.act(m.type, (m.detail ?? {}) as Record<string, unknown>, (f) => this.acted(m, f));
    this.flush();
  }

  /** A button that asked for a permission hears what the person said. */
  private acted(m: ViewEvent, f?: Failure) {
    if (m.type !== acts.openType) return;
    const path = [{ id: m.target, capture: false }];
    const detail = f ? { type: "getAuthorize", ...f } : { success: true };
    this.event({ ...m, type: f ? "error" : "getAuthorize", path, detail });
  }

  fault(e: unknown, where: string, caught = false) {
    this.program.fault(e, where, caught);
  }

  /** A template has been written anew: what it shows is drawn again, over the same data. */
  redraw(template: string) {
    const again = (unit: Unit, of: string | undefined) => {
      if (of !== template) return;
      unit.redraw(this.renderOf(template));
      this.schedule(unit);
    };
    again(this.unit, this.settings.template);
    for (const { unit } of this.units())
      if (unit !== this.unit) again(unit, this.program.manifest.components?.[unit.path]?.template);
  }

  private *units(): Generator<{ unit: Unit }> {
    const todo: Inst[] = [];
    const top = this.tree.nodes.get(root);
    if (top) todo.push(top);
    for (let inst = todo.pop(); inst; inst = todo.pop()) {
      if (inst.unit) yield { unit: inst.unit };
      todo.push(...inst.kids);
    }
  }

  /** What the workbench shows of the page. */
  inspect(): unknown {
    const outline = (inst: Inst): unknown[] => {
      const v = inst.v;
      const kids = inst.kids.flatMap(outline);
      if (typeof v === "string") return [v];
      if (!v || (!inst.id && !inst.unit)) return kids;
      const a = v.attributes || {};
      const head = Object.entries(a)
        .filter(([, x]) => typeof x !== "function" && typeof x !== "object")
        .map(([n, x]) => `${n}="${String(x)}"`)
        .join(" ");
      return [
        { name: `<${v.tag}${head ? ` ${head}` : ""}>`, data: inst.unit ? plain(inst.unit.data) : undefined, kids },
      ];
    };
    return {
      path: this.path,
      data: plain(this.unit.data),
      tree: (this.unit.inst?.kids ?? []).flatMap(outline),
    };
  }
}

function describe(inst: Inst | undefined) {
  const v = inst?.v;
  const a = (v && typeof v === "object" && v.attributes) || {};
  return {
    id: typeof a.id === "string" ? a.id : "",
    tagName: v && typeof v === "object" ? v.tag : "",
    dataset: datasetOf(a),
    offsetLeft: 0,
    offsetTop: 0,
  };
}

function isComponent(def: Definition): boolean {
  return !!def.methods || !!def.didMount || !!def.props || !!def.onInit;
}
