/** A helper node of an element's own, never one of the program's. */
export function inner<K extends keyof HTMLElementTagNameMap>(
  host: Node,
  tag: K,
  className = "",
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  if (className) el.className = className;
  host.appendChild(el);
  return el;
}

/** A drawing of one path in a square of 24 units. */
export function drawing(path: string): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const p = document.createElementNS(ns, "path");
  p.setAttribute("d", path);
  p.setAttribute("fill-rule", "evenodd");
  svg.append(p);
  return svg;
}
