// A real canvas. What createCanvasContext draws comes as a list of commands; getContext takes the canvas away into the
// worker.
import type { DrawCommand, Paint } from "../../wire.ts";
import { inner } from "../build.ts";
import type { Make, Page } from "../part.ts";
import { num, str } from "../read.ts";

// Source: the documentation of CanvasContext.
const properties: Record<string, string> = {
  setFillStyle: "fillStyle",
  setStrokeStyle: "strokeStyle",
  setLineWidth: "lineWidth",
  setLineCap: "lineCap",
  setLineJoin: "lineJoin",
  setMiterLimit: "miterLimit",
  setGlobalAlpha: "globalAlpha",
  setGlobalCompositeOperation: "globalCompositeOperation",
  setTextAlign: "textAlign",
  setTextBaseline: "textBaseline",
  setLineDashOffset: "lineDashOffset",
  setFont: "font",
};

type Context = CanvasRenderingContext2D;
type Images = Map<string, CanvasImageSource>;

function paint(ctx: Context, v: unknown, images: Images) {
  if (typeof v !== "object" || !v) return v;
  const p = v as Paint;
  if ("pattern" in p) {
    const image = images.get(p.pattern);
    return image ? (ctx.createPattern(image, p.repeat ?? "repeat") ?? "") : "";
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = p.args ?? [];
  const g = p.gradient === "linear" ? ctx.createLinearGradient(a, b, c, d) : ctx.createRadialGradient(a, b, c, d, e, f);
  for (const [at, colour] of p.stops ?? []) g.addColorStop(at, colour);
  return g;
}

function run(ctx: Context, [name, ...args]: DrawCommand, images: Images) {
  const known = CanvasRenderingContext2D.prototype;
  const property = properties[name] ?? name;
  if (name === "setFontSize") ctx.font = ctx.font.replace(/[\d.]+px/, `${num(args[0], 10)}px`);
  else if (name === "setShadow") {
    [ctx.shadowOffsetX, ctx.shadowOffsetY] = [num(args[0], 0), num(args[1], 0)];
    [ctx.shadowBlur, ctx.shadowColor] = [num(args[2], 0), str(args[3])];
  } else if (name === "drawImage") {
    const image = images.get(str(args[0]));
    if (image) (ctx.drawImage as (...a: unknown[]) => void)(image, ...args.slice(1));
  } else if (name === "putImageData") {
    const [d, x, y] = args as [{ data: ArrayLike<number>; width: number; height: number }, number, number];
    ctx.putImageData(new ImageData(Uint8ClampedArray.from(d.data), d.width, d.height), x, y);
  } else if (name !== "constructor" && name !== "canvas" && Object.hasOwn(known, property)) {
    const it = ctx as unknown as Record<string, unknown>;
    const member = it[property];
    if (typeof member === "function") member.apply(ctx, args);
    else it[property] = paint(ctx, args[0], images);
  }
}

/** All pictures that the commands name, loaded; those that do not come are not drawn. */
async function load(commands: DrawCommand[], page: Page, kept: Images) {
  const wanted = new Set<string>();
  for (const [name, a] of commands) {
    if (name === "drawImage") wanted.add(str(a));
    if (a instanceof Object && "pattern" in a) wanted.add(str(a.pattern));
  }
  await Promise.all(
    [...wanted].map(async (src) => {
      if (kept.has(src)) return;
      const img = new Image();
      img.crossOrigin = "anonymous"; // else nothing can be read back
      img.src = page.address(src);
      await img.decode().then(
        () => kept.set(src, img),
        () => undefined,
      );
    }),
  );
}

export const canvas: Make = (part, page) => {
  const { host, attrs } = part;
  let el = inner(host, "canvas");
  let ctx: Context | null = null;
  let away = false;
  let order = Promise.resolve();
  const images: Images = new Map();
  const started = requestAnimationFrame(() => page.emit(part, "ready", {}));

  /** Measures of the drawing in its own units, and how many dots one of them is. */
  function size() {
    const [w, h] = [num(attrs.width, 0), num(attrs.height, 0)];
    const sharp = w && h ? 1 : Math.min(3, devicePixelRatio || 1);
    return { w: w || host.clientWidth || 300, h: h || host.clientHeight || 225, sharp };
  }
  function context() {
    if (away) throw new Error("the canvas is the worker's");
    const { w, h, sharp } = size();
    const [dw, dh] = [Math.round(w * sharp), Math.round(h * sharp)];
    ctx ??= el.getContext("2d");
    if (el.width !== dw || el.height !== dh) {
      [el.width, el.height] = [dw, dh];
      ctx?.scale(sharp, sharp);
    }
    if (!ctx) throw new Error("no canvas");
    return { ctx, w, h, sharp };
  }

  async function draw(commands: DrawCommand[], reserve: boolean) {
    await load(commands, page, images);
    const { ctx, sharp } = context();
    if (!reserve) {
      ctx.reset();
      ctx.scale(sharp, sharp);
    }
    for (const c of commands)
      try {
        run(ctx, c, images);
      } catch (e) {
        console.warn(`mini: canvas ${c[0]}`, e);
      }
  }
  interface Cut {
    x?: number;
    y?: number;
    width?: number;
    height?: number;
    destWidth?: number;
    destHeight?: number;
    fileType?: string;
    quality?: number;
  }
  function picture(cut: Cut = {}) {
    const { w, h, sharp } = context();
    const { x = 0, y = 0, width = w - x, height = h - y } = cut;
    const out = document.createElement("canvas");
    [out.width, out.height] = [cut.destWidth ?? width * sharp, cut.destHeight ?? height * sharp];
    const to = out.getContext("2d");
    to?.drawImage(el, x * sharp, y * sharp, width * sharp, height * sharp, 0, 0, out.width, out.height);
    return out.toDataURL(/^jpe?g$/.test(cut.fileType ?? "") ? "image/jpeg" : "image/png", cut.quality);
  }

  return {
    gone: () => cancelAnimationFrame(started),
    update(changed) {
      if (changed.has("width") && num(attrs.width, 0))
        el.style.width = host.style.width || `${num(attrs.width, 300)}px`;
      if (changed.has("height") && num(attrs.height, 0))
        el.style.height = host.style.height || `${num(attrs.height, 225)}px`;
    },
    methods: {
      /** One after the other, as pictures may have to come first. */
      draw(commands, reserve) {
        const mine = order.then(() => draw((commands ?? []) as DrawCommand[], Boolean(reserve)));
        order = mine.catch(() => undefined);
        return mine.then(() => true);
      },
      /** A data: address of what is drawn. */
      toDataURL: (cut) => order.then(() => picture(cut as Cut)),
      getImageData: (x, y, w, h) =>
        order.then(() => {
          const { ctx, sharp } = context();
          const n = (v: unknown) => Math.round(num(v, 0) * sharp);
          const { data, width, height } = ctx.getImageData(n(x), n(y), n(w) || 1, n(h) || 1);
          return { data, width, height };
        }),
      /** Gives the canvas to the worker; a second time gives a new one. */
      transfer() {
        if (away || ctx) {
          const next = document.createElement("canvas");
          next.style.cssText = el.style.cssText;
          el.replaceWith(next);
          el = next;
          ctx = null;
        }
        away = true;
        const { w, h } = size();
        [el.width, el.height] = [w, h];
        const off = el.transferControlToOffscreen();
        return { transfer: [off] };
      },
    },
  };
};
