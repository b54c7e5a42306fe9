// The bars around a program: title and back above, tabs below.
import type { Manifest } from "../wire.ts";
import type { Words } from "../words/en.ts";
import { el } from "./dialogs.ts";

export interface Bars {
  root: HTMLElement;
  stage: HTMLElement;
  layer: HTMLElement;
  window(settings: Record<string, unknown>, depth: number, home: boolean): void;
  title(o: { title?: string | undefined; color?: string | undefined; background?: string | undefined }): void;
  busy(on: boolean): void;
  tab(page: string): void;
  tabShown(on: boolean): void;
  badge(index: number, text: string | null): void;
}

export interface Deeds {
  back(): void;
  home(): void;
  close(): void;
  tab(page: string): void;
  titleTap(): void;
}

export function createBars(
  manifest: Manifest,
  base: string,
  words: Words,
  deeds: Deeds,
  tabs: boolean,
  part: "main" | "div",
): Bars {
  const icon = (name: string, label: string, run: () => void) => {
    const b = el("button", `icon ${name}`);
    b.type = "button";
    b.setAttribute("aria-label", label);
    b.addEventListener("click", run);
    return b;
  };
  const back = icon("back", words.back, deeds.back);
  const home = icon("home", words.home, deeds.home);
  const name = el("h1", "title");
  name.addEventListener("click", deeds.titleTap);
  const spin = el("span", "spin");
  spin.hidden = true;
  const close = icon("close", words.close, deeds.close);
  const head = el("header", "bar", back, home, name, spin, close);
  const stage = el(part, "stage");
  const layer = el("div", "layer");
  const root = el("div", "mini", head, stage);

  const bar = tabs ? manifest.tabBar : undefined;
  const foot = el("nav", "tabs");
  foot.setAttribute("aria-label", words.pages);
  const items = (bar && !bar.customize ? bar.items : []).map((item) => {
    const picture = el("img", "");
    picture.alt = "";
    const dot = el("span", "badge");
    dot.hidden = true;
    const b = el("button", "tab", ...(item.icon ? [picture] : []), item.name, dot);
    b.type = "button";
    b.addEventListener("click", () => deeds.tab(item.page));
    foot.append(b);
    return { item, b, picture, dot };
  });
  if (bar?.backgroundColor) foot.style.background = colour(bar.backgroundColor);
  if (items.length) root.append(foot);
  root.append(layer);

  const address = (src: string | undefined) => (src && !/^https?:/.test(src) ? base + src : (src ?? ""));
  return {
    root,
    stage,
    layer,
    window(settings, depth, homeShown) {
      const w = { ...manifest.window, ...settings };
      const hidden = w.transparentTitle === "always" || w.navigationStyle === "custom";
      root.classList.toggle("over", hidden || w.transparentTitle === "auto");
      this.title({
        title: String(w.defaultTitle ?? w.navigationBarTitleText ?? ""),
        color: typeof w.navigationBarTextStyle === "string" && w.navigationBarTextStyle === "white" ? "#fff" : "",
        background: hidden ? "transparent" : String(w.titleBarColor ?? w.navigationBarBackgroundColor ?? ""),
      });
      back.hidden = depth < 2;
      home.hidden = !homeShown || depth > 1;
    },
    title(o) {
      if (o.title !== undefined) name.textContent = o.title;
      if (o.background !== undefined) {
        const to = colour(o.background);
        head.style.background = to;
        head.style.color = o.color || (to && dark(to) ? "#fff" : "");
      }
    },
    busy(on) {
      spin.hidden = !on;
    },
    tab(page) {
      foot.hidden = !items.some((i) => i.item.page === page);
      for (const { item, b, picture } of items) {
        const on = item.page === page;
        b.setAttribute("aria-current", on ? "page" : "false");
        b.style.color = on ? colour(bar?.selectedColor) : colour(bar?.textColor);
        if (item.icon) picture.src = address(on ? (item.activeIcon ?? item.icon) : item.icon);
      }
    },
    tabShown(on) {
      foot.hidden = !on;
    },
    badge(index, text) {
      const dot = items[index]?.dot;
      if (!dot) return;
      dot.hidden = text === null;
      dot.textContent = text ?? "";
    },
  };
}

/** A colour as programs write it: "#rgb", "#aarrggbb", a number, or a name. */
export function colour(v: unknown): string {
  if (typeof v === "number") return `#${(v & 0xffffff).toString(16).padStart(6, "0")}`;
  const s = String(v ?? "").trim();
  return CSS.supports("color", s) ? s : "";
}

function dark(c: string): boolean {
  const m = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(c);
  if (!m?.[1]) return false;
  const h = m[1].length === 3 ? [...m[1]].map((x) => x + x).join("") : m[1];
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((i) => parseInt(h.slice(i, i + 2), 16));
  return r * 0.299 + g * 0.587 + b * 0.114 < 150;
}
