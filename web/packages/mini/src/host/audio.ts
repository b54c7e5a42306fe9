// Sound of programs. What a program names lies in its package, or comes over the
// platform from a domain that its developer listed.
import { fail, type Bridge } from "./api.ts";

const most = 8; // sounds of a program at once
const events = ["canplay", "play", "pause", "ended", "timeupdate", "error", "waiting", "seeking", "seeked"];

/** fetch gives a file of the network. */
export function audioCalls(base: string, fetch: (url: string) => Promise<Blob>): Bridge {
  const sounds = new Map<number, { player: HTMLAudioElement; start: number; auto: boolean }>();
  const address = async (src: string, page: string): Promise<string> => {
    if (!src || /^data:audio\//.test(src)) return src;
    if (/^(https?:)?\/\//.test(src)) return URL.createObjectURL(await fetch(src));
    const root = new URL(base, location.href).href;
    const url = src.startsWith("/") ? new URL(`.${src}`, root) : new URL(src, root + page);
    if (!url.href.startsWith(root)) throw fail(12, "there is no such file");
    return url.href;
  };
  return {
    audio: async (o, _, program) => {
      const id = Number(o.id);
      let sound = sounds.get(id);
      if (!sound) {
        if (sounds.size >= most) throw fail(60, "too many sounds at once");
        const player = new Audio();
        sound = { player, start: 0, auto: false };
        sounds.set(id, sound);
        program.atEnd(() => player.pause());
        for (const what of events)
          player.addEventListener(what, () =>
            program.tell("livewell.audio", {
              id,
              what,
              currentTime: player.currentTime,
              duration: Number.isFinite(player.duration) ? player.duration : 0,
              paused: player.paused,
              ...(what === "error" ? { message: player.error?.message || "this sound cannot be played" } : {}),
            }),
          );
      }
      const { player } = sound;
      const play = () =>
        player.play().catch(() => {
          throw fail(4, "the browser plays sound after a touch only");
        });
      switch (o.act) {
        case "set":
          if (o.name === "src") {
            if (player.src.startsWith("blob:")) URL.revokeObjectURL(player.src);
            player.src = await address(String(o.value), String(o.page));
            if (sound.start) player.currentTime = sound.start;
            if (sound.auto) await play();
          } else if (o.name === "startTime") sound.start = Number(o.value) || 0;
          else if (o.name === "autoplay") {
            sound.auto = o.value === true;
            if (sound.auto && player.src) await play();
          } else if (o.name === "loop") player.loop = o.value === true;
          else if (o.name === "volume") player.volume = Math.min(1, Math.max(0, Number(o.value) || 0));
          else if (o.name === "playbackRate") player.playbackRate = Math.min(2, Math.max(0.5, Number(o.value) || 1));
          break;
        case "play":
          await play();
          break;
        case "pause":
          player.pause();
          break;
        case "stop":
          player.pause();
          player.currentTime = 0;
          program.tell("livewell.audio", {
            id,
            what: "stop",
            currentTime: 0,
            duration: player.duration || 0,
            paused: true,
          });
          break;
        case "seek":
          player.currentTime = Number(o.value) || 0;
          break;
        case "end":
          player.pause();
          sounds.delete(id);
          break;
      }
      return { success: true };
    },
  };
}
