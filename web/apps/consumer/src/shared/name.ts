import { useLanguage } from "@livewell/i18n";

/** The name of something in the reader's language, where it has one there. */
export function useName() {
  const l = useLanguage();
  return (x: { name: string; nameEn?: string | undefined }) => (l === "en" && x.nameEn ? x.nameEn : x.name);
}
