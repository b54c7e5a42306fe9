import { addWords, PSEUDO, setLanguage, useTranslation, type Leaves, type Spoken } from "@livewell/i18n";
import type { words } from "./en";

const load: Record<Spoken, () => Promise<{ words: object }>> = {
  en: () => import("./en"),
  zh: () => import("./zh"),
  [PSEUDO]: async () => {
    const [{ pseudo }, { words }] = await Promise.all([import("@livewell/i18n/pseudo"), import("./en")]);
    return { words: pseudo(words) };
  },
};

/** A catalogue with every key of another; Chinese has no singular. */
export type Same<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Same<T[K]>;
};

/** Every key of the terminal's words: a wrong one does not compile. */
export type Key = Leaves<typeof words>;
export type T = (key: Key, values?: Record<string, string | number>) => string;

/** Turns the whole screen to a language, at once. */
export async function speak(l: Spoken) {
  const { words } = await load[l]();
  addWords(l, "terminal", words);
  await setLanguage(l);
}

export function useT(): T {
  const { t } = useTranslation("terminal");
  return t as unknown as T;
}
