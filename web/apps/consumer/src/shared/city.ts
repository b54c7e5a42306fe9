import { api, embedded, type City } from "@livewell/api";
import { useLanguage } from "@livewell/i18n";
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sessionQuery } from "./session";

export type Position = { lat: number; lng: number };

/** Why there is no position: people said no, or the browser cannot tell. */
export class NoPosition extends Error {
  readonly denied: boolean;
  constructor(denied: boolean) {
    super("no position");
    this.denied = denied;
  }
}

/** A hundred metres are near enough for a city, and all that leaves the browser. */
const coarse = (degrees: number) => Math.round(degrees * 1000) / 1000;

/** Asks the browser, which may ask the person. Throws NoPosition. */
export const locate = () =>
  new Promise<Position>((done, fail) => {
    if (!("geolocation" in navigator)) return fail(new NoPosition(false));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lat: coarse(coords.latitude), lng: coarse(coords.longitude) }),
      (e) => fail(new NoPosition(e.code === e.PERMISSION_DENIED)),
      { maximumAge: 60_000, timeout: 10_000 },
    );
  });

async function granted(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false; // a browser that cannot say would ask the person
  }
}

/** The position where the person has allowed it before; nobody is asked. */
export const positionQuery = queryOptions({
  queryKey: ["position"],
  // Within a partner's page the position is the one that the page told.
  queryFn: async ({ client, queryKey }): Promise<Position | null> =>
    embedded
      ? (client.getQueryData<Position>(queryKey) ?? null)
      : (await granted())
        ? locate().catch(() => null)
        : null,
  staleTime: 60_000,
});

const chosenKey = "livewell.city";
const stayKey = "livewell.city.stay";

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // storage may be forbidden
  }
}

function keep(key: string, value: string) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice of a stranger lasts as long as the page.
  }
}

/** Puts a code before those that were chosen in this browser. */
export const withCode = (chosen: string, code: string) =>
  [code, ...chosen.split(",").filter((c) => c && c !== code)].slice(0, 6).join(",");

/** The city that this person gets. */
export function useCity() {
  const position = useQuery(positionQuery).data ?? undefined;
  return useQuery({
    queryKey: ["city", position ?? null],
    queryFn: () => {
      const chosen = read(chosenKey);
      return api.city({ ...position, ...(chosen && { chosen }) });
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Chooses a city: on all devices of who is signed in, in this browser for a stranger. */
export function useChoose(done?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (code: string) => {
      if (await queries.ensureQueryData(sessionQuery)) await api.chooseCity(code);
      keep(chosenKey, withCode(read(chosenKey), code));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["city"] });
      done?.();
    },
  });
}

const pair = (city: City, here: City) => `${city.code} ${here.code}`;

/** Whether the person said that they stay, of these two cities. */
export const stays = (city: City, here: City) => read(stayKey) === pair(city, here);
export const stay = (city: City, here: City) => keep(stayKey, pair(city, here));

export function useCityName(): (c: { zh: string; en: string }) => string {
  const chinese = useLanguage() === "zh";
  return (c) => (chinese ? c.zh : c.en);
}
