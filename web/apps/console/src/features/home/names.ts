import { api, type HomeText, type OperatorCity } from "@livewell/api/console";
import { useLanguage } from "@livewell/i18n";
import { useQuery } from "@tanstack/react-query";
import { useT } from "../../words";
import { isKind } from "./blocks";

/** Every city, hidden ones too; empty until they are there. */
export function useCities() {
  const cities = useQuery({ queryKey: ["cities"], queryFn: api.cities, staleTime: 60_000 });
  return { ...cities, items: cities.data?.items ?? [] };
}

export function useCityName(): (c: Pick<OperatorCity, "zh" | "en">) => string {
  const zh = useLanguage() === "zh";
  return (c) => (zh ? c.zh : c.en);
}

/** The name of a city by its code; no code is all of them. */
export function useNameOf(): (code: string) => string {
  const t = useT();
  const name = useCityName();
  const { items } = useCities();
  return (code) => {
    if (!code) return t("layouts.allCities");
    const c = items.find((x) => x.code === code);
    return c ? name(c) : code;
  };
}

export function useKindName(): (kind: string) => string {
  const t = useT();
  return (k) => (isKind(k) ? t(`layouts.kind.${k}`) : t("layouts.unknown", { kind: k }));
}

/** A text in the reader's language. */
export function useText(): (x: HomeText) => string {
  const zh = useLanguage() === "zh";
  return (x) => (zh ? x.zh : x.en);
}
