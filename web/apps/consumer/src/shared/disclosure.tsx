import { api, type Vertical } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Icon } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";

/**
 * Says that others sell here. The server tells on which pages it must stand:
 * while it has not answered it stands, so that nobody buys without having seen it.
 */
export function Disclosure({ vertical }: { vertical: Vertical }) {
  const t = useT();
  const { data } = useQuery({ queryKey: ["verticals"], queryFn: api.verticals, staleTime: Infinity });
  if (data && !data.items.some((v) => v.vertical === vertical && v.disclosure)) return null;
  return (
    <p className="app-disclosure" role="note">
      <Icon name="info" size={16} /> {t("stores.notice")}
    </p>
  );
}
