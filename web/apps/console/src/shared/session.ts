import { api, ApiError, type Session } from "@livewell/api/console";
import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";

export const NO_SESSION = "request.no_session";

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () =>
    api.session().catch((e: unknown) => {
      if (e instanceof ApiError && e.code === NO_SESSION) return null;
      throw e;
    }),
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
  queries.setQueryData(sessionQuery.queryKey, session);
}
