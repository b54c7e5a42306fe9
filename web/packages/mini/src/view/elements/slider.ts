import { inner } from "../build.ts";
import type { Make } from "../part.ts";
import { flag, num, str } from "../read.ts";
import { drag } from "./drag.ts";

export const slider: Make = (part, page) => {
  const { host, attrs } = part;
  host.role = "slider";
  host.tabIndex = 0;
  const track = inner(host, "div", "mp-slider-track");
  inner(track, "div", "mp-slider-handle");
  const shown = inner(host, "span", "mp-slider-value");
  let value = 0;

  const range = () => {
    const min = num(attrs.min, 0);
    const step = num(attrs.step, 1);
    return { min, max: Math.max(min, num(attrs.max, 100)), step: step > 0 ? step : 1 };
  };
  function set(v: number): boolean {
    const { min, max, step } = range();
    const next = Math.min(max, Math.max(min, +(min + Math.round((v - min) / step) * step).toFixed(6)));
    const changed = next !== value;
    value = next;
    host.ariaValueMin = String(min);
    host.ariaValueMax = String(max);
    host.ariaValueNow = shown.textContent = String(value);
    host.style.setProperty("--mp-at", String(max > min ? (value - min) / (max - min) : 0));
    return changed;
  }
  const off = () => flag(attrs.disabled);
  /** The value under a place in the window. */
  function under(x: number) {
    const { left, width } = track.getBoundingClientRect();
    const { min, max } = range();
    return min + ((x - left) / (width || 1)) * (max - min);
  }

  const follow = (e: PointerEvent) => {
    if (set(under(e.clientX))) page.emitSoon(part, "changing", () => ({ value }), e);
  };
  drag(host, {
    start: () => !off(),
    move: (d) => follow(d.event),
    end(d) {
      follow(d.event);
      page.emit(part, "change", { value }, d.event);
    },
  });
  host.addEventListener("click", (e) => {
    if (!off() && e.detail > 0 && set(under(e.clientX))) page.emit(part, "change", { value }, e);
  });
  host.addEventListener("keydown", (e) => {
    const { min, max, step } = range();
    const keys: Record<string, number> = {
      ArrowRight: value + step,
      ArrowUp: value + step,
      ArrowLeft: value - step,
      ArrowDown: value - step,
      PageUp: value + step * 10,
      PageDown: value - step * 10,
      Home: min,
      End: max,
    };
    const next = keys[e.key];
    if (next === undefined || off()) return;
    e.preventDefault();
    if (set(next)) page.emit(part, "change", { value }, e);
  });

  const colour = (name: string, v: unknown) => v && host.style.setProperty(name, str(v));
  return {
    value: () => value,
    reset: () => set(num(attrs.value, 0)),
    deaf: off,
    update(changed) {
      if (changed.has("disabled")) {
        host.ariaDisabled = off() ? "true" : null;
        host.tabIndex = off() ? -1 : 0;
      }
      colour("--mp-on", attrs.activeColor ?? attrs.selectedColor);
      colour("--mp-off", attrs.backgroundColor);
      colour("--mp-handle", attrs.handleColor ?? attrs.blockColor);
      host.style.setProperty("--mp-track", `${num(attrs.trackSize, 4)}px`);
      host.style.setProperty("--mp-size", `${num(attrs.handleSize ?? attrs.blockSize, 22)}px`);
      shown.hidden = !flag(attrs.showValue);
      set(changed.has("value") ? num(attrs.value, 0) : value);
    },
  };
};
