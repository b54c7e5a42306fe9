import { addWords, setLanguage, useTranslation, type Language, type Leaves } from "@livewell/i18n";
import type { words } from "./en";

const load: Record<Language, () => Promise<{ words: object }>> = {
  en: () => import("./en"),
  zh: () => import("./zh"),
};

/** Every key of the console's words: a wrong one does not compile. */
export type Key = Leaves<typeof words>;
export type T = (key: Key, values?: Record<string, string | number>) => string;

/** Turns the whole console to a language, at once. */
export async function speak(l: Language) {
  const { words } = await load[l]();
  addWords(l, "console", words);
  await setLanguage(l);
}

export function useT(): T {
  const { t } = useTranslation("console");
  return t as unknown as T;
}
