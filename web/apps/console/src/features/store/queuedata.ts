import { api } from "@livewell/api/console";
import { useWatched } from "./live";

export const queueKey = (store: string) => ["queue", store] as const;

/** The line of a store as it is. */
export const useQueue = (store: string) =>
  useWatched(queueKey(store), `/console/api/stores/${encodeURIComponent(store)}/queue/live`, () =>
    api.hostQueue(store),
  );
