import type { Make } from "../part.ts";
import { flag, num, str } from "../read.ts";
import { drag } from "./drag.ts";

export const movableView: Make = (part, page) => {
  const { host, attrs } = part;
  let [x, y, scale] = [0, 0, 1];

  const ways = () => {
    const d = str(attrs.direction, "none");
    return { x: d === "all" || d === "horizontal", y: d === "all" || d === "vertical" };
  };
  const area = () => (host.offsetParent ?? host.parentElement) as HTMLElement | null;
  /** v within the area, whichever of the two is the bigger. */
  const within = (v: number, room: number) => Math.min(Math.max(0, room), Math.max(Math.min(0, room), v));
  function put(nx: number, ny: number, free = false) {
    const box = area();
    const roomX = (box?.clientWidth ?? 0) - host.offsetWidth;
    const roomY = (box?.clientHeight ?? 0) - host.offsetHeight;
    [x, y] = free ? [nx, ny] : [within(nx, roomX), within(ny, roomY)];
    host.style.translate = `${x}px ${y}px`;
    host.style.scale = String(scale);
  }
  const tell = (source: string, cause?: Event) => page.emitSoon(part, "change", () => ({ x, y, source }), cause);

  let from = { x: 0, y: 0 };
  let moves = false;
  const begin = () => {
    const way = ways();
    moves = (way.x || way.y) && !flag(attrs.disabled);
    from = { x, y };
    host.toggleAttribute("dragged", moves);
    return moves;
  };
  drag(host, {
    start: () => fingers.size < 2 && begin(),
    move({ dx, dy, event }) {
      if (fingers.size > 1) return;
      const way = ways();
      put(from.x + (way.x ? dx : 0), from.y + (way.y ? dy : 0), flag(attrs.outOfBounds));
      tell("touch", event);
    },
    end({ vx, vy, event }) {
      host.removeAttribute("dragged");
      const way = ways();
      const far = flag(attrs.inertia) ? 200 / Math.max(0.1, num(attrs.friction, 2)) : 0;
      put(x + (way.x ? vx * far : 0), y + (way.y ? vy * far : 0)); // and back into the area
      if (far) tell("friction", event);
      page.emit(part, "changeEnd", { x, y }, event);
    },
  });
  host.addEventListener("keydown", (e) => {
    const [dx, dy] = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] }[e.key] ?? [];
    if (dx === undefined || dy === undefined || !begin()) return;
    host.removeAttribute("dragged");
    e.preventDefault();
    const way = ways();
    put(x + (way.x ? dx : 0), y + (way.y ? dy : 0));
    tell("touch", e);
    page.emit(part, "changeEnd", { x, y }, e);
  });

  // Two fingers scale.
  const fingers = new Map<number, PointerEvent>();
  let apart = 0;
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
  };
  const grow = (to: number) => {
    scale = Math.min(num(attrs.scaleMax, 10), Math.max(num(attrs.scaleMin, 0.5), to));
    put(x, y);
  };
  host.addEventListener("pointerdown", (e) => {
    if (!flag(attrs.scale)) return;
    fingers.set(e.pointerId, e);
    apart = spread() / scale;
  });
  host.addEventListener("pointermove", (e) => {
    if (!fingers.has(e.pointerId)) return;
    fingers.set(e.pointerId, e);
    if (fingers.size !== 2 || !apart) return;
    grow(spread() / apart);
    page.emitSoon(part, "scale", () => ({ x, y, scale }), e);
  });
  for (const type of ["pointerup", "pointercancel"] as const)
    host.addEventListener(type, (e) => fingers.delete(e.pointerId));

  return {
    update(changed) {
      if (changed.has("direction") || changed.has("disabled")) {
        const way = ways();
        host.style.touchAction = way.x && way.y ? "none" : way.x ? "pan-y" : way.y ? "pan-x" : "";
        if ((way.x || way.y) && !flag(attrs.disabled)) host.tabIndex = 0;
        else host.removeAttribute("tabindex");
      }
      if (changed.has("scaleValue")) grow(num(attrs.scaleValue, 1));
      host.toggleAttribute("animated", flag(attrs.animation));
      if (changed.has("x") || changed.has("y")) {
        put(changed.has("x") ? num(attrs.x, 0) : x, changed.has("y") ? num(attrs.y, 0) : y);
        tell("");
      } else put(x, y);
    },
  };
};
