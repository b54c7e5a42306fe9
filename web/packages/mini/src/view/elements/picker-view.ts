import { inner } from "../build.ts";
import type { Make, Page, Part } from "../part.ts";
import { str, style } from "../read.ts";
import { wheel, type Wheel } from "./wheel.ts";

const wheels = new WeakMap<Part, Wheel>();
const changes = new WeakMap<Part, { update(): void; start(e: Event): void; end(e: Event): void }>();

export const pickerView: Make = (part, page) => {
  const { host, attrs } = part;
  const box = inner(host, "div", "mp-columns");
  const mask = inner(host, "div");
  const mark = inner(host, "div");
  const columns = () =>
    [...box.children].flatMap((n) => {
      const p = page.part(n);
      const w = p && wheels.get(p);
      return w ? [w] : [];
    });
  const value = () => columns().map((w) => w.index);

  function update() {
    mask.className = `mp-mask ${str(attrs.maskClass)}`;
    mask.style.cssText = style(attrs.maskStyle, page.address);
    mark.className = `mp-mark ${str(attrs.indicatorClass)}`;
    mark.style.cssText = style(attrs.indicatorStyle, page.address);
    if (mark.offsetHeight) host.style.setProperty("--mp-item", `${mark.offsetHeight}px`);
    const given = Array.isArray(attrs.value) ? (attrs.value as unknown[]) : [];
    columns().forEach((w, i) => w.show(Number(given[i] ?? w.index) || 0));
  }
  changes.set(part, {
    update,
    start: (e) => page.emit(part, "pickStart", {}, e),
    end(e) {
      attrs.value = value(); // where it is now counts, until the program says otherwise
      page.emit(part, "change", { value: value() }, e);
      page.emit(part, "pickEnd", {}, e);
    },
  });
  return { box, update, value };
};

export const pickerViewColumn: Make = (part, page: Page) => {
  const around = () => {
    const view = page.part(part.host.closest("mp-picker-view"));
    return view && changes.get(view);
  };
  const w = wheel(part.host, {
    start: (e) => around()?.start(e),
    end: (_, e) => around()?.end(e),
  });
  wheels.set(part, w);
  return { update: () => around()?.update() };
};
