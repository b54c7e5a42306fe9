import { api } from "@livewell/api/console";
import { useQuery } from "@tanstack/react-query";

export const menuKey = (store: string) => ["menu", store] as const;
export const useMenu = (store: string) => useQuery({ queryKey: menuKey(store), queryFn: () => api.menu(store) });
