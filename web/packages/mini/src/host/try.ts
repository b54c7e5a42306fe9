// A page that shows one program and nothing else: for its developer, and for the
// check of a package. The person is made up, and there is no network behind it.
import { en } from "../words/en.ts";
import { zh } from "../words/zh.ts";
import { run, type Running } from "./host.ts";
import { madeUp } from "./madeup.ts";
import "./host.css";

/** What who drives the page may look at. */
export interface Trial {
  running: Running | null;
  errors: { message: string; stack: string; page: string; caught: boolean }[];
  logs: { level: string; text: string }[];
  calls: string[];
  /** Calls that failed. */
  failed: string[];
  /** What the host said in the program's name, in dialogs and toasts. */
  said: string[];
  /** When the program was opened, in milliseconds of the machine's clock. */
  began: number;
}

async function start() {
  const trial: Trial = { running: null, errors: [], logs: [], calls: [], failed: [], said: [], began: 0 };
  (window as unknown as { trial: Trial }).trial = trial;
  const q = new URLSearchParams(location.search);
  const box = document.getElementById("box");
  if (!box) return;
  const language = q.get("lang") === "en" ? "en" : "zh";
  const kept = new Map<string, string>();
  const words = language === "en" ? en : zh;
  new MutationObserver((all) => {
    for (const e of all.flatMap((m) => [...m.addedNodes])) {
      if (!(e instanceof HTMLElement) || e.parentElement?.className !== "layer" || e.matches(".busy")) continue;
      const text = e.innerText.trim();
      if (text && !text.startsWith(words.silent)) trial.said.push(text); // that one is the host's own
    }
  }).observe(box, { childList: true, subtree: true });
  trial.began = performance.timeOrigin + performance.now();
  try {
    trial.running = await run(box, {
      base: q.get("base") ?? "/program/",
      runtime: q.get("runtime") ?? "/runtime/",
      language,
      words,
      bridge: madeUp((name) => trial.calls.push(name)),
      storage: {
        all: {},
        set: (k, v) => void kept.set(k, v),
        remove: (k) => void kept.delete(k),
        clear: () => kept.clear(),
      },
      launch: { path: q.get("page") ?? "" },
      onCall: (c) => void (c.error && trial.failed.push(c.name)),
      onError: (e) => void trial.errors.push(e),
      onLog: (level, text) => void trial.logs.push({ level, text }),
    });
  } catch (e) {
    trial.errors.push({ message: String(e), stack: "", page: "", caught: false });
    box.textContent = words.failed;
  }
}
void start();
