// Plays what my.createAnimation exports: steps of calls, one transition after the other.
import type { Animation } from "../wire.ts";
import { length, num } from "./read.ts";

const degrees = new Set(["rotate", "rotateX", "rotateY", "rotateZ", "skew", "skewX", "skewY"]);
const pixels = new Set(["translate", "translateX", "translateY", "translateZ", "translate3d"]);
const sizes = new Set(["width", "height", "left", "top", "right", "bottom"]);
const lasts = new WeakMap<HTMLElement, () => void>();

function argument(name: string, a: unknown, i: number) {
  if (pixels.has(name)) return length(a);
  if (degrees.has(name) || (name === "rotate3d" && i === 3)) return `${num(a, 0)}deg`;
  return String(a);
}

function transform(calls: [string, ...unknown[]][]) {
  return calls.map(([name, ...args]) => `${name}(${args.map((a, i) => argument(name, a, i)).join(",")})`).join(" ");
}

export function animate(host: HTMLElement, value: unknown) {
  lasts.get(host)?.();
  const steps = (value as Animation | null | undefined)?.steps;
  if (!Array.isArray(steps)) return;
  let timer: ReturnType<typeof setTimeout>;
  let frame = 0;
  const play = (i: number) => {
    const step = steps[i];
    if (!step) return;
    const { duration = 400, delay = 0, timeFunction = "linear", transformOrigin = "50% 50% 0" } = step;
    host.style.transition = `all ${duration}ms ${timeFunction} ${delay}ms`;
    host.style.transformOrigin = transformOrigin;
    const moves: [string, ...unknown[]][] = [];
    for (const call of step.calls) {
      const [name, arg] = call;
      if (name === "opacity") host.style.opacity = String(arg);
      else if (name === "backgroundColor") host.style.backgroundColor = String(arg);
      else if (sizes.has(name)) host.style.setProperty(name, length(arg));
      else moves.push(call);
    }
    if (moves.length) host.style.transform = transform(moves);
    timer = setTimeout(play, duration + delay, i + 1);
  };
  // The frame in between lets the start be drawn, else there is nothing to move from.
  frame = requestAnimationFrame(() => play(0));
  lasts.set(host, () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  });
}
