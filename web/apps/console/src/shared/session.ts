import { api, ApiError, OFFLINE, type Session } from "@livewell/api/console";
import { keeper } from "@livewell/ui";
import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";

export const NO_SESSION = "request.no_session";

/** Where there is no mark of a session the server need not be asked. */
const marked = () => /(^|; )(__Host-)?livewell_console_in=/.test(document.cookie);

/** What a register needs to open again without a network, on this device and until the sign-out. */
export const device = keeper("livewell.console.");

/** Asks, and where there is no network gives what was answered before. */
export async function kept<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    const data = await ask();
    device.put(key, data);
    return data;
  } catch (e) {
    const had = e instanceof ApiError && e.code === OFFLINE ? device.get(key) : undefined;
    if (!had) throw e;
    return had.data as T;
  }
}

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () =>
    marked()
      ? kept("session", api.session).catch((e: unknown) => {
          if (e instanceof ApiError && e.code === NO_SESSION) return null;
          throw e;
        })
      : null,
  networkMode: "always",
  staleTime: 5 * 60_000,
});

/** Who is signed in. Only pages behind the sign-in may ask. */
export function useMe(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new ApiError({ code: NO_SESSION });
  return data;
}

/** Begins a session, or the acting for another merchant: nothing of before may stay. */
export function begin(queries: QueryClient, session: Session) {
  queries.clear();
  device.forget();
  device.put("session", session);
  queries.setQueryData(sessionQuery.queryKey, session);
}
