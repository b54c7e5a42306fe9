import { api } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Loading } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { GoLink, SubPage } from "../../shared/nav";
import { Failed } from "../../shared/states";

/** Where a short link leads, or why it leads nowhere. */
export function ShortLink({ code }: { code: string }) {
  const t = useT();
  const go = useNavigate();
  const way = useQuery({ queryKey: ["link", code], queryFn: () => api.followLink(code), staleTime: 0 });
  const path = way.data?.path;
  useEffect(() => {
    if (path) void go({ href: path, replace: true });
  }, [go, path]);
  if (!way.error) return <Loading />;
  return (
    <SubPage title={t("link.title")}>
      <Failed error={way.error} />
      <p className="lw-centre">
        <GoLink to="/" kind="soft">
          {t("link.home")}
        </GoLink>
      </p>
    </SubPage>
  );
}
