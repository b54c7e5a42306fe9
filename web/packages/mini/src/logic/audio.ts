// Sound: what my.createInnerAudioContext and my.getBackgroundAudioManager give. The
// host plays; what it tells of a sound is kept here for who asks.
import { listeners } from "./listeners.ts";
import type { Program } from "./program.ts";

interface Told {
  id: number;
  what: string;
  currentTime: number;
  duration: number;
  paused: boolean;
  message?: string;
}

const settings = ["src", "startTime", "autoplay", "loop", "volume", "playbackRate"];
const told = [
  "Canplay",
  "Prev",
  "Next",
  "Play",
  "Pause",
  "Stop",
  "Ended",
  "TimeUpdate",
  "Error",
  "Waiting",
  "Seeking",
  "Seeked",
];

export function createAudio(program: Program) {
  const all = new Map<number, (t: Told) => void>();
  let last = 0;
  let background: unknown;
  program.listeners.set("livewell.audio", new Set([(v: unknown) => all.get((v as Told).id)?.(v as Told)]));

  const create = () => {
    const id = ++last;
    const state: Record<string, unknown> = {
      src: "",
      startTime: 0,
      autoplay: false,
      loop: false,
      volume: 1,
      playbackRate: 1,
    };
    const now = { currentTime: 0, duration: 0, paused: true };
    const act = (act: string, more: object = {}) =>
      program.call("audio", { id, act, page: program.top()?.path, ...more }, (r) => {
        if (r.error) tell("Error", r.error);
      });
    const context: Record<string, unknown> = {
      play: () => act("play"),
      pause: () => act("pause"),
      stop: () => act("stop"),
      seek: (at: unknown) => act("seek", { value: Number(at) }),
      destroy: () => {
        act("end");
        all.delete(id);
      },
    };
    for (const name of settings)
      Object.defineProperty(context, name, {
        get: () => state[name],
        set(v: unknown) {
          state[name] = v;
          act("set", { name, value: v });
        },
      });
    for (const name of ["currentTime", "duration", "paused"] as const)
      Object.defineProperty(context, name, { get: () => now[name] });
    const tell = listeners(context, told, (name, f, v) => program.top()?.unit.guard(`audio: ${name}`, f, v));
    context.onCanPlay = context.onCanplay; // both are written
    all.set(id, (t) => {
      Object.assign(now, { currentTime: t.currentTime, duration: t.duration, paused: t.paused });
      tell(t.what, t.message ? { errorMessage: t.message } : { currentTime: t.currentTime, duration: t.duration });
      program.top()?.flush();
    });
    return context;
  };
  return {
    createInnerAudioContext: create,
    getBackgroundAudioManager: () => (background ??= create()),
  };
}
