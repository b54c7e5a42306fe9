// Pulling the page down at its top, to have it loaded again.
import { drawing, inner } from "./build.ts";
import type { Page } from "./part.ts";

const enough = 60; // px
const arrow = "M11 3h2v13l5-5 1.4 1.4L12 19.8l-7.4-7.4L6 11l5 5z";

export function createPull(page: Page, top: () => number) {
  let mark: HTMLElement | undefined;
  let from: number | undefined;
  let by = 0;
  let waits = false;
  let can: boolean;

  function show(px: number) {
    if (!mark) {
      mark = inner(document.body, "div", "mp-pull");
      mark.role = "status";
      mark.append(drawing(arrow));
    }
    mark.style.translate = `-50% ${Math.min(px, enough * 1.5)}px`;
    mark.style.rotate = waits ? "" : `${Math.min(1, px / enough) * 180}deg`;
    mark.toggleAttribute("turning", waits);
    mark.ariaLabel = page.word(waits ? "loading" : "pulling");
  }
  function hide() {
    mark?.remove();
    mark = undefined;
    from = undefined;
    by = 0;
  }
  function set(on: boolean) {
    waits = on;
    if (on) show(enough);
    else hide();
  }

  function allow(on: boolean) {
    can = on;
    document.documentElement.style.overscrollBehaviorY = on ? "contain" : ""; // else the browser loads the frame again
  }
  allow(page.start.pullDown ?? false);

  const passive = { passive: true };
  const root = page.root;
  root.addEventListener(
    "touchstart",
    (e) => {
      const inScroller = e.target instanceof Element && e.target.closest("mp-scroll-view[scroll-y],mp-map,mp-canvas");
      from = !can || waits || inScroller || top() > 0 || e.touches.length > 1 ? undefined : e.touches[0]?.clientY;
    },
    passive,
  );
  root.addEventListener(
    "touchmove",
    (e) => {
      if (from === undefined) return;
      if (top() > 0) return hide();
      by = ((e.touches[0]?.clientY ?? from) - from) / 2;
      if (by > 5) show(by);
    },
    passive,
  );
  const release = () => {
    const pulled = from !== undefined && by >= enough;
    from = undefined;
    if (!pulled) {
      if (!waits) hide();
      return;
    }
    set(true);
    page.say({ say: "pullDown" });
  };
  root.addEventListener("touchend", release, passive);
  root.addEventListener("touchcancel", () => !waits && hide(), passive);
  return { set, allow };
}
