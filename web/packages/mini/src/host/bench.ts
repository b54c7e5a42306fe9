// The workbench of a program's developer: the program in a frame of a terminal's
// size, and panels that tell what happens in it.
import * as bench from "../words/bench.ts";
import { en } from "../words/en.ts";
import { zh } from "../words/zh.ts";
import { el } from "./dialogs.ts";
import { run, type Running } from "./host.ts";
import { madeUp } from "./madeup.ts";
import "./host.css";
import "./bench.css";

interface Warning {
  file: string;
  line?: number;
  col?: number;
  msg: string;
}
interface Change {
  kind: "hello" | "reload" | "template" | "style" | "";
  files?: string[];
  code?: string[];
  warnings: Warning[];
  fault?: string;
}
interface Node {
  name: string;
  data?: unknown;
  kids: (Node | string)[];
}

const screens = { phone: [390, 844], kiosk: [1080, 1920], register: [1366, 768] } as const;
type Screen = keyof typeof screens;
const network = new Set(["request", "httpRequest", "uploadFile", "downloadFile", "connectSocket"]);
const panels = ["problems", "log", "tree", "data", "storage", "network", "calls"] as const;
type Panel = (typeof panels)[number];
const kept = 500; // lines of a list

function start(root: HTMLElement) {
  const language =
    localStorage.getItem("bench.language") === "zh" ||
    (!localStorage.getItem("bench.language") && navigator.language.startsWith("zh"))
      ? "zh"
      : "en";
  const words = language === "zh" ? bench.zh : bench.en;
  document.documentElement.lang = language;

  const box = el("div", "box");
  const device = el("div", "device", box);
  const shelf = el("div", "shelf", device);
  const out = el("section", "panel");
  out.setAttribute("role", "tabpanel");
  out.tabIndex = 0;
  const tabs = el("div", "panels");
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", words.panels);
  const screen = el("select", "");
  screen.setAttribute("aria-label", words.screen);
  for (const s of Object.keys(screens) as Screen[]) screen.append(new Option(words[s], s));
  const again = el("button", "", words.restart);
  const other = el("button", "", words.language);
  const overlay = el("div", "overlay");
  overlay.setAttribute("role", "alert");
  overlay.hidden = true;
  shelf.append(overlay);
  root.replaceChildren(el("header", "tools", screen, again, other), shelf, el("aside", "side", tabs, out));

  let running: Running | null = null;
  let panel: Panel = "problems";
  let warnings: Warning[] = [];
  let fault = "";
  const errors: string[] = [];
  const logs: string[] = [];
  const calls: { name: string; line: string }[] = [];
  const storage = new Map<string, string>(
    Object.entries(JSON.parse(sessionStorage.getItem("bench.storage") ?? "{}") as Record<string, string>),
  );
  const keep = () => sessionStorage.setItem("bench.storage", JSON.stringify(Object.fromEntries(storage)));
  const push = <T>(list: T[], v: T) => {
    list.push(v);
    if (list.length > kept) list.shift();
    draw();
  };

  for (const p of panels) {
    const b = el("button", "", words[p]);
    b.setAttribute("role", "tab");
    b.addEventListener("click", () => {
      panel = p;
      draw();
    });
    b.dataset.panel = p;
    tabs.append(b);
  }
  tabs.addEventListener("keydown", (e) => {
    const step = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    panel = panels[(panels.indexOf(panel) + step + panels.length) % panels.length] as Panel;
    draw();
    tabs.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  });

  const place = (w: Warning) => `${w.file}${w.line ? `:${w.line}:${w.col ?? 1}` : ""}: ${w.msg}`;
  const list = (lines: string[]) =>
    lines.length ? el("ol", "", ...lines.map((l) => el("li", "", l))) : el("p", "", words.none);
  const json = (v: unknown) => el("pre", "", JSON.stringify(v, null, 2) ?? "");
  const outline = (nodes: (Node | string)[]): HTMLElement =>
    el(
      "ul",
      "",
      ...nodes.map((n) => {
        if (typeof n === "string") return el("li", "text", n);
        if (!n.kids.length) return el("li", "", n.name);
        const d = el("details", "", el("summary", "", n.name), outline(n.kids));
        d.open = true;
        return el("li", "", d);
      }),
    );

  let drawn = 0;
  function draw() {
    const mine = ++drawn;
    for (const b of tabs.querySelectorAll<HTMLElement>("[role=tab]")) {
      const on = b.dataset.panel === panel;
      b.setAttribute("aria-selected", String(on));
      b.tabIndex = on ? 0 : -1;
    }
    overlay.hidden = !fault && !errors.length;
    overlay.replaceChildren(
      ...(fault ? [el("h2", "", words.broken), el("pre", "", fault)] : errors.slice(-3).map((e) => el("pre", "", e))),
    );
    switch (panel) {
      case "problems":
        out.replaceChildren(list([...(fault ? [fault] : []), ...errors, ...warnings.map(place)]));
        break;
      case "log":
        out.replaceChildren(list(logs));
        break;
      case "storage":
        out.replaceChildren(storage.size ? json(Object.fromEntries(storage)) : el("p", "", words.none));
        break;
      case "network":
        out.replaceChildren(list(calls.filter((c) => network.has(c.name)).map((c) => c.line)));
        break;
      case "calls":
        out.replaceChildren(list(calls.map((c) => c.line)));
        break;
      default:
        void running?.inspect().then((part) => {
          if (mine !== drawn) return;
          const p = part as { data: unknown; tree: (Node | string)[] } | null;
          out.replaceChildren(p ? (panel === "data" ? json(p.data) : outline(p.tree)) : el("p", "", words.none));
        });
    }
  }
  // Data and tree change without a word: they are looked at while they are shown.
  setInterval(() => {
    if (panel === "data" || panel === "tree") draw();
  }, 1_000);

  async function begin(page: string) {
    running?.end();
    running = null;
    errors.length = 0;
    try {
      running = await run(box, {
        base: "/program/",
        runtime: "/runtime/",
        language,
        words: language === "zh" ? zh : en,
        bridge: madeUp(() => undefined),
        tabs: screen.value !== "register",
        storage: {
          all: Object.fromEntries(storage),
          set: (k, v) => (storage.set(k, v), keep()),
          remove: (k) => (storage.delete(k), keep()),
          clear: () => (storage.clear(), keep()),
        },
        launch: { path: page },
        onError: (e) => push(errors, e.stack.includes(e.message) ? e.stack : `${e.message}\n${e.stack}`),
        onLog: (level, text) => push(logs, `${level}: ${text}`),
        onCall: (c) =>
          push(calls, {
            name: c.name,
            line: `${c.name}(${JSON.stringify(c.args)}) → ${JSON.stringify(c.error ?? c.value) ?? ""} · ${c.millis} ms`,
          }),
      });
    } catch (e) {
      push(errors, String(e));
    }
    draw();
  }

  function fit() {
    const [w, h] = screens[screen.value as Screen];
    const scale = Math.min(1, (shelf.clientWidth - 32) / w, (shelf.clientHeight - 32) / h);
    device.style.cssText = `width:${w}px;height:${h}px;transform:scale(${scale});margin-bottom:${h * (scale - 1)}px;margin-right:${w * (scale - 1)}px`;
  }
  screen.addEventListener("change", () => {
    fit();
    void begin(running?.top()?.path ?? "");
  });
  again.addEventListener("click", () => void begin(""));
  other.addEventListener("click", () => {
    localStorage.setItem("bench.language", language === "zh" ? "en" : "zh");
    location.reload();
  });
  addEventListener("resize", fit);
  fit();

  const changes = new EventSource("/changes");
  changes.onmessage = (e: MessageEvent<string>) => {
    const c = JSON.parse(e.data) as Change;
    warnings = c.warnings;
    fault = c.fault ?? "";
    const each = (f: (file: string, code: string) => void) => c.files?.forEach((file, i) => f(file, c.code?.[i] ?? ""));
    if (fault) running?.end();
    else if (c.kind === "style") each((file, code) => running?.style(file, code));
    else if (c.kind === "template") each((file, code) => running?.template(file, code));
    else if (c.kind === "reload" || !running) void begin(running?.top()?.path ?? "");
    draw();
  };
}

const root = document.getElementById("bench");
if (root) start(root);
