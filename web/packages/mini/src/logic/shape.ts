// What elements that a template gives again and again have in common, so that the
// view can copy them: a shape is told once, and then only by number and values.
import type { Op, Recipe } from "../wire.ts";
import { constants, kind, type Attributes, type Child, type Handler, type VNode } from "./node.ts";

/** Attributes that the logic keeps to itself. */
export const inner = (name: string) => name === "ref" || name.startsWith("change:");

/** Whether nothing is shown for a child. */
export const none = (c: Child): c is null | undefined => c === null || c === undefined || (c as unknown) === false;

/** Children that are no part of their parent's shape: how many nodes they give is known when they are there. */
export const hole = (c: VNode) => c.kind !== kind.element;

/** What the view needs to make an element and all in it that is no hole; the rest are values, in the same order. */
export function recipe(v: VNode, scope: string, fixed = false): Recipe {
  fixed ||= constants.has(v);
  const out: Recipe = { tag: v.tag };
  if (scope) out.scope = scope;
  const a = v.attributes;
  if (a) {
    const known = fixed || constants.has(a);
    out.set = Object.keys(a)
      .filter((name) => !inner(name) && a[name] !== undefined)
      .map((name) => (known ? [name, sendable(a[name])] : name));
  }
  if (v.handlers) out.on = [...merged(v.handlers)];
  if (v.children) {
    out.kids = [];
    for (const c of v.children) {
      if (none(c)) continue;
      if (typeof c !== "object") out.kids.push(fixed ? String(c) : null);
      else if (!hole(c)) out.kids.push(recipe(c, scope, fixed));
    }
  }
  return out;
}

/** The flags of all handlers of a type as one. */
export function merged(handlers: Handler[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const [type, flags, fn] of handlers) if (fn) out.set(type, (out.get(type) ?? 0) | flags);
  return out;
}

/** Whether the logic must look at attributes itself when a node comes. */
export function watchful(a: Attributes): boolean {
  for (const name in a) if (inner(name)) return true;
  return false;
}

/** What may cross to the view: functions stay here. */
export function sendable(v: unknown): Op {
  if (typeof v === "function" || typeof v === "symbol") return undefined;
  if (v === null || typeof v !== "object") return v as Op;
  return JSON.parse(JSON.stringify(v)) as object;
}
