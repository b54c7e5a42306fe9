// Dragging by finger, pen or mouse along the ways that the browser leaves to us (touch-action).

export interface Drag {
  dx: number;
  dy: number;
  /** px per ms over the last moves. */
  vx: number;
  vy: number;
  event: PointerEvent;
}
interface Handlers {
  /** False: this is not for us. */
  start?(e: PointerEvent): boolean;
  move(d: Drag): void;
  end(d: Drag): void;
}

const slop = 5; // px: less is a tap

export function drag(host: HTMLElement, on: Handlers) {
  host.addEventListener("pointerdown", (down) => {
    if (!down.isPrimary || down.button !== 0) return;
    let dragging = false;
    let last = down;
    let [vx, vy] = [0, 0];
    const at = (event: PointerEvent): Drag => ({
      dx: event.clientX - down.clientX,
      dy: event.clientY - down.clientY,
      vx,
      vy,
      event,
    });
    const move = (e: PointerEvent) => {
      if (e.pointerId !== down.pointerId) return;
      const d = at(e);
      if (!dragging) {
        if (Math.hypot(d.dx, d.dy) < slop) return;
        if (on.start?.(e) === false) return stop();
        dragging = true;
        host.setPointerCapture(e.pointerId); // not before: it would take clicks from what is inside
      }
      const ms = Math.max(1, e.timeStamp - last.timeStamp);
      vx = (e.clientX - last.clientX) / ms;
      vy = (e.clientY - last.clientY) / ms;
      last = e;
      on.move(d);
    };
    const up = (e: PointerEvent) => {
      if (e.pointerId !== down.pointerId) return;
      stop();
      if (!dragging) return;
      if (e.type === "pointerup") swallowClick(host);
      on.end(at(e.type === "pointerup" ? e : last));
    };
    const stop = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
  });
}

/** The end of a drag with a mouse is a click to the browser. */
function swallowClick(host: HTMLElement) {
  const swallow = (e: Event) => e.stopPropagation();
  host.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => host.removeEventListener("click", swallow, { capture: true }));
}
