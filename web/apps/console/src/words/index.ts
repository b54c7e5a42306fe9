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

/** Every key of the console's words: a wrong one does not compile. */
export type Key = Leaves<typeof words>;
export type T = (key: Key, values?: Record<string, string | number>) => string;

/** Turns the whole console to a language, at once. */
export async function speak(l: Spoken) {
  const { words } = await load[l]();
  addWords(l, "console", words);
  await setLanguage(l);
}

export function useT(): T {
  const { t } = useTranslation("console");
  return t as unknown as T;
}
