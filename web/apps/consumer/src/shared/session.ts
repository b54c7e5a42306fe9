import { api, ApiError, type Session } from "@livewell/api";
import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { forget, kept } from "./kept";
import { dropLater } from "./later";

export const NO_SESSION = "request.no_session";

/** Where there is no mark of a session the server need not be asked. */
const marked = () => /(^|; )(__Host-)?livewell_in=/.test(document.cookie);

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () =>
    marked()
      ? kept("session", api.session).catch((e: unknown) => {
          if (!(e instanceof ApiError) || e.code !== NO_SESSION) throw e;
          forget(); // it was ended elsewhere
          return null;
        })
      : null,
  staleTime: 5 * 60_000,
});

/** Who is signed in. Only pages behind the sign-in may ask. */
export function useMe(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new ApiError({ code: NO_SESSION });
  return data;
}

/** Begins a session: nothing of whoever was here before may stay. */
export function begin(queries: QueryClient, session: Session) {
  queries.clear();
  forget();
  dropLater(session.user.id);
  queries.setQueryData(sessionQuery.queryKey, session);
}
