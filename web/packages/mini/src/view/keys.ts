// What a finger can do, the keyboard can, too.
import type { Events } from "./events.ts";
import type { Part } from "./part.ts";

const bySpace = new Set(["button", "checkbox", "radio", "switch"]);
const byEnter = new Set(["button", "link"]);

export function listenKeys(root: HTMLElement, partOf: (node: unknown) => Part | undefined, events: Events) {
  root.addEventListener("keydown", (e) => {
    const host = e.target;
    const part = partOf(host);
    if (!part || e.defaultPrevented || e.repeat || e.isComposing || !(host instanceof HTMLElement)) return;
    const role = host.getAttribute("role") ?? "";
    const enter = e.key === "Enter" && (byEnter.has(role) || part.listens?.has("tap"));
    if (!enter && !(e.key === " " && bySpace.has(role))) return;
    e.preventDefault(); // a space scrolls
    events.click(host, e);
  });
}

const interactive = "[tabindex],input,textarea,a,video,audio";
let fresh = new Set<HTMLElement>();

/**
 * Makes what has a handler for taps reachable by key. It is a button to a screen reader when it has a name and
 * nothing inside that is reached by itself; its content is not there yet, so that is seen to later.
 */
export function reachable(part: Part) {
  const h = part.host;
  if (part.tag === "page" || part.made?.activate || h.hasAttribute("tabindex")) return;
  h.tabIndex = 0;
  if (!fresh.size)
    setTimeout(() => {
      for (const n of fresh)
        if (!n.role && (n.ariaLabel || n.textContent?.trim()) && !n.querySelector(interactive)) n.role = "button";
      fresh = new Set();
    });
  fresh.add(h);
}
