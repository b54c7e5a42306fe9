import { useLanguage } from "@livewell/i18n";
import { Icon } from "@livewell/ui";
import type { ReactNode } from "react";
import { useT, type Key } from "../../words";

export { useModeName, type Mode } from "../../shared/modes";

/** Gives what somebody named in the reader's language, as far as they did. */
export function useNamed() {
  const language = useLanguage();
  return (zh: string, en: string | undefined) => (language === "en" && en ? en : zh);
}

/** Words that people wrote: translators of the browser leave them alone. */
export function Own({ children }: { children: ReactNode }) {
  return (
    <span translate="no" className="lw-break">
      {children}
    </span>
  );
}

export const states = ["unpaid", "paid", "accepted", "ready", "underway", "completed", "cancelled"] as const;

/** Names where an order is, or the step that brought it there. */
export function useStateName(as: "state" | "step" = "state") {
  const t = useT();
  return (s: string) => {
    const known = states.find((x) => x === s);
    return known ? t(`order.${as}.${known}`) : s;
  };
}

const categories = [
  ...["noodles", "breakfast", "hotpot", "barbecue", "sichuan", "cantonese", "dumplings", "fastfood", "western"],
  ...["japanese", "coffee", "tea", "bakery", "dessert", "grocery", "fruit", "pharmacy", "flowers", "bookstore"],
  ...["hotel", "cinema", "salon", "other"],
];

export function useCategoryName() {
  const t = useT();
  return (c: string) => (categories.includes(c) ? t(`category.${c}` as Key) : c);
}

const allergens = [
  ...["gluten", "crustaceans", "eggs", "fish", "peanuts", "soy", "milk", "nuts", "celery", "mustard", "sesame"],
  ...["sulphites", "lupin", "molluscs"],
];

export function useAllergenName() {
  const t = useT();
  return (a: string) => (allergens.includes(a) ? t(`allergen.${a}` as Key) : a);
}

/** A picture of a store or a dish. It is decoration: the name is beside it. */
export function Thumb({ src, size = "small" }: { src: string | undefined; size?: "small" | "large" }) {
  return src?.startsWith("/") && !src.startsWith("//") ? (
    <img className={`st-thumb ${size}`} src={src} alt="" loading="lazy" />
  ) : (
    <span className={`st-thumb ${size}`}>
      <Icon name="picture" size={size === "large" ? 32 : 20} />
    </span>
  );
}
