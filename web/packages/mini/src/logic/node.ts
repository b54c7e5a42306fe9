// What render functions build: descriptions of nodes that never change, so that
// those that hang on nothing are built once and shared. See the compiler's
// template.go for the code that calls these.
import type { Unit } from "./unit.ts";

export const kind = { element: 1, component: 2, group: 3, list: 4, named: 5 } as const;

export type Child = string | VNode | null | undefined;
export type Attributes = Record<string, unknown>;
/** type, flags (listen of the wire), the handler's name or function */
export type Handler = [string, number, unknown];

export interface VNode {
  kind: number;
  tag: string;
  attributes: Attributes | 0;
  children: Child[] | 0;
  handlers: Handler[] | 0;
  key: unknown;
  /** A component's content: what stands within its tag. */
  content: (() => Child[]) | 0;
  /** Of a list: the key of each child, or null where they have none. */
  keys: unknown[] | null;
  /** Of a group: to whom the nodes belong, where that is not who shows them. */
  owner: Unit | null;
  /** Of named content: a node, or a function of the slot's properties. */
  named: Child | ((props: Attributes) => Child);
}

const make = (kind: number, tag: string): VNode => ({
  kind,
  tag,
  attributes: 0,
  children: 0,
  handlers: 0,
  key: undefined,
  content: 0,
  keys: null,
  owner: null,
  named: null,
});

/** What is built once for all, by the number that the logic knows it by. */
export const constants = new WeakMap<object, number>();
let lastConstant = 0;

type Template = (data: object, i: Unit) => Child[];

/** What a module of a template is given as $. */
export const build = {
  e(
    tag: string,
    attributes: Attributes | 0 = 0,
    children: Child[] | 0 = 0,
    handlers: Handler[] | 0 = 0,
    key?: unknown,
  ) {
    const n = make(kind.element, tag);
    n.attributes = attributes;
    n.children = children;
    n.handlers = handlers;
    n.key = key || undefined;
    return n;
  },

  c(tag: string, properties: Attributes | 0 = 0, content: (() => Child[]) | 0 = 0, key?: unknown) {
    const n = make(kind.component, tag);
    n.attributes = properties;
    n.content = content;
    n.key = key || undefined;
    return n;
  },

  f(children: Child[]) {
    const n = make(kind.group, "");
    n.children = children;
    return n;
  },

  l(
    list: unknown,
    body: (item: unknown, index: unknown) => Child,
    key: ((item: unknown, index: unknown) => unknown) | null,
  ) {
    const n = make(kind.list, "");
    const children: Child[] = [];
    const keys: unknown[] = [];
    const one = (item: unknown, index: unknown) => {
      children.push(body(item, index));
      if (key) keys.push(key(item, index));
    };
    if (Array.isArray(list)) for (let i = 0; i < list.length; i++) one(list[i], i);
    else if (typeof list === "number") for (let i = 0; i < Math.min(list, 100_000); i++) one(i, i);
    else if (typeof list === "string") [...list].forEach(one);
    else if (list && typeof list === "object") for (const [k, v] of Object.entries(list)) one(v, k);
    n.children = children;
    n.keys = key ? keys : null;
    return n;
  },

  t(templates: Record<string, Template>, name: unknown, data: unknown, i: Unit, key?: unknown) {
    const n = make(kind.group, `template:${String(name)}`);
    const of = templates[String(name)];
    n.children = of ? of((data ?? {}) as object, i) : [];
    n.key = key || undefined;
    return n;
  },

  s(i: Unit, name: unknown, properties: Attributes | 0 = 0, fallback: (() => Child[]) | 0 = 0) {
    const n = make(kind.group, "slot");
    const given = i.contentFor(String(name ?? "default"));
    if (given.length === 0) {
      n.children = fallback ? fallback() : [];
      return n;
    }
    n.owner = i.owner;
    n.children = given.map((g) => (typeof g === "function" ? g(properties || {}) : g));
    return n;
  },

  n(name: unknown, named: VNode["named"]) {
    const n = make(kind.named, String(name ?? "default"));
    n.named = named;
    return n;
  },

  /** Something that hangs on nothing: a node, attributes or handlers. */
  k<T>(constant: T): T {
    if (constant && typeof constant === "object") constants.set(constant, ++lastConstant);
    return constant;
  },

  /** A value within text. */
  v(value: unknown): string {
    return value === undefined || value === null ? "" : String(value);
  },

  /** A module that is loaded when it is asked for first; a broken one gives nothing. */
  q(load: () => unknown) {
    let loaded = false;
    let value: unknown;
    return () => {
      if (!loaded) {
        loaded = true;
        try {
          value = load();
          markScripts(value);
        } catch (e) {
          console.error(e);
        }
      }
      return value;
    };
  },

  /** What name="m" of import-sjs means: the default export, or all. */
  u(module: unknown) {
    const m = module as { default?: unknown } | undefined;
    return m && typeof m === "object" && "default" in m ? m.default : m;
  },
};

const scripts = new WeakSet<object>();

function markScripts(module: unknown) {
  const mark = (v: unknown) => {
    if (typeof v === "function") scripts.add(v);
  };
  if (!module || typeof module !== "object") return;
  for (const v of Object.values(module)) {
    mark(v);
    if (v && typeof v === "object") Object.values(v).forEach(mark);
  }
}

/** Whether a function comes from an SJS module: such handlers get the node itself. */
export const isScript = (f: unknown) => typeof f === "function" && scripts.has(f);
