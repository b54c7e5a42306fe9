// Text with marks from the program's data, which may come from anywhere: only what is known to be harmless passes.
import type { Make, Page } from "../part.ts";
import { str, style } from "../read.ts";
import { html } from "./html.ts";

interface Given {
  type?: string;
  name?: string;
  text?: string;
  attrs?: Record<string, unknown>;
  children?: unknown;
  marks?: Record<string, unknown>;
}

// Source: the documentation of rich-text; class and style are for all.
const allowed: Record<string, string[]> = {
  bdo: ["dir"],
  col: ["span", "width"],
  colgroup: ["span", "width"],
  img: ["alt", "src", "height", "width"],
  ol: ["start", "type"],
  table: ["width"],
  td: ["colspan", "height", "rowspan", "width"],
  th: ["colspan", "height", "rowspan", "width"],
};
const deepest = 50;
const spaces: Record<string, string> = { nbsp: "\u00a0", ensp: "\u2002", emsp: "\u2003" };

/** Nodes of a document that nothing of is loaded or run, as the data form. */
function parse(text: string): Given[] {
  const read = (node: Node): Given[] =>
    [...node.childNodes].flatMap((n): Given[] => {
      if (n instanceof Text) return [{ type: "text", text: n.data }];
      if (!(n instanceof Element)) return [];
      const attrs = Object.fromEntries([...n.attributes].map((a) => [a.name, a.value]));
      return [{ name: n.localName, attrs, children: read(n) }];
    });
  return read(new DOMParser().parseFromString(text, "text/html").body);
}

export const richText: Make = ({ host, attrs }, page: Page) => {
  const marks = new WeakMap<Node, object>();
  let space: string | undefined;

  function build(given: unknown, depth: number): Node[] {
    if (!Array.isArray(given) || depth > deepest) return [];
    return given.flatMap((g: Given | null): Node[] => {
      if (!g || typeof g !== "object") return [];
      if (g.type === "text" || (g.name === undefined && g.text !== undefined)) {
        const text = str(g.text);
        return [document.createTextNode(space ? text.replaceAll(" ", space) : text)];
      }
      const name = str(g.name).toLowerCase();
      const inside = build(g.children, depth + 1);
      if (!html.has(name)) return ["script", "style", "title", "template"].includes(name) ? [] : inside;
      const el = document.createElement(name);
      for (const [key, v] of Object.entries(g.attrs ?? {})) {
        const k = key.toLowerCase();
        if (k === "style") el.style.cssText = style(v, page.address);
        else if (k === "class" || k === "classname") el.className = str(v);
        else if (k === "src" && name === "img") el.setAttribute(k, page.address(str(v)));
        else if (allowed[name]?.includes(k)) el.setAttribute(k, str(v));
      }
      if (name === "img" && !el.hasAttribute("alt")) el.setAttribute("alt", "");
      if (g.marks) marks.set(el, g.marks);
      el.append(...inside);
      return [el];
    });
  }
  return {
    update(changed) {
      if (!changed.has("nodes") && !changed.has("space")) return;
      space = spaces[str(attrs.space)];
      const given = typeof attrs.nodes === "string" ? parse(attrs.nodes) : attrs.nodes;
      host.replaceChildren(...build(given, 0));
    },
    detail(target) {
      const line: object[] = [];
      for (let n: Node | null = target; n && n !== host; n = n.parentNode) line.unshift(marks.get(n) ?? {});
      return { marks: Object.assign({}, ...line) as object };
    },
  };
};
