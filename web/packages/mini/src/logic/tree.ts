// The tree of what is shown, and the difference to what shall be, as operations for
// the view. Components and groups have no element; where the next element is, is
// read off the tree.
import { listen, op, root, type Op } from "../wire.ts";
import { build, constants, kind, type Attributes, type Child, type Handler, type VNode } from "./node.ts";
import { hole, inner, merged, none, recipe, sendable, watchful } from "./shape.ts";
import type { Unit } from "./unit.ts";

/** A node that is shown. */
export interface Inst {
  v: Child;
  /** Its element, or 0. */
  id: number;
  up: Inst | null;
  kids: Inst[];
  /** Whose methods its handlers are. */
  owner: Unit;
  key: unknown;
  /** Of a component: its instance. */
  unit: Unit | null;
}

/** What a tree needs of the page that it belongs to. */
export interface Host {
  /** The component that a tag means to a unit; undefined where it means none. */
  component(owner: Unit, tag: string): string | undefined;
  /** Makes a component's instance, not yet rendered. */
  create(path: string, owner: Unit, inst: Inst): Unit | null;
  /** A unit's nodes are all there, or are gone. */
  mounted(unit: Unit): void;
  unmounted(unit: Unit): void;
}

/** What is gathered of an element that is to be made. */
interface Plan {
  /** The same for all that look the same but for their values. */
  shape: string;
  values: Op[];
  holes: { up: Inst; at: number; v: VNode }[];
}

const nobody = null as unknown as Unit;

export class Tree {
  ops: Op[] = [];
  readonly nodes = new Map<number, Inst>();
  /** Numbers of the shapes that the view knows. */
  private readonly shapes = new Map<string, number>();
  private last = 0;

  constructor(private readonly host: Host) {}

  /** Shows a unit's nodes under the page. */
  page(unit: Unit): Inst {
    const top: Inst = { v: null, id: root, up: null, kids: [], owner: unit, key: undefined, unit };
    this.nodes.set(root, top);
    unit.inst = top;
    top.kids = unit.nodes().map((c) => this.mount(c, top, root, 0, unit));
    return top;
  }

  /** Renders a unit again. */
  update(unit: Unit) {
    const inst = unit.inst;
    if (!inst) return;
    const parent = inst.up === null ? root : inst.id || this.parentOf(inst);
    this.positional(inst, unit.nodes(), parent, unit);
  }

  /** The element that a node without one stands in. */
  private parentOf(inst: Inst): number {
    for (let i = inst.up; i; i = i.up) if (i.id || i.up === null) return i.id;
    return root;
  }

  private mount(v: Child, up: Inst, parent: number, before: number, owner: Unit, key?: unknown): Inst {
    const inst: Inst = { v, id: 0, up, kids: [], owner: owner ?? nobody, key, unit: null };
    if (none(v)) return inst;
    if (typeof v !== "object") {
      inst.id = ++this.last;
      inst.v = String(v);
      this.nodes.set(inst.id, inst);
      this.ops.push(op.text, inst.id, inst.v, op.insert, parent, inst.id, before);
      return inst;
    }
    switch (v.kind) {
      case kind.element:
        this.mountElement(inst, v, parent, before);
        break;
      case kind.component:
        this.mountComponent(inst, v, parent, before);
        break;
      case kind.named: // outside of a component's tag the name means nothing
        inst.kids = [this.mount(plain(v), inst, parent, before, owner)];
        break;
      default: {
        const of = v.owner ?? owner;
        const kids = v.children || [];
        inst.kids = kids.map((c, i) => this.mount(c, inst, parent, before, of, v.keys?.[i]));
      }
    }
    return inst;
  }

  /** Makes an element and all in it: what is no hole at once, as a shape with values, then the holes. */
  private mountElement(inst: Inst, v: VNode, parent: number, before: number) {
    const plan: Plan = { shape: "", values: [], holes: [] };
    this.plan(inst, v, plan, false);
    let shape = this.shapes.get(plan.shape);
    if (!shape) {
      this.shapes.set(plan.shape, (shape = this.shapes.size + 1));
      this.ops.push(op.shape, shape, recipe(v, inst.owner.scopeName));
    }
    this.ops.push(op.clone, shape, inst.id, plan.values.length);
    for (const value of plan.values) this.ops.push(value);
    for (const { up, at, v } of plan.holes)
      up.kids[at] = this.mount(v, up, up.id, this.firstFrom(up.kids, at + 1), up.owner);
    this.ops.push(op.insert, parent, inst.id, before);
  }

  /** Names the nodes of a shape in their order and gathers what differs between those that have it. */
  private plan(inst: Inst, v: VNode, plan: Plan, fixed: boolean) {
    inst.id = ++this.last;
    this.nodes.set(inst.id, inst);
    const owner = inst.owner;
    const attributes = v.attributes;
    if (!fixed) {
      const n = constants.get(v);
      plan.shape += (n ? `#${n}` : `<${v.tag}`) + (owner.scopeName && `@${owner.scopeName}`);
      if (attributes && !n) this.planAttributes(attributes, plan);
      if (v.handlers && !n) {
        const same = constants.get(v.handlers);
        if (same) plan.shape += `!#${same}`;
        else for (const [type, flags] of merged(v.handlers)) plan.shape += `!${type}${flags}`;
      }
      fixed = n !== undefined;
    }
    if (v.children) {
      for (const c of v.children) {
        const kid: Inst = { v: c, id: 0, up: inst, kids: [], owner, key: undefined, unit: null };
        inst.kids.push(kid);
        if (none(c)) continue;
        if (typeof c !== "object") {
          kid.id = ++this.last;
          this.nodes.set(kid.id, kid);
          kid.v = String(c);
          if (fixed) continue;
          plan.shape += "t";
          plan.values.push(kid.v);
        } else if (hole(c)) plan.holes.push({ up: inst, at: inst.kids.length - 1, v: c });
        else this.plan(kid, c, plan, fixed);
      }
    }
    if (!fixed) plan.shape += ">";
    if (attributes && watchful(attributes)) {
      if ("ref" in attributes) owner.refer(attributes.ref, this.elementRef(inst.id));
      owner.watched(inst, {}, attributes);
    }
  }

  private planAttributes(attributes: Attributes, plan: Plan) {
    const same = constants.get(attributes);
    if (same) {
      plan.shape += ` #${same}`;
      return;
    }
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined || inner(name)) continue;
      plan.shape += ` ${name}`;
      plan.values.push(sendable(value));
    }
  }

  private mountComponent(inst: Inst, v: VNode, parent: number, before: number) {
    const path = this.host.component(inst.owner, v.tag);
    const unit = path === undefined ? null : this.host.create(path, inst.owner, inst);
    if (!unit) {
      const e = asElement(v);
      this.mountElement(inst, e, parent, before);
      return;
    }
    inst.unit = unit;
    unit.inst = inst;
    unit.begin(v.attributes || {}, v.content);
    let within = parent;
    if (unit.hasHost) {
      inst.id = within = ++this.last;
      this.nodes.set(inst.id, inst);
      this.ops.push(op.element, inst.id, "view");
      for (const [name, value] of Object.entries(hostAttributes(v.attributes || {})))
        this.ops.push(op.set, inst.id, name, sendable(value));
    }
    inst.kids = unit.nodes().map((c) => this.mount(c, inst, within, unit.hasHost ? 0 : before, unit));
    if (unit.hasHost) this.ops.push(op.insert, parent, inst.id, before);
    this.host.mounted(unit);
    if (v.attributes && v.attributes.ref !== undefined) inst.owner.refer(v.attributes.ref, unit.reference());
  }

  private elementRef = (id: number) => ({ id });

  /** Makes inst show v; gives the node that shows it now. */
  private patch(inst: Inst, v: Child, parent: number, owner: Unit): Inst {
    const old = inst.v;
    if (old === v && inst.owner === owner && typeof v !== "string") {
      // The same description: nothing of it hangs on data that was set.
      return inst;
    }
    const nothing = none(v);
    if (nothing && (old === null || old === undefined)) return inst;
    if (!nothing && typeof v !== "object") {
      if (typeof old === "string") {
        const text = String(v);
        if (old !== text) this.ops.push(op.write, inst.id, text);
        inst.v = text;
        return inst;
      }
      return this.replace(inst, v, parent, owner);
    }
    if (nothing || typeof old !== "object" || old === null || !same(old, v as VNode))
      return this.replace(inst, v, parent, owner);
    const next = v as VNode;
    inst.v = next;
    inst.owner = owner;
    switch (next.kind) {
      case kind.element:
        this.patchElement(inst, old, next);
        break;
      case kind.component:
        if (inst.unit) this.patchComponent(inst, old, next);
        else this.patchElement(inst, asElement(old), (inst.v = asElement(next)));
        break;
      case kind.named:
        this.positional(inst, [plain(next)], parent, owner);
        break;
      case kind.list:
        this.list(inst, next, parent, next.owner ?? owner);
        break;
      default:
        this.positional(inst, next.children || [], parent, next.owner ?? owner);
    }
    return inst;
  }

  private patchElement(inst: Inst, old: VNode, v: VNode) {
    const id = inst.id;
    if (old.attributes !== v.attributes) {
      const before = old.attributes || {};
      const after = v.attributes || {};
      for (const name in after) {
        const a = after[name];
        const b = before[name];
        if (a === b && (a === null || typeof a !== "object")) continue; // an object may have changed inside
        if (name === "ref" || name.startsWith("change:")) continue;
        this.ops.push(op.set, id, name, sendable(a));
      }
      for (const name in before) if (!(name in after)) this.ops.push(op.set, id, name, undefined);
      inst.owner.watched(inst, before, after);
    }
    if (old.handlers !== v.handlers) {
      const before = merged(old.handlers || []);
      const after = merged(v.handlers || []);
      for (const [type, flags] of after) if (before.get(type) !== flags) this.ops.push(op.listen, id, type, flags);
      for (const type of before.keys()) if (!after.has(type)) this.ops.push(op.listen, id, type, 0);
    }
    if (old.children !== v.children) this.positional(inst, v.children || [], id, inst.owner);
  }

  private patchComponent(inst: Inst, old: VNode, v: VNode) {
    const unit = inst.unit as Unit;
    if (unit.hasHost) {
      const before = hostAttributes(old.attributes || {});
      const after = hostAttributes(v.attributes || {});
      for (const name in after)
        if (after[name] !== before[name]) this.ops.push(op.set, inst.id, name, sendable(after[name]));
    }
    if (unit.receive(v.attributes || {}, v.content)) this.update(unit);
  }

  /** Children by their places: those of a node always stand in the same ones. */
  private positional(inst: Inst, next: Child[], parent: number, owner: Unit) {
    const kids = inst.kids;
    const common = Math.min(kids.length, next.length);
    for (let i = 0; i < common; i++) kids[i] = this.patch(kids[i] as Inst, next[i], parent, owner);
    if (next.length > common) {
      const before = inst.id && inst.id === parent ? 0 : this.after(inst);
      for (let i = common; i < next.length; i++) kids.push(this.mount(next[i], inst, parent, before, owner));
    } else {
      for (let i = common; i < kids.length; i++) this.drop(kids[i] as Inst);
      kids.length = common;
    }
  }

  /** A loop's children by their keys, with the fewest moves. */
  private list(inst: Inst, v: VNode, parent: number, owner: Unit) {
    const next = v.children as Child[];
    const keys = v.keys;
    const old = inst.kids;
    if (
      !keys ||
      old.some((k) => k.key === undefined) ||
      new Set(keys).size !== keys.length ||
      keys.includes(undefined)
    ) {
      this.positional(inst, next, parent, owner);
      for (let i = 0; i < inst.kids.length; i++) (inst.kids[i] as Inst).key = keys?.[i];
      return;
    }
    let start = 0;
    let oldEnd = old.length;
    let nextEnd = next.length;
    const kids = new Array<Inst>(next.length);
    while (start < oldEnd && start < nextEnd && (old[start] as Inst).key === keys[start]) {
      kids[start] = this.patch(old[start] as Inst, next[start], parent, owner);
      (kids[start] as Inst).key = keys[start];
      start++;
    }
    while (oldEnd > start && nextEnd > start && (old[oldEnd - 1] as Inst).key === keys[nextEnd - 1]) {
      oldEnd--;
      nextEnd--;
      kids[nextEnd] = this.patch(old[oldEnd] as Inst, next[nextEnd], parent, owner);
      (kids[nextEnd] as Inst).key = keys[nextEnd];
    }
    const places = new Map<unknown, number>();
    for (let i = start; i < nextEnd; i++) places.set(keys[i], i);
    const from = new Array<number>(nextEnd - start).fill(-1);
    for (let i = start; i < oldEnd; i++) {
      const kid = old[i] as Inst;
      const to = places.get(kid.key);
      if (to === undefined) {
        this.drop(kid);
        continue;
      }
      from[to - start] = i;
      kids[to] = this.patch(kid, next[to], parent, owner);
      (kids[to] as Inst).key = keys[to];
    }
    const stay = longestRise(from);
    let s = stay.length - 1;
    inst.kids = kids;
    let before = nextEnd < next.length ? this.firstFrom(kids, nextEnd) : 0;
    if (!before) before = inst.id && inst.id === parent ? 0 : this.after(inst);
    for (let i = nextEnd - 1; i >= start; i--) {
      if (from[i - start] === -1) kids[i] = this.mount(next[i], inst, parent, before, owner, keys[i]);
      else if (s >= 0 && stay[s] === i - start) s--;
      else this.move(kids[i] as Inst, parent, before);
      before = this.first(kids[i] as Inst) || before;
    }
  }

  private move(inst: Inst, parent: number, before: number) {
    if (inst.id) this.ops.push(op.insert, parent, inst.id, before);
    else for (const k of inst.kids) this.move(k, parent, before);
  }

  private replace(inst: Inst, v: Child, parent: number, owner: Unit): Inst {
    const before = this.first(inst) || this.after(inst);
    const next = this.mount(v, inst.up as Inst, parent, before, owner, inst.key);
    this.drop(inst);
    return next;
  }

  /** The first element that a node shows, or 0. */
  private first(inst: Inst): number {
    return inst.id || this.firstFrom(inst.kids, 0);
  }

  private firstFrom(kids: Inst[], at: number): number {
    for (let i = at; i < kids.length; i++) {
      const id = kids[i] && this.first(kids[i] as Inst);
      if (id) return id;
    }
    return 0;
  }

  /** The element that follows a node within the same parent, or 0. */
  private after(inst: Inst): number {
    for (let i: Inst = inst; i.up; i = i.up) {
      const kids = i.up.kids;
      const id = this.firstFrom(kids, kids.indexOf(i) + 1);
      if (id) return id;
      if (i.up.id || i.up.up === null) return 0;
    }
    return 0;
  }

  /** Takes a node away with all under it. */
  drop(inst: Inst) {
    if (inst.id) this.ops.push(op.remove, inst.id);
    else for (const k of inst.kids) this.drop(k);
    this.forget(inst, !inst.id);
  }

  private forget(inst: Inst, shallow = false) {
    if (!shallow) for (const k of inst.kids) this.forget(k);
    if (inst.unit) this.host.unmounted(inst.unit);
    if (inst.id) this.nodes.delete(inst.id);
  }
}

function same(a: VNode, b: VNode): boolean {
  return a.kind === b.kind && a.tag === b.tag && a.key === b.key;
}

/** Named content where nobody asks for the name. */
const plain = (v: VNode): Child => (typeof v.named === "function" ? v.named({}) : v.named);

/** A tag that means no component after all: an element that nobody knows. */
function asElement(v: VNode): VNode {
  const attributes: Attributes = {};
  const handlers: Handler[] = [];
  for (const [name, value] of Object.entries(v.attributes || {})) {
    const m = /^(capture-)?(on|catch)([A-Z])(\w*)$/.exec(name);
    if (m) {
      const flag = m[2] === "on" ? listen.bubble : listen.stop;
      handlers.push([(m[3] as string).toLowerCase() + m[4], m[1] ? flag * 4 : flag, value]);
    } else attributes[name] = value;
  }
  return build.e(v.tag, attributes, v.content ? v.content() : 0, handlers, v.key);
}

function hostAttributes(a: Attributes): Attributes {
  const out: Attributes = {};
  for (const name in a) if (/^(class|style|id|hidden|data-|aria-)/.test(name)) out[name] = a[name];
  return out;
}

/** Places in a list of numbers that rise, as many as can be; -1 does not count. */
function longestRise(list: number[]): number[] {
  const tails: number[] = [];
  const prev = new Array<number>(list.length).fill(-1);
  for (let i = 0; i < list.length; i++) {
    const v = list[i] as number;
    if (v < 0) continue;
    let lo = 0;
    let hi = tails.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if ((list[tails[mid] as number] as number) < v) lo = mid + 1;
      else hi = mid;
    }
    if (lo > 0) prev[i] = tails[lo - 1] as number;
    tails[lo] = i;
  }
  const out: number[] = [];
  for (let i = tails.length ? (tails[tails.length - 1] as number) : -1; i >= 0; i = prev[i] as number) out.push(i);
  return out.reverse();
}
