import { api, type Home, type HomeText } from "@livewell/api";
import { useLanguage } from "@livewell/i18n";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useCity } from "./city";

/** The home page of the city in use. The browser asks whether what it has still holds. */
export function useHome() {
  const city = useCity().data?.city.code ?? "";
  return useQuery<Home>({
    queryKey: ["home", city],
    queryFn: () => api.home(city),
    enabled: city !== "",
    placeholderData: keepPreviousData,
    refetchInterval: 60_000, // the heading goes with the hour
  });
}

/** Hears when an operator, or another device of the person, changed the page. */
export function useHomeLive() {
  const queries = useQueryClient();
  useEffect(() => {
    const line = new EventSource("/api/home/live");
    line.addEventListener("changed", () => void queries.invalidateQueries({ queryKey: ["home"] }));
    return () => line.close();
  }, [queries]);
}

/** A text of an operator in the reader's language; empty where there is none. */
export function useText(): (t: HomeText) => string {
  const chinese = useLanguage() === "zh";
  return (t) => (chinese ? t.zh : t.en);
}
