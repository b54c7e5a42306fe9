// Starts the view in its frame: the parent sends a start and a port, and the rest goes over the port.
import type { FromView, ToView, ViewStart } from "../wire.ts";
import { createPage } from "./page.ts";
import { selector as dialect } from "./selector.ts";
import "./elements.css";
import "./controls.css";

// When the view was told something last, and when the DOM had changed: in milliseconds of the machine's clock.
let received = 0;
let applied = 0;
const now = () => performance.timeOrigin + performance.now();

function onStart(e: MessageEvent) {
  const start = e.data as ViewStart | undefined;
  const [port] = e.ports;
  if (e.source !== window.parent || start?.say !== "start" || !port) return;
  removeEventListener("message", onStart);
  const say = (m: FromView, transfer: Transferable[] = []) => port.postMessage(m, transfer);
  const take = createPage(start, document.body, say);
  // While a program is being written its host puts new styles in their places.
  addEventListener("message", (s: MessageEvent<ToView>) => {
    if (s.source === window.parent && s.data?.say === "style") take(s.data);
  });
  port.onmessage = (m: MessageEvent<ToView>) => {
    received = now();
    take(m.data);
    applied = now();
  };
  say({ say: "ready" });
}
addEventListener("message", onStart);

// The host believes its own frame, not the program, that a person has touched something.
for (const type of ["pointerup", "click", "keydown"]) {
  addEventListener(type, (e) => e.isTrusted && window.parent.postMessage({ say: "touched" }, "*"), true);
}

// The one sign of a picture of the screen that a browser lets through.
addEventListener("keyup", (e) => e.key === "PrintScreen" && window.parent.postMessage({ say: "captured" }, "*"));

/** A button or a field without a name to read out. */
function nameless(e: HTMLInputElement): boolean {
  if (e.matches("input,textarea")) return !(e.ariaLabel || e.placeholder || e.labels?.length || e.type === "hidden");
  if (e.tabIndex < 0 || !e.matches("[role=button],[tabindex]") || e.querySelector("input,textarea")) return false;
  return !(e.ariaLabel || e.textContent.trim() || [...e.querySelectorAll("img")].some((i) => i.alt));
}

/** Whether it, or what its style puts before or behind it, stands out from what is under it: a dot, a bar, a line. */
function painted(e: Element): boolean {
  const clear = (colour: string) => /^rgba\(.*, 0\)$|^transparent$/.test(colour);
  let under = "rgb(255, 255, 255)";
  for (let up = e.parentElement; up; up = up.parentElement) {
    const colour = getComputedStyle(up).backgroundColor;
    if (clear(colour)) continue;
    under = colour;
    break;
  }
  return [null, "::before", "::after"].some((part) => {
    const s = getComputedStyle(e, part);
    if (part && s.content === "none") return false;
    if (s.visibility !== "visible" || s.opacity === "0" || (part && !parseFloat(s.width))) return false;
    const line = parseFloat(s.borderTopWidth) > 0 && !clear(s.borderTopColor) && s.borderTopColor !== under;
    return line || (!clear(s.backgroundColor) && s.backgroundColor !== under && parseFloat(s.height) < innerHeight / 2);
  });
}

/** What a page shows, for who checks programs; with a selector also where what it names is. */
function probe(selector: string): object {
  const page = document.querySelector<HTMLElement>("mp-page");
  const all = [...(page?.querySelectorAll("*") ?? [])];
  const seen = (e: Element) => {
    const r = e.getBoundingClientRect();
    return r.width > 0 && r.height > 0;
  };
  const found = selector ? page?.querySelector(dialect(selector)) : null;
  const rect = found?.getBoundingClientRect();
  return {
    elements: all.length,
    received,
    applied,
    text: page?.innerText.trim().slice(0, 5_000) ?? "",
    pictures: all.filter(
      (e) =>
        (/^(IMG|CANVAS|VIDEO|SVG|INPUT|TEXTAREA)$/i.test(e.tagName) ||
          getComputedStyle(e).backgroundImage !== "none") &&
        seen(e),
    ).length,
    marks: all.filter((e) => seen(e) && painted(e)).length,
    boxes: all.filter(seen).length,
    unknown: [
      ...new Set(all.filter((e) => e.localName === "mp-unknown").map((e) => (e as HTMLElement).dataset.tag ?? "")),
    ],
    nameless: all.filter((e) => seen(e) && nameless(e as HTMLInputElement)).map((e) => e.localName.replace("mp-", "")),
    rect: rect && { x: rect.x, y: rect.y, width: rect.width, height: rect.height },
    style: found ? styleOf(found) : null,
  };
}

function styleOf(e: Element): Record<string, string> {
  const s = getComputedStyle(e);
  return Object.fromEntries(
    ["color", "background-color", "width", "height", "display", "font-size", "opacity"].map((n) => [
      n,
      s.getPropertyValue(n),
    ]),
  );
}

addEventListener("message", (e) => {
  const m = e.data as { say?: string; selector?: string } | undefined;
  if (e.source !== window.parent || m?.say !== "probe") return;
  window.parent.postMessage({ say: "probed", ...probe(m.selector ?? "") }, "*");
});
