import { api, embedded } from "@livewell/api";
import { useT, type Key } from "@livewell/i18n";
import { Icon, Notice, Toasts, useToast, type IconName } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { kept, useOnline } from "../shared/kept";
import { sendWaiting } from "../shared/later";
import { useLive } from "../shared/live";

export function Root() {
  return (
    <Toasts>
      <div className="lw-column">
        <Line />
        <Outlet />
      </div>
    </Toasts>
  );
}

/** Says that there is no network, and sends what waited for one. */
function Line() {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const online = useOnline();
  const tell = useRef({ t, toast });
  useEffect(() => {
    tell.current = { t, toast };
  });
  useEffect(() => {
    if (!online || embedded) return;
    void sendWaiting().then((orders) => {
      if (orders.length === 0) return;
      for (const id of orders) void queries.invalidateQueries({ queryKey: ["reviewed", id] });
      tell.current.toast(tell.current.t("offline.sent", { count: orders.length }));
    });
  }, [online, queries]);
  // Whether it is back is found out by asking.
  useQuery({
    queryKey: ["line"],
    queryFn: () => kept("session", api.session),
    enabled: !online,
    refetchInterval: 5000,
    refetchIntervalInBackground: true,
  });
  if (online) return null;
  return (
    <aside aria-label={t("offline.title")}>
      <Notice tone="warn" icon="warn">
        <span role="status">{t("offline.text")}</span> <Link to="/orders">{t("order.list")}</Link>
      </Notice>
    </aside>
  );
}

/** Everything that only a person who signed in sees. */
export function Signed() {
  useLive();
  return <Outlet />;
}

const tabs: { to: "/" | "/bills" | "/messages" | "/me"; icon: IconName; name: Key }[] = [
  { to: "/", icon: "home", name: "tabs.home" },
  { to: "/bills", icon: "bills", name: "tabs.bills" },
  { to: "/messages", icon: "messages", name: "tabs.messages" },
  { to: "/me", icon: "me", name: "tabs.me" },
];

export function Tabs() {
  const t = useT();
  const unread = useQuery({ queryKey: ["unread"], queryFn: api.unread });
  const n = unread.data?.total ?? 0;
  return (
    <>
      <Outlet />
      <nav className="app-tabs" aria-label={t("tabs.label")}>
        <ul>
          {tabs.map((x) => (
            <li key={x.to}>
              <Link to={x.to} activeOptions={{ exact: true }}>
                <span className="app-tabicon">
                  <Icon name={x.icon} size={26} />
                  {x.to === "/messages" && n > 0 && (
                    <span className="lw-badge">
                      <span aria-hidden="true">{n > 99 ? "99+" : n}</span>
                      <span className="lw-hide">{t("messages.unread", { count: n })}</span>
                    </span>
                  )}
                </span>
                {t(x.name)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
