// my.getRecorderManager: sound of the microphone, as the browser records it.
import { fail, failures, type Bridge, type Line } from "./api.ts";
import { whole } from "./device.ts";

const mostMillis = 600_000;
const usualMillis = 60_000; // of a recording that names no duration

/** allow asks the person whether this program may record. */
export function recorderCalls(allow: () => Promise<boolean>): Bridge {
  let now: { recorder: MediaRecorder; end: (heard: boolean) => void } | undefined;
  let allowed = false;
  let busy = false; // from the first question until the file is there

  async function start(o: Record<string, unknown>, program: Line) {
    const media = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
    if (!media || !("MediaRecorder" in globalThis)) throw fail(3, "this browser does not record");
    allowed ||= await allow();
    if (!allowed) throw fail(2001, "the person did not allow it");
    const stream = await media.getUserMedia({ audio: true }).catch(() => {
      throw fail(2001, "the device gives no microphone");
    });
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    let heard = true;
    const end = (is: boolean) => {
      heard = is;
      if (recorder.state !== "inactive") recorder.stop();
    };
    const millis = Math.min(mostMillis, Number(o.duration) || usualMillis);
    const timer = setTimeout(end, millis, true);
    const tell = (what: string, more: object = {}) => program.tell("livewell.recorder", { what, ...more });
    recorder.ondataavailable = (e) => parts.push(e.data);
    recorder.onpause = () => tell("pause");
    recorder.onresume = () => tell("resume");
    recorder.onstart = () => tell("start");
    recorder.onerror = () => tell("error", { error: 12, errorMessage: "the recording failed" });
    recorder.onstop = () => {
      clearTimeout(timer);
      now = undefined;
      busy = false;
      for (const track of stream.getTracks()) track.stop();
      if (!heard) return;
      const file = new Blob(parts, { type: recorder.mimeType.split(";")[0] ?? "" });
      whole(file).then(
        (path) => tell("stop", { tempFilePath: path, apFilePath: path, fileSize: file.size }),
        (e: unknown) => tell("error", e as object),
      );
    };
    now = { recorder, end };
    recorder.start();
    program.atEnd(() => end(false)); // at once where it has ended meanwhile
  }

  return {
    recorder: async (o, trusted, program) => {
      if (o.act === "start") {
        if (!trusted) throw failures.refused("recording without a touch");
        if (busy) throw fail(60, "it records already");
        busy = true;
        await start(o, program).catch((e: unknown) => {
          busy = false;
          throw e;
        });
        return { success: true };
      }
      if (!now) throw fail(12, "nothing is recorded");
      if (o.act === "stop") now.end(true);
      else if (o.act === "pause" && now.recorder.state === "recording") now.recorder.pause();
      else if (o.act === "resume" && now.recorder.state === "paused") now.recorder.resume();
      return { success: true };
    },
  };
}
