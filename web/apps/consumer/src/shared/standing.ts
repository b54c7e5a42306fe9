import type { T } from "@livewell/i18n";
import type { OrderHead } from "@livewell/api";

const packed = ["accepted", "ready"] as const;

/** Where an order stands, in words: what is sent by post is packed and not made. */
export function standing(t: T, o: Pick<OrderHead, "mode" | "status">): string {
  const own = o.mode === "parcel" && packed.find((s) => s === o.status);
  return own ? t(`parcel.status.${own}`) : t(`order.status.${o.status}`);
}
