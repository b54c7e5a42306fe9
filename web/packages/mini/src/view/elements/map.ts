// A map without streets, as no tiles are to be had: markers, lines and areas on a
// plain ground that is moved and scaled. See docs/adr/0018.
import { drawing, inner } from "../build.ts";
import type { Make } from "../part.ts";
import { flag, num, str } from "../read.ts";
import { fit, metre, project, unproject, type Place, type Point } from "./mercator.ts";

type Given = Record<string, unknown>;
const pin = "M12 1a8 8 0 0 0-8 8c0 6 8 14 8 14s8-8 8-14a8 8 0 0 0-8-8zM12 6a3 3 0 1 1 0 6a3 3 0 1 1 0-6z";
// Source: the documentation of map, scale.
const [lowest, highest, usual] = [5, 18, 16];

const list = (v: unknown) => (Array.isArray(v) ? (v as (Given | null)[]).filter((x) => x !== null) : []);
const placeOf = (v: unknown): Place => {
  const g = (v ?? {}) as Given;
  return { latitude: num(g.latitude, 0), longitude: num(g.longitude, 0) };
};
const near = (a: Place, b: Place) =>
  Math.abs(a.latitude - b.latitude) < 1e-9 && Math.abs(a.longitude - b.longitude) < 1e-9;

export const map: Make = (part, page) => {
  const { host, attrs } = part;
  host.role = "group";
  const ground = inner(host, "div", "mp-ground");
  inner(host, "p", "mp-note").textContent = page.word("noTiles");
  let centre = placeOf(attrs);
  let scale = usual;
  let shownCallout: unknown;
  const moved = new Map<unknown, Place>(); // markers that were translated
  let markers: Given[] = [];

  const size = () => ({ w: host.clientWidth || 300, h: host.clientHeight || 225 });
  /** px from the middle. */
  const at = (p: Place): Point => {
    const [c, t] = [project(centre, scale), project(p, scale)];
    return { x: t.x - c.x, y: t.y - c.y };
  };
  const placeAt = (x: number, y: number): Place => {
    const c = project(centre, scale);
    return unproject({ x: c.x + x, y: c.y + y }, scale);
  };
  const fixed = (n: number) => Number(n.toFixed(6));
  const tell = (p: Place) => ({ latitude: fixed(p.latitude), longitude: fixed(p.longitude) });

  function shapes() {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("aria-hidden", "true");
    const add = (tag: string, a: Record<string, unknown>) => {
      const el = document.createElementNS(ns, tag);
      for (const n in a) if (a[n] !== undefined) el.setAttribute(n, String(a[n]));
      svg.append(el);
    };
    const points = (g: Given) =>
      list(g.points)
        .map((p) => at(placeOf(p)))
        .map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`)
        .join(" ");
    const colour = (v: unknown, absent: string) => str(v) || absent;
    for (const g of list(attrs.polygon ?? attrs.polygons))
      add("polygon", {
        points: points(g),
        fill: colour(g.fillColor, "none"),
        stroke: colour(g.color ?? g.strokeColor, "currentcolor"),
        "stroke-width": num(g.width ?? g.strokeWidth, 1),
      });
    for (const g of list(attrs.circles))
      add("circle", {
        cx: at(placeOf(g)).x,
        cy: at(placeOf(g)).y,
        r: num(g.radius, 0) * metre(placeOf(g).latitude, scale),
        fill: colour(g.fillColor, "none"),
        stroke: colour(g.color, "currentcolor"),
        "stroke-width": num(g.strokeWidth, 1),
      });
    for (const g of list(attrs.polyline))
      add("polyline", {
        points: points(g),
        fill: "none",
        stroke: colour(g.color, "currentcolor"),
        "stroke-width": num(g.width, 2),
        "stroke-dasharray": flag(g.dottedLine) ? "6 4" : undefined,
        "stroke-linejoin": "round",
      });
    return svg;
  }

  function place(m: Given) {
    const p = moved.get(m.id) ?? placeOf(m);
    const { x, y } = at(p);
    const box = inner(ground, "div", "mp-marker");
    box.style.cssText = `left:calc(50% + ${Math.round(x)}px);top:calc(50% + ${Math.round(y)}px)`;
    const el = inner(box, "button", "mp-pin");
    el.type = "button";
    el.style.opacity = str(m.alpha);
    const turn = num(m.rotate, 0);
    const [ax, ay] = [num(m.anchorX, 0.5), num(m.anchorY, 1)];
    el.style.transform = `translate(${-ax * 100}%, ${-ay * 100}%)${turn ? ` rotate(${turn}deg)` : ""}`;
    const icon = page.address(str(m.iconPath));
    if (icon) {
      const img = inner(el, "img");
      img.src = icon;
      [img.width, img.height] = [num(m.width, 24), num(m.height, 24)];
      img.alt = "";
    } else el.append(drawing(pin));
    const label = m.label as Given | undefined;
    if (str(label?.content)) {
      const span = inner(box, "span", "mp-label");
      span.textContent = str(label?.content);
      span.style.color = str(label?.color);
      span.style.background = str(label?.bgColor);
      if (label?.fontSize !== undefined) span.style.fontSize = `${num(label.fontSize, 14)}px`;
    }
    const custom = m.customCallout as Given | undefined;
    const callout = str((m.callout as Given | undefined)?.content) || str(m.title);
    const words = list(custom?.descList).map((d) => str(d.desc)).join("") || str(custom?.desc); // prettier-ignore
    el.ariaLabel = callout || words || str(label?.content) || `${p.latitude}, ${p.longitude}`;
    const event = () => ({ markerId: m.id, ...tell(p) });
    if ((callout && shownCallout === m.id) || (words && flag(custom?.isShow === 1 || custom?.isShow))) {
      const bubble = inner(box, "button", "mp-callout");
      bubble.type = "button";
      bubble.textContent = callout || words;
      bubble.style.bottom = `${num(m.height, 24) * ay + 6}px`;
      bubble.addEventListener("click", (e) => {
        e.stopPropagation();
        page.emit(part, "calloutTap", event(), e);
      });
    }
    el.addEventListener("click", (e) => {
      e.stopPropagation();
      shownCallout = shownCallout === m.id ? undefined : m.id;
      draw();
      page.emit(part, "markerTap", event(), e);
    });
  }

  function draw() {
    ground.replaceChildren(shapes());
    ground.style.transform = "";
    for (const m of markers) place(m);
  }

  const region = (type: "begin" | "end") =>
    page.emit(part, "regionChange", { type, ...tell(centre), scale: fixed(scale), skew: 0, rotate: 0 });
  function look(to: Place, closer = scale) {
    const next = Math.max(lowest, Math.min(highest, closer));
    if (near(to, centre) && next === scale) return;
    region("begin");
    centre = to;
    scale = next;
    draw();
    region("end");
  }
  function include(points: unknown, padding: unknown) {
    const all = list(points).map(placeOf);
    if (!all.length) return;
    const p = (padding ?? {}) as Given;
    const side = (n: string) => num(p[n], 0);
    const { w, h } = size();
    const to = fit(all, w - side("left") - side("right"), h - side("top") - side("bottom"), lowest, highest);
    look(to.centre, to.scale);
  }

  // Fingers: one moves the ground, two scale it.
  const fingers = new Map<number, Point>();
  let from: Point | null = null;
  let spread = 0;
  let dragged = false;
  let last: Point = { x: 0, y: 0 };
  const gap = () => {
    const [a, b] = [...fingers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  const spot = (e: MouseEvent): Point => {
    const r = host.getBoundingClientRect();
    return { x: e.clientX - r.left - r.width / 2, y: e.clientY - r.top - r.height / 2 };
  };
  host.addEventListener("pointerdown", (e) => {
    last = spot(e);
    fingers.set(e.pointerId, last);
    from = last;
    dragged = false;
    spread = gap();
  });
  host.addEventListener("pointermove", (e) => {
    if (!fingers.has(e.pointerId) || !from) return;
    const now = spot(e);
    fingers.set(e.pointerId, now);
    if (fingers.size > 1) {
      if (flag(attrs.enableZoom, true)) ground.style.transform = `scale(${gap() / (spread || 1)})`;
      dragged = true;
    } else if (flag(attrs.enableScroll, true) && (dragged || Math.hypot(now.x - from.x, now.y - from.y) > 6)) {
      if (!dragged) host.setPointerCapture(e.pointerId);
      dragged = true;
      ground.style.transform = `translate(${now.x - from.x}px, ${now.y - from.y}px)`;
    }
  });
  const up = (e: PointerEvent) => {
    if (!fingers.has(e.pointerId) || !from) return;
    const now = spot(e);
    const closer = fingers.size > 1 && spread ? Math.log2(gap() / spread) : 0;
    fingers.delete(e.pointerId);
    if (closer) look(centre, scale + closer);
    else if (dragged && !fingers.size && !spread) look(placeAt(from.x - now.x, from.y - now.y));
    if (!fingers.size) from = null;
    setTimeout(() => (dragged = false)); // behind the click that ends it
  };
  host.addEventListener("pointerup", up);
  host.addEventListener("pointercancel", up);
  host.addEventListener(
    "wheel",
    (e) => {
      if (!flag(attrs.enableZoom, true)) return;
      e.preventDefault();
      look(centre, scale - Math.sign(e.deltaY) / 2);
    },
    { passive: false },
  );

  const update = (changed: ReadonlySet<string>) => {
    host.ariaLabel ??= page.word("map");
    if (changed.has("latitude") || changed.has("longitude")) centre = placeOf(attrs);
    if (changed.has("scale")) scale = Math.max(lowest, Math.min(highest, num(attrs.scale, usual)));
    if (changed.has("markers")) {
      moved.clear();
      markers = list(attrs.markers);
    }
    draw();
    if (changed.has("includePoints")) include(attrs.includePoints, attrs.includePadding);
  };
  const includePoints = (o: unknown) => include((o as Given | undefined)?.points, (o as Given | undefined)?.padding);
  return {
    detail: () => tell(placeAt(last.x, last.y)),
    deaf: () => dragged,
    update,
    methods: {
      getCenterLocation: () => tell(centre),
      getScale: () => ({ scale: fixed(scale) }),
      getRegion() {
        const { w, h } = size();
        return { northeast: tell(placeAt(w / 2, -h / 2)), southwest: tell(placeAt(-w / 2, h / 2)) };
      },
      moveToLocation: (o) => look((o as Given | undefined)?.latitude === undefined ? placeOf(attrs) : placeOf(o)),
      includePoints,
      showsPoints: includePoints,
      async translateMarker(o) {
        const { markerId, destination, duration } = (o ?? {}) as Given;
        const m = markers.find((x) => x.id === markerId);
        if (!m) throw new Error(`there is no marker ${str(markerId)}`);
        const [a, b] = [moved.get(markerId) ?? placeOf(m), placeOf(destination)];
        const [began, ms] = [performance.now(), num(duration, 1_000)];
        const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        for (let t = 0; t < 1;) {
          t = still || ms <= 0 ? 1 : Math.min(1, (performance.now() - began) / ms);
          moved.set(markerId, {
            latitude: a.latitude + (b.latitude - a.latitude) * t,
            longitude: a.longitude + (b.longitude - a.longitude) * t,
          });
          draw();
          if (t < 1) await new Promise((r) => requestAnimationFrame(r));
        }
        return { success: true };
      },
      changeMarkers(o) {
        const { add, remove, update: other } = (o ?? {}) as Given;
        const gone = new Set([...list(remove), ...list(other)].map((m): unknown => m.id ?? m));
        markers = [...markers.filter((m) => !gone.has(m.id)), ...list(other), ...list(add)];
        draw();
      },
      updateComponents(o) {
        const part = (o ?? {}) as Given;
        const names = Object.keys(part).map((n) => n.replace(/-(\w)/g, (_, l: string) => l.toUpperCase()));
        Object.keys(part).forEach((n, i) => (attrs[names[i] as string] = part[n]));
        update(new Set(names));
      },
    },
  };
};
