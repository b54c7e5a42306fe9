import { api, type Home, type MiniCard } from "@livewell/api";
import { keepPreviousData, useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLanguage, useT, type Key } from "@livewell/i18n";
import type { IconName } from "@livewell/ui";
import { useState } from "react";
import { useHome } from "./home";
import { sessionQuery } from "./session";

/** What My Apps can hold. Ids are stored: they stay. */
export const apps = {
  pickup: { icon: "bag", to: "/stores", search: { mode: "pickup" } },
  orders: { icon: "bills", to: "/orders" },
  addresses: { icon: "place", to: "/addresses" },
  collect: { icon: "store", to: "/collect" },
  cards: { icon: "card", to: "/me/cards" },
  bills: { icon: "clock", to: "/bills" },
  scan: { icon: "scan", to: "/scan" },
  paycode: { icon: "paycode", to: "/paycode" },
  receive: { icon: "receive", to: "/receive" },
  transfer: { icon: "transfer", to: "/transfer" },
  consents: { icon: "shield", to: "/me/consents" },
  agreements: { icon: "repeat", to: "/me/agreements" },
  devices: { icon: "phone", to: "/me/devices" },
} as const satisfies Record<string, { icon: IconName; to: string; search?: Record<string, string> }>;

export type AppId = keyof typeof apps;
/** A mini program in My Apps. */
export type MiniId = `mini:${string}`;
export type MyApp = AppId | MiniId;

export const most = 24;

const usual: AppId[] = ["pickup", "orders", "collect", "cards", "addresses", "agreements", "consents"];

const isApp = (id: string): id is AppId => id in apps;
const isMini = (id: string): id is MiniId => id.startsWith("mini:");
export const miniId = (app: string): MiniId => `mini:${app}`;
const appName = (id: AppId): Key => `apps.name.${id}`;

/** How an app looks: its name, and a picture or an icon. */
export type Face = { name: string; icon: IconName; picture?: string | undefined };

/** The name of a mini program in the reader's language, where it has one there. */
export function useMiniName() {
  const language = useLanguage();
  return (m: MiniCard) => (language === "zh" ? m.zh || m.en : m.en || m.zh) ?? "";
}

const key = "livewell.apps";

/** The apps of a stranger are kept by the browser; undefined: nothing chosen. */
function stored(): string[] | undefined {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return Array.isArray(list) ? list.filter((x) => typeof x === "string") : undefined;
  } catch {
    return undefined; // storage may be forbidden, or hold something else
  }
}

function keep(list: string[] | undefined) {
  try {
    if (list) localStorage.setItem(key, JSON.stringify(list));
    else localStorage.removeItem(key);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/**
 * The apps of this person, and what changes them: at once here, soon on their
 * other devices. One that this version does not know, and a mini program that is not
 * there now, is passed over, and stays where it was kept.
 */
export function useMyApps() {
  const t = useT();
  const miniName = useMiniName();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const home = useHome();
  const [local, setLocal] = useState(stored);
  const stranger = session.data === null;
  const chosen = stranger ? local : home.data?.apps;
  const wanted = (chosen ?? []).filter(isMini).map((id) => id.slice("mini:".length));
  const minis = useQuery({
    queryKey: ["minis", wanted.join()],
    queryFn: () => api.miniPrograms({ apps: wanted.join() }),
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
  });
  const programs = new Map(minis.data?.items.map((m) => [miniId(m.app), m]));
  const shown = (id: string): id is MyApp => isApp(id) || (isMini(id) && programs.has(id));
  const saving = useIsMutating({ mutationKey: ["apps"] });
  const save = useMutation({
    mutationKey: ["apps"],
    scope: { id: "apps" }, // one after the other: the last one holds
    mutationFn: (list: string[] | undefined) => (list ? api.setMyApps(list) : api.resetMyApps()),
    onSettled: () => {
      if (queries.isMutating({ mutationKey: ["apps"] }) <= 1) void queries.invalidateQueries({ queryKey: ["home"] });
    },
  });
  const all: string[] = chosen ?? usual;
  const put = (list: string[] | undefined) => {
    if (stranger) {
      keep(list);
      setLocal(list);
      return;
    }
    void queries.cancelQueries({ queryKey: ["home"] });
    queries.setQueriesData<Home>({ queryKey: ["home"] }, (h) => {
      if (!h) return h;
      const next = { ...h };
      if (list) next.apps = list;
      else delete next.apps;
      return next;
    });
    save.mutate(list);
  };
  return {
    list: all.filter(shown),
    /** Every one that was chosen, shown or not. */
    all,
    face: (id: MyApp): Face => {
      if (isApp(id)) return { name: t(appName(id)), icon: apps[id].icon };
      const m = programs.get(id);
      return { name: m ? miniName(m) : "", icon: "apps", picture: m?.icon };
    },
    chosen: chosen !== undefined,
    stranger,
    pending: session.isPending || (!stranger && home.isPending) || minis.isLoading,
    saving: saving > 0,
    error: save.error,
    /** Takes these for those that are shown; undefined: the usual ones. */
    set: (list: MyApp[] | undefined) => put(list && [...list, ...all.filter((id) => !shown(id))]),
    toggle: (id: MyApp, on: boolean) => put(on ? [...all, id] : all.filter((x) => x !== id)),
  };
}
