import { inner } from "../build.ts";
import type { Made, Make, Page, Part } from "../part.ts";
import { flag, length, num, str } from "../read.ts";
import { drag } from "./drag.ts";
import { easings } from "./easing.ts";

type Source = "touch" | "autoplay" | "";

const layouts = new WeakMap<Part, () => void>();

/** Items stand side by side; where is the place of the first in units of items, between two while they move. */
function createStrip(part: Part, box: HTMLElement) {
  const { host, attrs } = part;
  const strip = {
    where: 0,
    items: () => [...box.children].filter((n): n is HTMLElement => n instanceof HTMLElement),
    vertical: () => flag(attrs.vertical),
    circular: () => flag(attrs.circular) && box.children.length > many(),
    /** px from one item to the next. */
    pitch: () => ((strip.vertical() ? box.clientHeight : box.clientWidth) || 1) / many(),
    last: () => Math.max(0, box.children.length - many()),
    place() {
      const items = strip.items();
      const n = items.length;
      const edge = host.clientWidth || 1;
      items.forEach((item, i) => {
        let d = i - strip.where;
        if (strip.circular()) d = mod(d + n / 2, n) - n / 2;
        item.style.translate = strip.vertical() ? `0 ${d * 100}%` : `${d * 100}%`;
        // What is wholly out of sight is out of reach, too.
        const left = d * strip.pitch() + (strip.vertical() ? 0 : box.offsetLeft);
        const size = strip.vertical() ? box.clientHeight : edge;
        item.inert = left <= -strip.pitch() + 0.5 || left >= size - 0.5;
      });
    },
  };
  const many = () => Math.max(1, num(attrs.displayMultipleItems, 1));
  return strip;
}

const mod = (a: number, n: number) => (n ? ((a % n) + n) % n : 0);

function createDots(part: Part, page: Page, count: () => number) {
  const dots = inner(part.host, "div", "mp-dots");
  dots.ariaHidden = "true";
  return (current: number) => {
    const { attrs, host } = part;
    const n = count();
    dots.hidden = !flag(attrs.indicatorDots) || n < 2;
    while (dots.children.length > n) dots.lastChild?.remove();
    while (dots.children.length < n) inner(dots, "span");
    [...dots.children].forEach((d, i) => {
      const active = i === current;
      d.toggleAttribute("on", active);
      (d as HTMLElement).style.background = str(active ? attrs.indicatorActiveColor : attrs.indicatorColor);
    });
    if (!host.hasAttribute("aria-label") || host.hasAttribute("counted")) {
      host.toggleAttribute("counted", true);
      host.ariaLabel = page
        .word("slide")
        .replace("{n}", String(current + 1))
        .replace("{all}", String(n));
    }
  };
}

export const swiper: Make = (part, page): Made => {
  const { host, attrs } = part;
  host.role = "group";
  const box = inner(host, "div", "mp-track");
  const strip = createStrip(part, box);
  const dots = createDots(part, page, () => box.children.length);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let current = 0;
  let frame = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function draw() {
    strip.place();
    dots(current);
    fit();
  }
  layouts.set(part, draw);

  function fit() {
    const mode = str(attrs.adjustHeight, "none");
    host.toggleAttribute("fitted", mode !== "none");
    if (mode === "none" || strip.vertical()) return;
    const heights = strip.items().map((i) => i.scrollHeight);
    const h = mode === "highest" ? Math.max(0, ...heights) : heights[mode === "current" ? current : 0];
    box.style.height = h ? `${h}px` : "";
  }

  /** Moves until where is goal, which may be past the ends of a circle; then the event is told. */
  function glide(goal: number, source: Source, cause?: Event) {
    cancelAnimationFrame(frame);
    const n = box.children.length;
    const next = strip.circular() ? mod(goal, n) : goal;
    if (next !== current) {
      current = next;
      dots(current);
      page.emit(part, "change", { current, source, isChanging: false }, cause);
    }
    const from = strip.where;
    const began = performance.now();
    const ms =
      still.matches || (source === "" && flag(attrs.disableProgrammaticAnimation)) ? 0 : num(attrs.duration, 500);
    const ease = easings[str(attrs.easingFunction)] ?? easings.easeOutCubic;
    const done = () => {
      strip.where = current;
      strip.place();
      fit();
      page.emit(part, "animationEnd", { current, source }, cause);
    };
    const step = (now: number) => {
      const t = ms > 0 ? (now - began) / ms : 1;
      if (t >= 1 || from === goal) return done();
      move(from + (goal - from) * (ease?.(Math.max(0, t)) ?? t));
      frame = requestAnimationFrame(step);
    };
    if (ms > 0) frame = requestAnimationFrame(step);
    else done();
  }
  function move(where: number) {
    strip.where = where;
    strip.place();
    const d = (where - current) * strip.pitch();
    page.emitSoon(part, "transition", () => (strip.vertical() ? { dx: 0, dy: d } : { dx: d, dy: 0 }));
  }
  /** One further, around the end when that is allowed or asked for. */
  function turn(by: number, source: Source, cause?: Event) {
    const to = current + by;
    if (strip.circular()) return glide(to, source, cause);
    if (source === "autoplay") return glide(mod(to, strip.last() + 1), source, cause);
    glide(Math.min(strip.last(), Math.max(0, to)), source, cause);
  }

  let start = 0;
  drag(host, {
    start() {
      if (flag(attrs.disableTouch) || box.children.length < 2) return false;
      cancelAnimationFrame(frame);
      start = strip.where;
      stopTimer();
      return true;
    },
    move(d) {
      let to = start - (strip.vertical() ? d.dy : d.dx) / strip.pitch();
      if (!strip.circular()) {
        if (to < 0) to /= 3; // the ends give way a little
        if (to > strip.last()) to = strip.last() + (to - strip.last()) / 3;
      }
      move(to);
    },
    end(d) {
      const [way, speed] = strip.vertical() ? [d.dy, d.vy] : [d.dx, d.vx];
      const share = -way / strip.pitch();
      const enough = Math.abs(share) > num(attrs.swipeRatio, 0.2) || (Math.abs(speed) > 0.3 && -speed * share > 0);
      const by = enough ? Math.sign(share) * Math.max(1, Math.round(Math.abs(share))) : 0;
      if (by) turn(by, "touch", d.event);
      else glide(current, "touch", d.event);
      startTimer();
    },
  });
  host.addEventListener("keydown", (e) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (!by || e.target !== host || flag(attrs.disableTouch)) return;
    e.preventDefault();
    turn(by, "touch", e);
  });

  function stopTimer() {
    clearInterval(timer);
    timer = undefined;
  }
  function startTimer() {
    stopTimer();
    if (!flag(attrs.autoplay) || still.matches) return;
    timer = setInterval(
      () => {
        const busy = document.hidden || host.matches(":focus-within");
        if (!busy && box.children.length > 1) turn(1, "autoplay");
      },
      Math.max(300, num(attrs.interval, 5000)),
    );
  }
  const size = new ResizeObserver(() => strip.place());
  size.observe(host);

  let first = true;
  return {
    box,
    gone() {
      stopTimer();
      cancelAnimationFrame(frame);
      size.disconnect();
    },
    update(changed) {
      host.toggleAttribute("vertical", strip.vertical());
      host.tabIndex = flag(attrs.disableTouch) ? -1 : 0;
      box.style.setProperty("--many", str(Math.max(1, num(attrs.displayMultipleItems, 1))));
      box.style.marginLeft = length(attrs.previousMargin);
      box.style.marginRight = length(attrs.nextMargin);
      if (changed.has("current")) {
        const goal = Math.round(num(attrs.current, 0));
        if (first) strip.where = current = goal;
        else if (goal !== current && goal >= 0 && goal < box.children.length) glide(goal, "");
      }
      if (box.children.length) {
        if (current >= box.children.length) strip.where = current = 0; // items went
        first = false;
      }
      if (changed.has("autoplay") || changed.has("interval")) startTimer();
      draw();
    },
  };
};

export const swiperItem: Make = ({ host }, page) => ({
  // A style of its own takes the place away that the swiper gave it.
  update() {
    const s = page.part(host.closest("mp-swiper"));
    if (s) layouts.get(s)?.();
  },
});
