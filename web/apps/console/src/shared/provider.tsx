import type { ListingProvider } from "@livewell/api/console";
import { useT } from "../words";
import { Tag } from "./bits";

export function ProviderTag({ of }: { of: ListingProvider }) {
  const t = useT();
  return <Tag tone={of.state === "active" ? "good" : "bad"}>{t(`provider.states.${of.state}`)}</Tag>;
}
