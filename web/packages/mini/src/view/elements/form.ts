import type { Make, Page, Part } from "../part.ts";
import { str } from "../read.ts";

type Act = (type: string, button: Part, cause: Event) => void;
const acts = new WeakMap<Part, Act>();

/** What a button with a form-type does to the form around it. */
export function formOf(host: HTMLElement, page: Page): Act | undefined {
  const form = host.closest("mp-form");
  const part = form && page.part(form);
  return part ? acts.get(part) : undefined;
}

/** The parts under host that have a value. */
export function fields(host: HTMLElement, page: Page): Part[] {
  const found: Part[] = [];
  for (const el of host.querySelectorAll("*")) {
    const p = page.part(el);
    if (p?.made?.value) found.push(p);
  }
  return found;
}

export const form: Make = (part, page) => {
  acts.set(part, (type, button, cause) => {
    if (type === "submit") {
      const value: Record<string, unknown> = {};
      for (const f of fields(part.host, page)) if (str(f.attrs.name)) value[str(f.attrs.name)] = f.made?.value?.();
      page.emit(part, "submit", { value, buttonTarget: button.id }, cause);
    } else if (type === "reset") {
      for (const f of fields(part.host, page)) f.made?.reset?.();
      page.emit(part, "reset", {}, cause);
    }
  });
  return {};
};
