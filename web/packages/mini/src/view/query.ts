// Answers what the logic asks about nodes: places, sizes, methods, and what is in sight.
import { root, type Query, type Rect, type ToView, type Want } from "../wire.ts";
import type { Page, Part } from "./part.ts";
import { selector as inDom } from "./selector.ts";

type Observe = ToView & { say: "observe" };

const rect = (r: DOMRectReadOnly): Rect => {
  const { left, top, right, bottom, width, height } = r;
  return { left, top, right, bottom, width, height };
};

export function createQueries(page: Page, byId: (id: number) => Part | undefined) {
  const observers = new Map<number, IntersectionObserver>();
  const view = () => document.scrollingElement ?? document.documentElement;
  const within = (id: number) => (id === root ? page.root : byId(id)?.host);

  function all(id: number, selector: string): Element[] {
    const box = within(id);
    if (!box) return [];
    try {
      const css = inDom(selector);
      const found = [...box.querySelectorAll(css)];
      return box.matches(css) ? [box, ...found] : found;
    } catch {
      return []; // not a selector
    }
  }

  function facts(el: Element, want: Want[]) {
    const part = page.part(el);
    const r = rect(el.getBoundingClientRect());
    const out: Record<string, unknown> = part ? { node: part.id } : {};
    for (const w of want) {
      if (w === "rect") Object.assign(out, r);
      else if (w === "size") Object.assign(out, { width: r.width, height: r.height });
      else if (w === "scroll") Object.assign(out, scrolled((part?.made?.box as Element | undefined) ?? el));
      else if (w === "id") out.id = el.id;
      else if (w === "properties")
        out.properties = { ...part?.attrs, value: part?.made?.value?.() ?? part?.attrs.value };
    }
    return out;
  }
  const scrolled = ({ scrollTop, scrollLeft, scrollHeight, scrollWidth }: Element) => {
    return { scrollTop, scrollLeft, scrollHeight, scrollWidth };
  };
  function viewport() {
    const { innerWidth: width, innerHeight: height } = window;
    return { left: 0, top: 0, right: width, bottom: height, width, height, ...scrolled(view()) };
  }

  function answer(q: Query) {
    return q.parts.map((p) => {
      if (p.kind === "viewport") return viewport();
      if (p.kind === "node") {
        const part = byId(p.id);
        return part ? facts(part.host, p.want) : null;
      }
      const found = all(q.within, p.selector);
      if (p.kind === "all") return found.map((el) => facts(el, p.want));
      return found[0] ? facts(found[0], p.want) : null;
    });
  }

  return {
    query: (id: number, q: object) => page.say({ say: "answer", answer: id, value: answer(q as Query) }),

    async call(part: Part, name: string, args: unknown[], id: number) {
      const methods = part.made?.methods;
      try {
        if (!methods || !Object.hasOwn(methods, name)) throw new Error(`${part.tag} has no ${name}`);
        const value = await methods[name]?.(...args);
        const given = value as { transfer?: unknown } | null | undefined;
        const transfer = Array.isArray(given?.transfer) ? (given.transfer as Transferable[]) : [];
        if (id) page.say({ say: "answer", answer: id, value: transfer.length ? transfer[0] : value }, transfer);
      } catch (e) {
        if (id) page.say({ say: "answer", answer: id, value: null, error: e instanceof Error ? e.message : String(e) });
      }
    },

    observe({ observer, within: id, selector, relative, margins, thresholds, all: every }: Observe) {
      observers.get(observer)?.disconnect();
      const side = (n: string) => `${margins[n] ?? 0}px`;
      const tell = (entries: IntersectionObserverEntry[]) => {
        for (const e of entries)
          page.say({
            say: "intersect",
            observer,
            entry: {
              node: page.part(e.target)?.id,
              intersectionRatio: e.intersectionRatio,
              intersectionRect: rect(e.intersectionRect),
              boundingClientRect: rect(e.boundingClientRect),
              relativeRect: e.rootBounds ? rect(e.rootBounds) : null,
              time: Math.round(performance.timeOrigin + e.time),
            },
          });
      };
      const eye = new IntersectionObserver(tell, {
        root: (relative && all(id, relative)[0]) || document,
        rootMargin: ["top", "right", "bottom", "left"].map(side).join(" "),
        threshold: thresholds,
      });
      observers.set(observer, eye);
      const found = all(id, selector);
      for (const el of every ? found : found.slice(0, 1)) eye.observe(el);
    },
    unobserve(observer: number) {
      observers.get(observer)?.disconnect();
      observers.delete(observer);
    },
  };
}
