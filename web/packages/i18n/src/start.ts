import i18next, { type Resource } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** English in disguise: a test asks for it by the stored look, and nobody is offered it. */
export const PSEUDO = "en-XA";
export type Spoken = Language | typeof PSEUDO;

/** What a catalogue file holds, by namespace. */
export type Catalogue = {
  app: object;
  fault: Record<string, string>;
  message: Record<string, string>;
  scope: Record<string, string>;
  support: Record<string, string>;
};

// Only the language in use is loaded; the other one comes when it is chosen.
const load: Record<Spoken, () => Promise<{ catalogue: Catalogue }>> = {
  en: () => import("./en/index"),
  zh: () => import("./zh/index"),
  [PSEUDO]: async () => {
    const [{ pseudo }, { catalogue }] = await Promise.all([import("./pseudo"), import("./en/index")]);
    return { catalogue: pseudo(catalogue) };
  },
};

const tag = { en: "en", zh: "zh-CN", [PSEUDO]: PSEUDO };

async function add(l: Spoken) {
  if (i18next.hasResourceBundle(l, "app")) return;
  const { catalogue } = await load[l]();
  for (const [ns, words] of Object.entries(catalogue)) i18next.addResourceBundle(l, ns, words);
}

/** Adds the words of one app to those that all share. */
export const addWords = (l: Spoken, ns: string, words: object) => i18next.addResourceBundle(l, ns, words);

/** The language that a tag such as "zh-Hans-CN" asks for. */
export const languageOf = (text: string | undefined | null): Language =>
  text?.toLowerCase().startsWith("zh") ? "zh" : "en";

/** Must end before the first render. `resources` is for tests, which cannot wait. */
export async function startI18n(l: Spoken, resources?: Resource) {
  await i18next.use(initReactI18next).init({
    lng: l,
    resources: resources ?? {},
    ns: ["app", "fault", "message", "scope", "support"],
    defaultNS: "app",
    nsSeparator: false, // codes of messages hold colons
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await setLanguage(l);
}

export async function setLanguage(l: Spoken) {
  await add(l);
  await i18next.changeLanguage(l);
  if (typeof document !== "undefined") document.documentElement.lang = tag[l];
}

export function useLanguage(): Language {
  return languageOf(useTranslation().i18n.language);
}
