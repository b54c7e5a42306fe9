// The page's own scrolling: told to the logic, and done for it.
import type { ToView } from "../wire.ts";
import type { Page } from "./part.ts";
import { selector as inDom } from "./selector.ts";

const near = 50; // px to the bottom; documented default of onReachBottomDistance

export function createScroll(page: Page) {
  const box = document.scrollingElement ?? document.documentElement;
  let frame = 0;
  let reached = false;

  function tell() {
    frame = 0;
    const { scrollTop, scrollHeight, clientHeight } = box;
    page.say({ say: "pageScroll", scrollTop, scrollHeight });
    const bottom = scrollTop + clientHeight >= scrollHeight - (page.start.reachBottom ?? near);
    if (bottom && !reached) page.say({ say: "reachBottom" });
    reached = bottom;
  }
  addEventListener("scroll", () => (frame ||= requestAnimationFrame(tell)), { passive: true });

  let size = 0;
  addEventListener("resize", () => {
    size ||= requestAnimationFrame(() => {
      size = 0;
      page.say({ say: "resize", width: innerWidth, height: innerHeight });
    });
  });

  return {
    top: () => box.scrollTop,
    to({ top, selector, duration }: ToView & { say: "scrollTo" }) {
      const found = selector ? page.root.querySelector(inDom(selector)) : null;
      const goal = top ?? (found ? found.getBoundingClientRect().top + box.scrollTop : undefined);
      if (goal !== undefined) glide(box, "scrollTop", goal, duration);
    },
  };
}

const running = new WeakMap<Element, number>();

/** Scrolls in a time of the program's choosing, which the browser's smooth scrolling does not take. */
export function glide(box: Element, side: "scrollTop" | "scrollLeft", goal: number, ms: number) {
  cancelAnimationFrame(running.get(box) ?? 0);
  const from = box[side];
  if (ms <= 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) {
    box[side] = goal;
    return;
  }
  const began = performance.now();
  const step = (now: number) => {
    const t = Math.min(1, Math.max(0, (now - began) / ms));
    box[side] = from + (goal - from) * (1 - (1 - t) ** 3);
    if (t < 1) running.set(box, requestAnimationFrame(step));
  };
  running.set(box, requestAnimationFrame(step));
}
