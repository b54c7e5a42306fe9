import type { Category } from "@livewell/api";

export const categories = ["payment", "security", "order", "service", "promotion"] as const satisfies Category[];
