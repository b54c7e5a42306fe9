// The bars around a program: title and back above, tabs below.
import type { Manifest } from "../wire.ts";
import type { Words } from "../words/en.ts";
import { el } from "./dialogs.ts";

export interface Bars {
  root: HTMLElement;
  stage: HTMLElement;
  layer: HTMLElement;
  window(settings: Record<string, unknown>, depth: number, home: boolean): void;
  /** Changes the bar of the page on top, for as long as that page is there. */
  title(o: Title): void;
  /** What the page's settings say again. */
  untitle(): void;
  /** The colour of the bar, as "#rrggbb". */
  titleColour(): string;
  homeless(): void;
  /** A button of the program's own, with its picture or else its words; null: none. */
  option(o: Option | null): void;
  unshared(): void;
  busy(on: boolean): void;
  tab(page: string): void;
  tabShown(on: boolean): void;
  badge(index: number, text: string | null): void;
  tabItem(index: number, o: { name?: string; icon?: string; activeIcon?: string }): void;
  tabStyle(o: { color?: string; selectedColor?: string; backgroundColor?: string; borderStyle?: string }): void;
  /** What is behind the page on top, where the page paints nothing. */
  ground(to: string): void;
  /** How bright the program is shown: 1 as it is, 0 almost dark. */
  brightness(to?: number): number;
}

type Option = { icon: string; title: string; dot: boolean };
type Title = { title?: string | undefined; color?: string | undefined; background?: string | undefined };

export interface Deeds {
  back(): void;
  home(): void;
  close(): void;
  tab(page: string): void;
  titleTap(): void;
  optionTap(): void;
  /** Shares the page on top; absent where nothing can be shared. */
  share?: (() => void) | undefined;
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
  const entitle = (title: string) => {
    name.textContent = title;
    name.setAttribute("aria-hidden", String(!title)); // an empty heading is none
  };
  entitle("");
  const spin = el("span", "spin");
  spin.hidden = true;
  const option = icon("option", "", deeds.optionTap);
  option.hidden = true;
  const { share: sharing } = deeds;
  const share = icon("share", words.share, () => sharing?.());
  const close = icon("close", words.close, deeds.close);
  const head = el("header", "bar", back, home, name, spin, option, share, close);
  const stage = el(part, "stage");
  const layer = el("div", "layer");
  const shade = el("div", "shade");
  const root = el("div", "mini", head, stage);

  const bar = tabs ? manifest.tabBar : undefined;
  const look = { color: bar?.textColor, selected: bar?.selectedColor };
  let tabNow = "";
  const foot = el("nav", "tabs");
  foot.setAttribute("aria-label", words.pages);
  const items = (bar && !bar.customize ? bar.items : []).map((item) => {
    const picture = el("img", "");
    picture.alt = "";
    const label = el("span", "", item.name);
    const dot = el("span", "badge");
    dot.hidden = true;
    const b = el("button", "tab", ...(item.icon ? [picture] : []), label, dot);
    b.type = "button";
    b.addEventListener("click", () => deeds.tab(item.page));
    foot.append(b);
    return { item: { ...item }, b, picture, label, dot };
  });
  if (bar?.backgroundColor) foot.style.background = colour(bar.backgroundColor);
  if (items.length) root.append(foot);
  root.append(layer, shade);

  const address = (src: string | undefined) =>
    src && !/^(https?|data|blob):/.test(src) ? base + src.replace(/^\//, "") : (src ?? "");
  const paintTabs = () => {
    for (const { item, b, picture } of items) {
      const on = item.page === tabNow;
      b.setAttribute("aria-current", on ? "page" : "false");
      b.style.color = colour(on ? look.selected : look.color);
      if (item.icon) picture.src = address(on ? (item.activeIcon ?? item.icon) : item.icon);
    }
  };
  const paint = ({ title, background, color }: Title) => {
    if (title !== undefined) entitle(title);
    if (background === undefined) return;
    const to = colour(background);
    head.style.background = to;
    head.style.color = color || (to && dark(to) ? "#fff" : "");
  };
  const paintOption = (o?: Option | null) => {
    option.hidden = !o;
    if (!o) return;
    const picture = el("img", "");
    picture.alt = "";
    picture.src = address(o.icon);
    option.replaceChildren(o.icon ? picture : o.title);
    option.setAttribute("aria-label", o.title || words.options);
    option.classList.toggle("dot", o.dot);
  };
  // What a program changed of a page's bar, by the settings of that page.
  let here: Record<string, unknown> = {};
  type Change = Title & { homeless?: boolean; unshared?: boolean; option?: Option | null };
  const changed = new WeakMap<object, Change>();
  const change = (by: Change) => changed.set(here, { ...changed.get(here), ...by });
  const settled = (): Title => {
    const w = { ...manifest.window, ...here };
    return {
      title: String(w.defaultTitle ?? w.navigationBarTitleText ?? ""),
      color: typeof w.navigationBarTextStyle === "string" && w.navigationBarTextStyle === "white" ? "#fff" : "",
      background: bare(w) ? "transparent" : String(w.titleBarColor ?? w.navigationBarBackgroundColor ?? ""),
    };
  };
  let light = 1;
  return {
    root,
    stage,
    layer,
    window(settings, depth, homeShown) {
      here = settings;
      const w = { ...manifest.window, ...settings };
      const by = changed.get(here);
      root.classList.toggle("over", bare(w) || w.transparentTitle === "auto");
      paint({ ...settled(), ...by });
      back.hidden = depth < 2;
      home.hidden = !homeShown || depth > 1 || !!by?.homeless;
      share.hidden = !sharing || !!by?.unshared;
      paintOption(by?.option);
    },
    title(o) {
      const given = Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as Title;
      change(given);
      paint(given);
    },
    untitle() {
      const rest: Change = { ...changed.get(here) };
      delete rest.title;
      delete rest.background;
      delete rest.color;
      changed.set(here, rest);
      paint(settled());
    },
    titleColour() {
      const c = getComputedStyle(head).backgroundColor.match(/\d+/g) ?? [];
      const hex = c.slice(0, 3).map((n) => Number(n).toString(16).padStart(2, "0"));
      return hex.length === 3 ? `#${hex.join("")}` : "#ffffff";
    },
    homeless() {
      change({ homeless: true });
      home.hidden = true;
    },
    unshared() {
      change({ unshared: true });
      share.hidden = true;
    },
    option(o) {
      change({ option: o });
      paintOption(o);
    },
    busy(on) {
      spin.hidden = !on;
    },
    tab(page) {
      foot.hidden = !items.some((i) => i.item.page === page);
      tabNow = page;
      paintTabs();
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
    tabItem(index, o) {
      const at = items[index];
      if (!at) return;
      Object.assign(at.item, o);
      at.label.textContent = at.item.name;
      if (at.item.icon) at.b.prepend(at.picture);
      paintTabs();
    },
    tabStyle(o) {
      if (o.color) look.color = o.color;
      if (o.selectedColor) look.selected = o.selectedColor;
      if (o.backgroundColor) foot.style.background = colour(o.backgroundColor);
      if (o.borderStyle) foot.classList.toggle("light", o.borderStyle === "white");
      paintTabs();
    },
    ground(to) {
      const page = stage.querySelector<HTMLElement>("iframe:not([hidden])");
      if (page) page.style.background = colour(to);
    },
    brightness(to) {
      if (to !== undefined) light = Math.min(1, Math.max(0, to));
      shade.style.opacity = String((1 - light) * darkest);
      return light;
    },
  };
}

// The person must still find the way out of what a program made dark.
const darkest = 0.8;

/** Pages whose content begins behind the bar. */
const bare = (w: Record<string, unknown>) => w.transparentTitle === "always" || w.navigationStyle === "custom";

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
