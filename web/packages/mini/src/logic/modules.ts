// The program's modules: CommonJS, evaluated when they are asked for first. Pages
// and components register themselves while theirs is evaluated.
import { build } from "./node.ts";
import type { Definition } from "./unit.ts";

type Body = (
  require: (spec: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  $: typeof build,
) => void;

interface Module {
  id: string;
  body: Body;
  links: Record<string, string>;
  module: { exports: unknown } | null;
  fault: unknown;
}

const modules = new Map<string, Module>();
const evaluating: string[] = [];
const definitions = new Map<string, Definition>();

/** Makes a module known: what the compiler's scripts call. */
export function define(id: string, body: Body, links: Record<string, string>) {
  modules.set(id, { id, body, links, module: null, fault: undefined });
}

export const known = (id: string) => modules.has(id);

/** A module's exports. One that threw throws again. */
export function load(id: string): unknown {
  const m = modules.get(id);
  if (!m) throw new Error(`Cannot find module '${id}'`);
  if (m.module) return m.module.exports;
  if (m.fault !== undefined) throw m.fault;
  const module = (m.module = { exports: {} as unknown });
  evaluating.push(id);
  try {
    m.body.call(module.exports, (spec) => requireFrom(m, spec), module, module.exports, build);
  } catch (e) {
    m.module = null;
    m.fault = e ?? new Error(`${id} threw nothing`);
    throw e;
  } finally {
    evaluating.pop();
  }
  openDefault(module.exports);
  return module.exports;
}

/**
 * A module that exports an object as its default and nothing else gives the members of that object by name, too: the
 * tools with which most programs are written do, and programs rely on it.
 */
function openDefault(exports: unknown) {
  if (!exports || typeof exports !== "object" || !("__esModule" in exports) || !Object.isExtensible(exports)) return;
  const names = Object.keys(exports);
  const all = (exports as { default?: unknown }).default;
  if (names.length !== 1 || names[0] !== "default" || !all || typeof all !== "object") return;
  for (const name of Object.keys(all)) {
    if (name !== "default" && !(name in exports))
      Object.defineProperty(exports, name, { get: () => (all as Record<string, unknown>)[name], configurable: true });
  }
}

function requireFrom(m: Module, spec: string): unknown {
  const to = m.links[spec];
  if (to !== undefined) return load(to);
  for (const id of guesses(m.id, spec)) if (modules.has(id)) return load(id);
  throw new Error(`Cannot find module '${spec}' from '${m.id}'`);
}

/** Where a computed name may lie. */
function guesses(from: string, spec: string): string[] {
  const parts = spec.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const p of spec.split("/")) {
    if (p === "..") parts.pop();
    else if (p && p !== ".") parts.push(p);
  }
  const at = parts.join("/");
  return [at, `${at}.js`, `${at}.ts`, `${at}/index.js`, `${at}.json`];
}

/** Page() or Component() of the module that is being evaluated. */
export function register(def: Definition) {
  const id = evaluating[evaluating.length - 1];
  if (id !== undefined) definitions.set(id, def ?? {});
}

export const definition = (id: string) => definitions.get(id);
