// video and audio: the browser's, with the dialect's names.
import { inner } from "../build.ts";
import type { Make } from "../part.ts";
import { flag, num, str } from "../read.ts";

const media =
  (tag: "video" | "audio"): Make =>
  (part, page) => {
    const { host, attrs } = part;
    const el = inner(host, tag);
    el.preload = "metadata";
    const say = (from: string, type: string, detail: () => unknown = () => ({})) =>
      el.addEventListener(from, (e) => page.emit(part, type, detail(), e));
    say("play", "play");
    say("pause", "pause");
    say("ended", "ended");
    say("waiting", "loading");
    say("playing", "renderStart");
    say("error", "error", () => ({ errorCode: 1006, errMsg: str(attrs.src) }));
    el.addEventListener("timeupdate", (e) =>
      page.emitSoon(
        part,
        "timeUpdate",
        () => ({ currentTime: el.currentTime, userPlayDuration: el.currentTime, videoDuration: el.duration || 0 }),
        e,
      ),
    );
    host.addEventListener("fullscreenchange", (e) =>
      page.emit(
        part,
        "fullScreenChange",
        { fullScreen: document.fullscreenElement !== null, direction: "vertical" },
        e,
      ),
    );
    el.addEventListener("loadedmetadata", () => {
      const from = num(attrs.initialTime, 0);
      if (from > 0 && el.currentTime === 0) el.currentTime = from;
    });
    return {
      field: el,
      gone: () => el.pause(),
      update(changed) {
        el.controls = flag(attrs.controls, true);
        el.loop = flag(attrs.loop);
        if (changed.has("muted")) el.muted = flag(attrs.muted);
        el.autoplay = flag(attrs.autoplay);
        el.ariaLabel ??= str(attrs.name ?? attrs.title) || page.word(tag);
        if (el instanceof HTMLVideoElement) {
          el.playsInline = true;
          el.poster = page.address(str(attrs.poster));
          el.style.objectFit = str(attrs.objectFit, "contain");
        }
        if (changed.has("src")) el.src = page.address(str(attrs.src));
      },
      methods: {
        play: () => el.play(),
        pause: () => el.pause(),
        stop() {
          el.pause();
          el.currentTime = 0;
          page.emit(part, "stop", {});
        },
        seek: (t) => (el.currentTime = num(t, 0)),
        mute: (on) => (el.muted = flag(on, true)),
        playbackRate: (rate) => (el.playbackRate = num(rate, 1)),
        requestFullScreen: () => el.requestFullscreen(),
        exitFullScreen: () => document.exitFullscreen(),
      },
    };
  };

export const video = media("video");
export const audio = media("audio");
