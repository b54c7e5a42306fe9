// The look of what is pressed: hover-class of views, buttons and navigators.
import type { Part } from "./part.ts";
import { flag, num, str } from "./read.ts";

// Class, ms until it shows, ms that it stays. Those of button are documented.
const defaults: Record<string, [string, number, number]> = {
  button: ["button-hover", 20, 70],
  navigator: ["navigator-hover", 50, 600],
};

export function createHover(partOf: (node: unknown) => Part | undefined) {
  let timers: ReturnType<typeof setTimeout>[] = [];
  let shown: [HTMLElement, string[], number][] = [];

  function cancel() {
    timers.forEach(clearTimeout);
    timers = [];
    for (const [host, classes] of shown) host.classList.remove(...classes);
    shown = [];
  }
  return {
    cancel,
    begin(target: EventTarget | null) {
      cancel();
      for (let n = target as Node | null; n; n = n.parentNode) {
        const part = partOf(n);
        if (!part) continue;
        const { attrs, host } = part;
        const [cls, start, stay] = defaults[part.tag] ?? ["none", 50, 400];
        const name = str(attrs.hoverClass, cls);
        if (part.made?.deaf?.()) return;
        if (name && name !== "none") {
          const classes = name.split(/\s+/).filter(Boolean);
          const show = () => {
            host.classList.add(...classes);
            shown.push([host, classes, num(attrs.hoverStayTime, stay)]);
          };
          timers.push(setTimeout(show, num(attrs.hoverStartTime, start)));
        }
        if (flag(attrs.hoverStopPropagation)) return;
      }
    },
    end() {
      timers.forEach(clearTimeout);
      timers = shown.map(([host, classes, ms]) => setTimeout(() => host.classList.remove(...classes), ms));
      shown = [];
    },
  };
}
