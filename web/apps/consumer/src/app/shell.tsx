import { api } from "@livewell/api";
import { useT, type Key } from "@livewell/i18n";
import { Icon, Toasts, type IconName } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useLive } from "../shared/live";

export function Root() {
  return (
    <Toasts>
      <div className="lw-column">
        <Outlet />
      </div>
    </Toasts>
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
