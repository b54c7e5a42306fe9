// Applies the logic's operations to the DOM.
import { op, root, type Op, type Recipe } from "../wire.ts";
import { outside, setAttribute, setListener } from "./attributes.ts";
import { elements, html } from "./elements/index.ts";
import type { Made, Make, Page, Part } from "./part.ts";

interface Leaf {
  id: number;
  text: Text;
}
type Owner = Part | Leaf;

export interface Answers {
  call(part: Part, name: string, args: unknown[], answer: number): void;
  query(answer: number, query: object): void;
}

export interface Tree {
  apply(ops: Op[]): void;
  part(node: unknown): Part | undefined;
  byId(id: number): Part | undefined;
}

/** Boxes until they get an attribute of their own: most of a page, and never more than that. */
const late = new Set(["text"]);

/** What op.call finds at the page itself. */
const pageMethods = (page: Page): Made["methods"] => ({
  /** A picture for who cannot load one; nothing where it does not come. */
  async picture(src) {
    const img = new Image();
    img.crossOrigin = "anonymous"; // else what is drawn with it cannot be read back
    img.src = page.address(String(src));
    await img.decode();
    return { transfer: [await createImageBitmap(img)] };
  },
  hideKeyboard: () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
});

/** How many places an operation takes in the list, its code included. */
const sizes: Record<number, number> = {
  [op.element]: 3,
  [op.text]: 3,
  [op.insert]: 4,
  [op.remove]: 2,
  [op.set]: 4,
  [op.write]: 3,
  [op.listen]: 4,
  [op.call]: 5,
  [op.query]: 3,
  [op.scope]: 3,
  [op.shape]: 3,
  [op.clone]: 4, // and its values
};

interface Shape {
  recipe: Recipe;
  /** What is copied; the first of a shape is made by itself, as there may be no second. */
  model?: HTMLElement;
  used: boolean;
}

const nodeOf = (o: Owner) => ("text" in o ? o.text : o.host);

export function createTree(page: Page, answers: Answers): Tree {
  const owners = new Map<number, Owner>();
  const ofNode = new WeakMap<Node, Owner>();
  const dirty = new Set<Part>();
  const warned = new Set<string>();

  const first: Part = { id: root, tag: "page", host: page.root, attrs: {}, made: { methods: pageMethods(page) } };
  own(first);

  function own(o: Owner) {
    owners.set(o.id, o);
    ofNode.set(nodeOf(o), o);
  }
  function warn(what: string) {
    if (warned.has(what) || warned.size > 100) return;
    warned.add(what);
    console.warn(`mini: ${what}`);
  }
  const byId = (id: number) => {
    const o = owners.get(id);
    return o && !("text" in o) ? o : undefined;
  };
  const touch = (part: Part, name?: string) => {
    if (!part.made?.update) return;
    part.changed ??= new Set();
    if (name) part.changed.add(name);
    dirty.add(part);
  };

  function host(tag: string): HTMLElement {
    const make = elements[tag];
    const name = make !== undefined ? `mp-${tag}` : html.has(tag) ? tag : "mp-unknown";
    if (make === undefined) warn(`<${tag}> is not an element of the dialect`);
    const el = document.createElement(name);
    if (name === "mp-unknown") el.dataset.tag = tag;
    return el;
  }

  function element(id: number, tag: string, el: HTMLElement) {
    const make = elements[tag];
    const part: Part = { id, tag, host: el, attrs: {} };
    own(part);
    if (make && !late.has(tag)) begin(part, make);
    return part;
  }

  function begin(part: Part, make: Make) {
    part.made = make(part, page);
    touch(part);
  }

  function insert(parent: number, id: number, before: number) {
    const p = byId(parent);
    const child = owners.get(id);
    if (!p || !child) return warn(`insert of ${id} into ${parent}`);
    const box = p.made?.box ?? p.host;
    const b = before ? owners.get(before) : undefined;
    const next = b ? nodeOf(b) : null;
    box.insertBefore(nodeOf(child), next?.parentNode === box ? next : null);
    touch(p);
  }

  function remove(id: number) {
    const o = owners.get(id);
    if (!o) return;
    const node = nodeOf(o);
    const parent = node.parentElement;
    const above = parent && (ofNode.get(parent) ?? ofNode.get(parent.parentElement ?? parent));
    if (above && !("text" in above)) touch(above);
    free(node);
    node.remove();
  }

  function free(node: Node) {
    const o = ofNode.get(node);
    if (o) {
      owners.delete(o.id);
      if (!("text" in o)) {
        dirty.delete(o);
        o.made?.gone?.();
      }
    }
    for (let c = node.firstChild; c; c = c.nextSibling) free(c);
  }

  function set(part: Part, name: string, value: unknown) {
    const key = setAttribute(part, name, value, page);
    const make = elements[part.tag];
    if (make && !part.made && key in part.attrs) begin(part, make);
    touch(part, key);
  }

  const shapes = new Map<number, Shape>();

  /** A shape's nodes with all that is the same for each, and that is of the DOM alone. */
  function model(r: Recipe): HTMLElement {
    const el = host(r.tag);
    if (r.scope) el.setAttribute(`data-c-${r.scope}`, "");
    for (const s of r.set ?? [])
      if (typeof s !== "string" && outside(s[0])) setAttribute({ id: 0, tag: r.tag, host: el, attrs: {} }, ...s, page);
    for (const kid of r.kids ?? [])
      el.append(kid !== null && typeof kid === "object" ? model(kid) : document.createTextNode(kid ?? ""));
    return el;
  }

  function clone(n: number, first: number, ops: Op[], values: number) {
    const shape = shapes.get(n);
    if (!shape) return warn(`shape ${n}`);
    if (shape.used) shape.model ??= model(shape.recipe);
    shape.used = true;
    let id = first;
    let at = values;
    const grow = (r: Recipe, el: HTMLElement) => {
      // An element of more than a box has its own nodes, and may want its children elsewhere.
      const inside = el.firstChild && elements[r.tag] && !late.has(r.tag) ? [...el.childNodes] : null;
      if (inside) el.replaceChildren();
      const part = element(id++, r.tag, el);
      for (const s of r.set ?? []) {
        if (typeof s === "string") set(part, s, ops[at++]);
        else if (part.made || !outside(s[0])) set(part, ...s);
      }
      for (const [type, flags] of r.on ?? []) setListener(part, type, flags, page);
      let next: ChildNode | null = inside?.[0] ?? el.firstChild;
      let i = 0;
      for (const kid of r.kids ?? []) {
        const node = next;
        next = inside ? (inside[++i] ?? null) : (node?.nextSibling ?? null);
        if (kid !== null && typeof kid === "object") grow(kid, node as HTMLElement);
        else {
          const text = node as Text;
          if (kid === null) text.data = String(ops[at++] ?? "");
          own({ id: id++, text });
        }
      }
      if (inside) (part.made?.box ?? el).append(...inside);
    };
    grow(shape.recipe, (shape.model?.cloneNode(true) as HTMLElement | undefined) ?? model(shape.recipe));
  }

  function write(id: number, text: string) {
    const o = owners.get(id);
    if (!o || !("text" in o)) return warn(`text of ${id}`);
    o.text.data = text;
    const above = ofNode.get(o.text.parentNode ?? o.text);
    if (above && !("text" in above)) touch(above);
  }

  /** Does the operation at ops[i]. */
  function step(ops: Op[], i: number) {
    const n = (k: number) => ops[i + k] as number;
    const s = (k: number) => String(ops[i + k] ?? "");
    switch (ops[i]) {
      case op.element:
        return element(n(1), s(2), host(s(2)));
      case op.text:
        return own({ id: n(1), text: document.createTextNode(s(2)) });
      case op.insert:
        return insert(n(1), n(2), n(3));
      case op.remove:
        return remove(n(1));
      case op.set: {
        const part = byId(n(1));
        return part ? set(part, s(2), ops[i + 3]) : warn(`attribute ${s(2)} of ${n(1)}`);
      }
      case op.shape:
        return shapes.set(n(1), { recipe: ops[i + 2] as Recipe, used: false });
      case op.clone:
        return clone(n(1), n(2), ops, i + 4);
      case op.write:
        return write(n(1), s(2));
      case op.listen: {
        const part = byId(n(1));
        return part && setListener(part, s(2), n(3), page);
      }
      case op.call: {
        settle(); // the method sees what was set before it
        const part = byId(n(1));
        if (part) answers.call(part, s(2), (ops[i + 3] as unknown[] | undefined) ?? [], n(4));
        else if (n(4)) page.say({ say: "answer", answer: n(4), value: null, error: `no node ${n(1)}` });
        return;
      }
      case op.query:
        settle();
        return answers.query(n(1), ops[i + 2] as object);
      case op.scope:
        return byId(n(1))?.host.setAttribute(`data-c-${s(2)}`, "");
    }
  }

  function settle() {
    for (const part of dirty) {
      dirty.delete(part);
      const changed = part.changed ?? new Set();
      part.changed = undefined;
      try {
        part.made?.update?.(changed);
      } catch (e) {
        console.error(e);
      }
    }
  }

  return {
    byId,
    part(node) {
      const o = node instanceof Node ? ofNode.get(node) : undefined;
      return o && !("text" in o) ? o : undefined;
    },
    apply(ops) {
      for (let i = 0, size = 0; i < ops.length; i += size) {
        size = sizes[ops[i] as number] ?? 0;
        if (ops[i] === op.clone) size += ops[i + 3] as number;
        if (!size) throw new Error(`mini: no operation ${String(ops[i])} at ${i}`);
        try {
          step(ops, i);
        } catch (e) {
          console.error(e); // a name that the DOM refuses, say
        }
      }
      settle();
    },
  };
}
