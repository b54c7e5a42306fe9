// appear, disappear and firstAppear: half of a node came into sight or left it.
import type { Page, Part } from "./part.ts";

const watched = new WeakMap<Element, { part: Part; page: Page; seen: boolean; ever: boolean }>();
let eye: IntersectionObserver | undefined;

export function appear(part: Part, page: Page) {
  if (watched.has(part.host)) return;
  watched.set(part.host, { part, page, seen: false, ever: false });
  eye ??= new IntersectionObserver(look, { threshold: 0.5 });
  eye.observe(part.host);
}

function look(entries: IntersectionObserverEntry[]) {
  for (const e of entries) {
    const w = watched.get(e.target);
    if (!w || w.seen === e.isIntersecting) continue;
    w.seen = e.isIntersecting;
    w.page.emit(w.part, w.seen ? "appear" : "disappear", {});
    if (w.seen && !w.ever) {
      w.ever = true;
      w.page.emit(w.part, "firstAppear", {});
    }
  }
}
