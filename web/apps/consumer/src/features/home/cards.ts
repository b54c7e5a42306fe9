import { api, type FeedCard } from "@livewell/api";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { positionQuery, useCity } from "../../shared/city";
import { useDoor } from "../../shared/here";
import { usePlace } from "../../shared/place";

/** Cards of a feed with no thing twice, whatever its pages brought. */
export function distinct(pages: { items: FeedCard[] }[]): FeedCard[] {
  const seen = new Set<string>();
  return pages.flatMap((p) => p.items).filter((c) => !seen.has(c.id) && seen.add(c.id));
}

/** What is open and in reach of where the person is, or has things brought to. */
export function useFeed(kinds: string[], limit: number) {
  const position = useQuery(positionQuery);
  const city = useCity();
  const place = usePlace();
  const { door, pending } = useDoor();
  const at = place.known ? place.at : door?.at;
  const query = { city: place.city, ...at, ...(kinds.length ? { kinds: kinds.join(",") } : {}), limit };
  return useInfiniteQuery({
    queryKey: ["feed", query],
    queryFn: ({ pageParam }) => api.feed({ ...query, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    enabled: !position.isPending && !pending && !city.isPending && place.city !== "",
    staleTime: 60_000,
    refetchOnWindowFocus: false, // under the eyes of who reads nothing moves
  });
}
