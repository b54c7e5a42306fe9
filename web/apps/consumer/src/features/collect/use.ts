import { api, ApiError } from "@livewell/api";
import { useQuery } from "@tanstack/react-query";

/** One of the person's shops. */
export const useShop = (id: string) =>
  useQuery({
    queryKey: ["shops"],
    queryFn: api.shops,
    select: (all) => {
      const s = all.items.find((x) => x.id === id);
      if (!s) throw new ApiError({ code: "merchant.not_found" });
      return s;
    },
  });
