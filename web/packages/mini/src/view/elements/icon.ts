import { drawing } from "../build.ts";
import type { Make } from "../part.ts";
import { num, str } from "../read.ts";

const disc = "M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22z";
const tick = "M10.2 15.4l-3.5-3.5-1.5 1.5 5 5 9-9-1.5-1.5z";
// Path and colour when the program gives none.
const icons: Record<string, [string, string]> = {
  info: [`${disc}M11 10h2v8h-2zM11 6h2v2.4h-2z`, "#1069e8"],
  warn: [`${disc}M11 6h2v8h-2zM11 15.6h2V18h-2z`, "#d9363e"],
  waiting: [`${disc}M11 5h2v7l4.6 2.8-1 1.7L11 13.2z`, "#1069e8"],
  cancel: [`${disc}M8 6.6l4 4 4-4L17.4 8l-4 4 4 4-1.4 1.4-4-4-4 4L6.6 16l4-4-4-4z`, "#d9363e"],
  clear: [`${disc}M8 6.6l4 4 4-4L17.4 8l-4 4 4 4-1.4 1.4-4-4-4 4L6.6 16l4-4-4-4z`, "#b2b2b2"],
  download: [`${disc}M11 5h2v7.5l2.8-2.8 1.4 1.4L12 16.3l-5.2-5.2 1.4-1.4 2.8 2.8zM7 17.4h10v1.6H7z`, "#1a8a3a"],
  success: [`${disc}${tick}`, "#1a8a3a"],
  success_no_circle: [tick, "#1a8a3a"],
  search: [
    "M10.5 3a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15zM10.5 5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11zM15 16.4l1.4-1.4 5.3 5.3-1.4 1.4z",
    "#8a8a8a",
  ],
  loading: ["M12 2a10 10 0 1 0 10 10h-2a8 8 0 1 1-8-8z", "#8a8a8a"],
};

export const icon: Make = ({ host, attrs }) => ({
  update() {
    const type = str(attrs.type);
    const [path, colour] = icons[type] ?? ["", ""];
    host.replaceChildren(drawing(path));
    host.setAttribute("type", type);
    host.style.setProperty("--mp-size", `${num(attrs.size, 23)}px`);
    host.style.setProperty("--mp-on", str(attrs.color, colour));
  },
});
