import type { Person } from "@livewell/api";
import { languageOf, type Spoken } from "@livewell/i18n";
import { useSyncExternalStore } from "react";

// How the app looks, kept in the browser too: it is known before who signs in is.
type Look = { theme: Person["theme"]; textSize: Person["textSize"]; language: "" | Spoken };

const key = "livewell.look";
let chosen: Look | undefined; // as it was kept last by this page
const watchers = new Set<() => void>();
const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

export function storedLook(): Look {
  const usual: Look = { theme: "auto", textSize: "normal", language: "" };
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Look>) };
  } catch {
    return usual; // storage may be forbidden, or hold something else
  }
}

export function keepLook(part: Partial<Look>) {
  const look = { ...(chosen ?? storedLook()), ...part };
  chosen = look;
  try {
    localStorage.setItem(key, JSON.stringify(look));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  show(look);
  for (const tell of watchers) tell();
}

/** The look as chosen here: it moves in the instant of the choice, before the server has heard of it. */
export const useLook = (): Look => useSyncExternalStore(watch, () => (chosen ??= storedLook()));

function watch(tell: () => void) {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

export const languageOfLook = (l: Look): Spoken => l.language || languageOf(navigator.language);

export function show(look: Look) {
  const root = document.documentElement;
  const theme = look.theme === "auto" ? (dark?.matches ? "dark" : "light") : look.theme;
  root.dataset.theme = theme;
  root.dataset.text = look.textSize;
  const colour = getComputedStyle(root).getPropertyValue(theme === "dark" ? "--bg" : "--brand");
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", colour);
}

/** Shows the stored look, and follows the system's where that was chosen. */
export function startLook(): Look {
  const look = storedLook();
  show(look);
  dark?.addEventListener("change", () => show(storedLook()));
  return look;
}
