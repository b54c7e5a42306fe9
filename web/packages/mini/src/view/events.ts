// Takes what fingers, mouse and keys do to the handlers of the program.
import { listen, type FromView, type Touch as Finger, type ViewEvent } from "../wire.ts";
import { createHover } from "./hover.ts";
import type { Part } from "./part.ts";

const far = 10; // px that a finger may stray and still tap
const long = 500; // ms

export interface Events {
  emit(part: Part, type: string, detail: unknown, cause?: Event): void;
  emitSoon(part: Part, type: string, detail: () => unknown, cause?: Event): void;
  act(part: Part, type: string, detail: unknown, cause: Event): void;
  /** Clicks host on behalf of another event, which says whether a person did it. */
  click(host: HTMLElement, cause: Event): void;
}

export function createEvents(
  root: HTMLElement,
  partOf: (node: unknown) => Part | undefined,
  say: (m: FromView) => void,
): Events {
  const waiting = new Map<string, () => ViewEvent | undefined>();
  let frame = 0;
  let origin: Event | undefined;

  const stamp = (cause?: Event) => Math.round(performance.timeOrigin + (cause?.timeStamp ?? performance.now()));

  function flush() {
    cancelAnimationFrame(frame);
    frame = 0;
    const all = [...waiting.values()];
    waiting.clear();
    for (const make of all) {
      const e = make();
      if (e) say(e);
    }
  }
  function soon(key: string, make: () => ViewEvent | undefined) {
    waiting.set(key, make);
    frame ||= requestAnimationFrame(flush);
  }
  function send(e: ViewEvent | undefined) {
    if (waiting.size) flush(); // what happened before is said before
    if (e) say(e);
  }

  function own(part: Part, type: string, detail: unknown, cause?: Event, always = false): ViewEvent | undefined {
    const l = always ? { type } : part.listens?.get(type.toLowerCase());
    if (!l) return;
    const path = [{ id: part.id, capture: false }];
    const trusted = (origin ?? cause)?.isTrusted ?? false;
    return { say: "event", type: l.type, path, target: part.id, detail, timeStamp: stamp(cause), trusted };
  }

  /** The handlers for a type from the window's side to target and back, as far as none stops it. */
  function route(type: string, target: EventTarget | null): Pick<ViewEvent, "type" | "path" | "target"> | undefined {
    const key = type.toLowerCase();
    const line: Part[] = [];
    for (let n = target as Node | null; n; n = n.parentNode) {
      const part = partOf(n);
      if (!part) continue;
      if (key === "tap" && part.made?.deaf?.()) return;
      line.push(part);
      if (n === root) break;
    }
    const inner = line[0];
    if (!inner) return;
    const path: ViewEvent["path"] = [];
    let spelled = "";
    const walk = (parts: Part[], capture: boolean): boolean => {
      const [runs, stops] = capture ? [listen.captureBubble, listen.captureStop] : [listen.bubble, listen.stop];
      for (const part of parts) {
        const l = part.listens?.get(key);
        if (!l || !(l.flags & (runs | stops))) continue;
        path.push({ id: part.id, capture });
        spelled ||= l.type;
        if (l.flags & stops) return true;
      }
      return false;
    };
    if (!walk(line.toReversed(), true)) walk(line, false);
    return path.length ? { type: spelled, path, target: inner.id } : undefined;
  }

  interface Fingers {
    touches?: Finger[];
    changedTouches?: Finger[];
  }
  function bubble(type: string, target: EventTarget | null, detail: unknown, cause: Event, fingers: Fingers = {}) {
    const way = route(type, target);
    if (!way) return;
    const trusted = (origin ?? cause).isTrusted;
    const e: ViewEvent = { say: "event", ...way, detail, ...fingers, timeStamp: stamp(cause), trusted };
    return e;
  }

  const hover = createHover(partOf);
  const at = (t: Touch | MouseEvent, identifier: number, target = t.target): Finger => {
    const { pageX, pageY, clientX, clientY } = t;
    const canvas = target instanceof HTMLCanvasElement ? target.getBoundingClientRect() : undefined;
    const inside = canvas && { x: clientX - canvas.left, y: clientY - canvas.top };
    return { identifier, pageX, pageY, clientX, clientY, ...inside };
  };
  const place = ({ pageX, pageY, clientX, clientY }: Finger) => {
    return { x: clientX, y: clientY, pageX, pageY, clientX, clientY };
  };

  /** What an element adds to a tap inside of it. */
  function extra(target: Node | null) {
    for (let n = target; target && n; n = n.parentNode) {
      const part = partOf(n);
      if (part) return part.made?.detail?.(target);
    }
  }

  let press: { from: Finger; timer: ReturnType<typeof setTimeout> } | undefined;
  let longed = false;

  function began(target: EventTarget | null, finger: Finger, cause: Event, fingers: Fingers) {
    release();
    longed = false;
    const hold = () => {
      const detail = { ...place(finger), ...extra(target as Node | null) };
      const e = bubble("longTap", target, detail, cause, fingers);
      longed = e !== undefined;
      send(e);
    };
    press = { from: finger, timer: setTimeout(hold, long) };
    hover.begin(target);
  }
  function moved(finger: Finger | undefined) {
    if (!press || !finger) return;
    if (Math.hypot(finger.clientX - press.from.clientX, finger.clientY - press.from.clientY) <= far) return;
    release();
    hover.cancel();
  }
  function release() {
    clearTimeout(press?.timer);
    press = undefined;
  }

  const list = (ts: TouchList) => [...ts].map((t) => at(t, t.identifier));
  const both = (e: TouchEvent) => ({ touches: list(e.touches), changedTouches: list(e.changedTouches) });
  const passive = { passive: true };
  root.addEventListener(
    "touchstart",
    (e) => {
      const fingers = both(e);
      const [finger] = fingers.changedTouches;
      send(bubble("touchStart", e.target, {}, e, fingers));
      if (e.touches.length > 1) return release();
      if (finger) began(e.target, finger, e, fingers);
    },
    passive,
  );
  root.addEventListener(
    "touchmove",
    (e) => {
      const fingers = both(e);
      moved(fingers.changedTouches[0]);
      soon("touchMove", () => bubble("touchMove", e.target, {}, e, fingers));
    },
    passive,
  );
  for (const [name, type] of [
    ["touchend", "touchEnd"],
    ["touchcancel", "touchCancel"],
  ] as const)
    root.addEventListener(
      name,
      (e) => {
        release();
        hover.end();
        send(bubble(type, e.target, {}, e, both(e)));
      },
      passive,
    );

  // A mouse is one finger that is down while its button is.
  root.addEventListener("pointerdown", (e) => {
    if (e.pointerType !== "mouse" || e.button !== 0) return;
    const { target } = e;
    const one = (m: PointerEvent) => ({ touches: [at(m, 0, target)], changedTouches: [at(m, 0, target)] });
    send(bubble("touchStart", target, {}, e, one(e)));
    began(target, at(e, 0), e, one(e));
    const move = (m: PointerEvent) => {
      moved(at(m, 0, target));
      soon("touchMove", () => bubble("touchMove", target, {}, m, one(m)));
    };
    const up = (m: PointerEvent) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      release();
      hover.end();
      const type = m.type === "pointerup" ? "touchEnd" : "touchCancel";
      send(bubble(type, target, {}, m, { touches: [], changedTouches: [at(m, 0, target)] }));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
  });

  // The browser knows best what a tap is: it saw scrolling, zooming and the screen reader.
  root.addEventListener("click", (e) => {
    if (longed) {
      longed = false;
      return;
    }
    const finger = at(e, 0);
    const detail = { ...place(finger), ...extra(e.target as Node | null) };
    send(bubble("tap", e.target, detail, e, { touches: [finger], changedTouches: [finger] }));
  });
  root.addEventListener("contextmenu", (e) => {
    if (longed || route("longTap", e.target)) e.preventDefault();
  });

  return {
    emit: (part, type, detail, cause) => send(own(part, type, detail, cause)),
    emitSoon(part, type, detail, cause) {
      if (part.listens?.has(type.toLowerCase())) soon(`${part.id} ${type}`, () => own(part, type, detail(), cause));
    },
    act: (part, type, detail, cause) => send(own(part, type, detail, cause, true)),
    click(host, cause) {
      origin = cause;
      longed = false;
      host.click();
      origin = undefined;
    },
  };
}
