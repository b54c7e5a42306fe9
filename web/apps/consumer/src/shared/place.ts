import { useQuery } from "@tanstack/react-query";
import { positionQuery, useCity, type Position } from "./city";

/** The city in use, and the place in it to look around: the person's own, or its centre. */
export function usePlace(): { city: string; at: Position | undefined; known: boolean } {
  const position = useQuery(positionQuery).data ?? undefined;
  const { data } = useCity();
  const known = Boolean(position && data?.here && data.here.code === data.city.code);
  return { city: data?.city.code ?? "", at: known ? position : data?.centre, known };
}
