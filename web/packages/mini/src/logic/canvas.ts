// Canvases that a program draws on itself: the view gives them away, they are drawn
// on here, and the browser shows it. Pictures come from the view, as nothing is
// loaded here.
import { root } from "../wire.ts";
import type { OpenPage } from "./page.ts";

type Context = OffscreenCanvasRenderingContext2D;

/** What canvas.createImage gives: src loads it. */
class Picture {
  onload: (() => void) | null = null;
  onerror: ((e: { errMsg: string }) => void) | null = null;
  width = 0;
  height = 0;
  bitmap: ImageBitmap | null = null;
  private address = "";

  constructor(private readonly page: OpenPage | undefined) {}

  get src() {
    return this.address;
  }

  set src(src: string) {
    this.address = String(src);
    this.page?.callElement(root, "picture", [this.address], (value) => {
      if (src !== this.address) return; // another one was wanted since
      if (value instanceof ImageBitmap) {
        this.bitmap = value;
        [this.width, this.height] = [value.width, value.height];
        this.page?.unit.guard("onload", this.onload);
      } else this.page?.unit.guard("onerror", this.onerror, { errMsg: `${this.address} does not come` });
      this.page?.flush();
    });
  }
}

const source = (v: unknown) => (v instanceof Picture ? v.bitmap : v) as CanvasImageSource;

/** A canvas as the dialect has it, out of the browser's. */
function equip(canvas: OffscreenCanvas, page: OpenPage | undefined) {
  const known = new WeakSet<object>();
  const native = canvas.getContext.bind(canvas) as (kind: string, o?: unknown) => Context | null;
  const pixels = async (type: unknown, quality: unknown) => {
    const jpeg = /jpe?g$/.test(String(type));
    return canvas.convertToBlob({ type: jpeg ? "image/jpeg" : "image/png", quality: Number(quality ?? 0.92) });
  };
  return Object.assign(canvas, {
    getContext(kind: string, o?: unknown) {
      const ctx = native(kind, o);
      if (!ctx || kind !== "2d" || known.has(ctx)) return ctx;
      known.add(ctx);
      const draw = ctx.drawImage.bind(ctx) as (image: CanvasImageSource, ...at: number[]) => void;
      const pattern = ctx.createPattern.bind(ctx);
      return Object.assign(ctx, {
        drawImage: (image: unknown, ...at: number[]) => {
          const of = source(image);
          if (of) draw(of, ...at); // one that has not come draws nothing
        },
        createPattern: (image: unknown, repeat: string) => pattern(source(image), repeat),
      });
    },
    createImage: () => new Picture(page),
    createPath2D: (path?: string) => new Path2D(path),
    requestAnimationFrame: (f: (t: number) => void) => requestAnimationFrame(f),
    cancelAnimationFrame: (id: number) => cancelAnimationFrame(id),
    /** A data: address. */
    async picture(type: unknown, quality: unknown): Promise<string> {
      const reader = new FileReader();
      reader.readAsDataURL(await pixels(type, quality));
      await new Promise((resolve) => (reader.onloadend = resolve));
      return String(reader.result);
    },
  });
}

export type Canvas = ReturnType<typeof equip>;

/** my.createOffscreenCanvas: {width, height} or both. */
export function offscreen(page: OpenPage | undefined, a: unknown, b?: unknown): Canvas {
  const size = (a && typeof a === "object" ? a : { width: a, height: b }) as { width?: unknown; height?: unknown };
  const side = (v: unknown, usual: number) => Math.min(8192, Math.max(1, Math.round(Number(v) || usual)));
  return equip(new OffscreenCanvas(side(size.width, 300), side(size.height, 150)), page);
}

const taken = new WeakMap<OpenPage, Map<number, Promise<Canvas | null>>>();

/** The canvas that a node is; null where it is none. Asked twice it is the same. */
export function canvasOf(page: OpenPage, node: number): Promise<Canvas | null> | null {
  if (page.tagOf(node) !== "canvas") return null;
  const all = taken.get(page) ?? new Map<number, Promise<Canvas | null>>();
  taken.set(page, all);
  let canvas = all.get(node);
  if (!canvas) {
    canvas = new Promise((resolve) =>
      page.callElement(node, "transfer", [], (v) => resolve(v instanceof OffscreenCanvas ? equip(v, page) : null)),
    );
    all.set(node, canvas);
  }
  return canvas;
}

/** Puts canvases in the place of the numbers that the view knows them by. */
export function withCanvases(page: OpenPage, answers: unknown[], wanted: boolean[], then: (all: unknown[]) => void) {
  const waits: Promise<void>[] = [];
  answers.forEach((a, i) => {
    if (!wanted[i]) return;
    for (const one of (Array.isArray(a) ? a : [a]) as ({ node?: unknown } | null)[]) {
      const canvas = typeof one?.node === "number" ? canvasOf(page, one.node) : null;
      if (one && canvas) waits.push(canvas.then((c) => void (one.node = c)));
    }
  });
  if (waits.length) void Promise.all(waits).then(() => then(answers));
  else then(answers);
}
