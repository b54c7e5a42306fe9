import { inner } from "../build.ts";
import type { Make } from "../part.ts";
import { flag, num, str } from "../read.ts";

export const progress: Make = ({ host, attrs }, page) => {
  host.role = "progressbar";
  const track = inner(host, "div", "mp-progress-track");
  const bar = inner(track, "div");
  const info = inner(host, "span");
  return {
    update() {
      const percent = Math.min(100, Math.max(0, num(attrs.percent, 0)));
      host.ariaLabel ??= page.word("loading");
      host.ariaValueNow = String(percent);
      track.style.height = `${num(attrs.strokeWidth, 6)}px`;
      track.style.background = str(attrs.backgroundColor);
      bar.style.background = str(attrs.activeColor ?? attrs.color);
      bar.style.transition = flag(attrs.active) ? "width 1s linear" : "";
      info.hidden = !flag(attrs.showInfo);
      info.textContent = `${percent}%`;
      // The width of a bar that moves comes a frame later: it starts at nothing.
      const grow = () => (bar.style.width = `${percent}%`);
      if (flag(attrs.active)) requestAnimationFrame(grow);
      else grow();
    },
  };
};
