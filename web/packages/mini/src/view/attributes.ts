// What every element understands: class, style, id, hidden, data-*, aria-* and handlers.
import { listen } from "../wire.ts";
import { appear } from "./appear.ts";
import { animate } from "./animate.ts";
import { reachable } from "./keys.ts";
import type { Page, Part } from "./part.ts";
import { camel, flag, str, style } from "./read.ts";

const put = (host: HTMLElement, name: string, v: unknown) => {
  if (v === undefined || v === null) host.removeAttribute(name);
  else if (host.getAttribute(name) !== String(v)) host.setAttribute(name, String(v));
};

/** Whether an attribute is one of the node in the DOM and nothing else. */
export const outside = (name: string) =>
  name === "class" || name === "style" || name === "id" || name === "hidden" || name.startsWith("data-");

/** Sets one attribute and gives the name under which the element's own behaviour knows it. */
export function setAttribute(part: Part, name: string, value: unknown, page: Page): string {
  const host = part.host;
  switch (name) {
    case "class":
      host.className = str(value);
      return name;
    case "style":
      host.style.cssText = style(value, page.address);
      return name;
    case "id":
      put(host, "id", value);
      return name;
    case "hidden":
      host.hidden = flag(value);
      return name;
  }
  if (name.startsWith("data-")) {
    put(host, name.toLowerCase(), typeof value === "object" && value ? JSON.stringify(value) : value);
    return name;
  }
  if (name === "role" || name.startsWith("aria-")) put(part.made?.field ?? host, name, value);
  const key = camel(name);
  part.attrs[key] = value;
  if (key === "disableScroll") keepStill(host, flag(value), "attribute");
  if (key === "animation") animate(host, value);
  return key;
}

const prevent = {
  attribute: (e: Event) => e.cancelable && e.preventDefault(),
  handler: (e: Event) => e.cancelable && e.preventDefault(),
};
/** A finger on the node scrolls nothing. Only such nodes have a listener that the browser must wait for. */
function keepStill(host: HTMLElement, still: boolean, why: keyof typeof prevent) {
  if (still) host.addEventListener("touchmove", prevent[why], { passive: false });
  else host.removeEventListener("touchmove", prevent[why]);
}

// Events that the DOM has for every node, under its own name.
const native = new Set(["transitionend", "animationstart", "animationiteration", "animationend"]);

/** Notes the handlers that a node has for a type; no flags: none any more. */
export function setListener(part: Part, type: string, flags: number, page: Page) {
  const key = type.toLowerCase();
  const had = part.listens?.has(key);
  part.listens ??= new Map();
  if (flags) part.listens.set(key, { type, flags });
  else part.listens.delete(key);
  if (key === "touchmove") keepStill(part.host, (flags & (listen.stop | listen.captureStop)) > 0, "handler");
  if (had || !flags) return;
  if (key === "tap") reachable(part);
  if (native.has(key))
    part.host.addEventListener(key, (e) => {
      if (e.target === part.host) page.emit(part, type, {}, e);
    });
  if (key === "appear" || key === "disappear" || key === "firstappear") appear(part, page);
}
