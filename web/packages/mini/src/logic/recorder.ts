// my.getRecorderManager: the host records, and tells when it has begun and what there is.
import { listeners } from "./listeners.ts";
import type { Program } from "./program.ts";

const told = ["Start", "Pause", "Resume", "Stop", "Error", "FrameRecorded", "InterruptionBegin", "InterruptionEnd"];

export function createRecorder(program: Program) {
  const manager: Record<string, unknown> = {};
  const tell = listeners(manager, told, (name, f, v) => program.top()?.unit.guard(`recorder: ${name}`, f, v));
  program.listeners.set(
    "livewell.recorder",
    new Set([
      (v: unknown) => {
        const { what, ...more } = v as { what: string };
        tell(what, more);
        program.top()?.flush();
      },
    ]),
  );
  for (const act of ["start", "pause", "resume", "stop"])
    manager[act] = (o?: object) =>
      program.call("recorder", { ...o, act }, (r) => {
        if (r.error) tell("Error", r.error);
      });
  return { getRecorderManager: () => manager };
}
