import type { Make } from "../part.ts";
import { str } from "../read.ts";

let ids = 0;

export const label: Make = (part, page) => {
  const { host, attrs } = part;
  function control() {
    const named = str(attrs.for) && page.part(document.getElementById(str(attrs.for)));
    if (named) return named;
    for (const el of host.querySelectorAll("*")) {
      const p = page.part(el);
      if (p?.made?.activate) return p;
    }
  }
  host.addEventListener("click", (e) => {
    for (let n = e.target as Node | null; n && n !== host; n = n.parentNode) if (page.part(n)?.made?.activate) return; // it has been tapped itself
    control()?.made?.activate?.(e);
  });
  return {
    update() {
      const p = control();
      const target = p?.made?.field ?? p?.host;
      if (!target || target.ariaLabel) return;
      host.id ||= `mp-label-${++ids}`;
      target.setAttribute("aria-labelledby", host.id);
    },
  };
};
