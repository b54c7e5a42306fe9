// Animations and drawings are recorded here and played by the view.
import type { Animation, DrawCommand, Paint } from "../wire.ts";

const moves =
  `matrix matrix3d rotate rotate3d rotateX rotateY rotateZ scale scale3d scaleX scaleY scaleZ skew skewX skewY
 translate translate3d translateX translateY translateZ opacity backgroundColor width height top left bottom right`.split(
    /\s+/,
  );

/** my.createAnimation: calls gather until step, steps until export. */
export function createAnimation(usual: Record<string, unknown> = {}) {
  // Converters of programs read and write it, so it is what steps begin with.
  const { timingFunction = "linear", ...given } = usual;
  const config: Record<string, unknown> = { duration: 400, timeFunction: timingFunction, delay: 0, ...given };
  config.transformOrigin ??= "50% 50% 0";
  let steps: Animation["steps"] = [];
  let calls: [string, ...unknown[]][] = [];
  const recorder: Record<string, unknown> = {
    config,
    step(options: Record<string, unknown> = {}) {
      const { timingFunction = config.timeFunction, ...more } = options;
      const o = { ...config, timeFunction: timingFunction, ...more } as Record<string, unknown> as Record<
        string,
        never
      >;
      steps.push({
        calls,
        duration: o.duration,
        delay: o.delay,
        timeFunction: o.timeFunction,
        transformOrigin: o.transformOrigin,
      });
      calls = [];
      return recorder;
    },
    export(): Animation {
      const out = { steps };
      steps = [];
      return out;
    },
  };
  for (const m of moves) {
    recorder[m] = (...args: unknown[]) => {
      calls.push([m, ...args]);
      return recorder;
    };
  }
  return recorder;
}

/** The old canvas context: any method is recorded, any property set is too; draw sends them. */
export function recordCanvas(send: (commands: DrawCommand[], keep: boolean, then: () => void) => void) {
  let commands: DrawCommand[] = [];
  const gradient = (gradient: "linear" | "radial", args: number[]) => {
    const stops: [number, string][] = [];
    const paint: Paint & { addColorStop?: unknown } = { gradient, args, stops };
    // Not enumerable, so that what is sent is the paint alone.
    Object.defineProperty(paint, "addColorStop", {
      value: (at: number, colour: string) => void stops.push([at, colour]),
    });
    return paint;
  };
  const own: Record<string, unknown> = {
    createLinearGradient: (...a: number[]) => gradient("linear", a),
    createRadialGradient: (...a: number[]) => gradient("radial", a),
    createCircularGradient: (x: number, y: number, r: number) => gradient("radial", [x, y, 0, x, y, r]),
    createPattern: (pattern: string, repeat?: string): Paint => ({ pattern, ...(repeat ? { repeat } : {}) }),
    // Only the view has the letters; this is near enough to lay a line out.
    measureText: (text: string) => ({ width: [...String(text)].reduce((w, c) => w + (c > "\u2e7f" ? 10 : 5.5), 0) }),
    draw(keep?: unknown, then?: unknown) {
      const all = commands;
      commands = [];
      const done = typeof keep === "function" ? keep : then;
      send(all, keep === true, () => {
        if (typeof done === "function") (done as () => void)();
      });
    },
    clearActions() {
      commands = [];
    },
    getActions() {
      const all = commands;
      commands = [];
      return all;
    },
  };
  return new Proxy(own, {
    get(target, name) {
      if (typeof name !== "string" || name === "then") return undefined;
      if (name in target) return target[name];
      return (...args: unknown[]) => void commands.push([name, ...args]);
    },
    set(_, name, value) {
      if (typeof name === "string") commands.push([name, value]);
      return true;
    },
  });
}
