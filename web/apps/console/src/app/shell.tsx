import { api, type Session } from "@livewell/api/console";
import { useLanguage } from "@livewell/i18n";
import { brand, Button, Icon, IconButton, Toasts } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { keepLook, storedLook } from "../shared/look";
import { menuOf } from "../shared/menu";
import { hatsOf, merchantsOf } from "../shared/roles";
import { device, sessionQuery } from "../shared/session";
import { speak, useT } from "../words";

export function Root() {
  const t = useT();
  const path = useLocation({ select: (l) => l.pathname });
  const session = useQuery(sessionQuery).data ?? undefined;
  const main = useRef<HTMLElement>(null);
  // The menu of a phone goes away with the page that it led from.
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === path;
  const close = () => setOpenAt(undefined);
  const bare = path === "/signin" || path === "/authorize";
  // A screen on the kitchen's wall has the whole window.
  if (path.startsWith("/kitchen/"))
    return (
      <Toasts>
        <main id="main">
          <Outlet />
        </main>
      </Toasts>
    );
  return (
    <Toasts>
      <a
        className="co-skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          main.current?.focus();
        }}
      >
        {t("nav.skip")}
      </a>
      <div className={bare ? "co-shell bare" : "co-shell"}>
        <header className="co-top" onKeyDown={(e) => e.key === "Escape" && close()}>
          {!bare && (
            <span className="co-narrow">
              <IconButton
                icon={open ? "close" : "menu"}
                label={t("nav.menu")}
                aria-expanded={open}
                onClick={() => setOpenAt(open ? undefined : path)}
              />
            </span>
          )}
          <Link to="/" className="co-brand">
            <img src="/console/icon.svg" alt="" width="28" height="28" />
            {brand}
            <span className="co-wide lw-muted">{t("console")}</span>
          </Link>
          <span className="co-grow" />
          {session && !bare && <Acting session={session} />}
          <Look />
          <Who session={session} bare={bare} />
        </header>
        {!bare && (
          <nav
            className={open ? "co-side open" : "co-side"}
            aria-label={t("nav.label")}
            onKeyDown={(e) => e.key === "Escape" && close()}
          >
            {menuOf(session && hatsOf(session)).map((s) => (
              <div key={s.name}>
                <h2>{t(s.name)}</h2>
                <ul>
                  {s.entries.map((e) => (
                    <li key={e.to}>
                      <Link to={e.to} activeOptions={{ exact: false, includeSearch: false }}>
                        <Icon name={e.icon} size={20} />
                        {t(e.name)}
                      </Link>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
        )}
        <main id="main" className="co-main" ref={main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </Toasts>
  );
}

/** Which merchant the session acts for, and the way to another. */
function Acting({ session }: { session: Session }) {
  const t = useT();
  const acts = Boolean(session.merchant);
  const shop = useQuery({ queryKey: ["merchant"], queryFn: api.merchant, enabled: acts });
  if (merchantsOf(session).length === 0) return null;
  return (
    <Link to="/act" className="co-acting">
      <Icon name="store" size={20} />
      <span className="co-cut">{acts ? (shop.data?.name ?? t("act.some")) : t("act.none")}</span>
    </Link>
  );
}

function Look() {
  const t = useT();
  const language = useLanguage();
  const other = language === "en" ? "zh" : "en";
  const [dark, setDark] = useState(document.documentElement.dataset.theme === "dark");
  const turn = () => {
    keepLook({ ...storedLook(), theme: dark ? "light" : "dark" });
    setDark(!dark);
  };
  return (
    <>
      <Button
        kind="link"
        lang={other === "zh" ? "zh-CN" : "en"}
        onClick={() => {
          keepLook({ ...storedLook(), language: other });
          void speak(other);
        }}
      >
        {t("nav.otherLanguage")}
      </Button>
      <IconButton icon="dark" label={t("nav.dark")} aria-pressed={dark} onClick={turn} />
    </>
  );
}

function Who({ session, bare }: { session: Session | undefined; bare: boolean }) {
  const t = useT();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const out = useMutation({
    mutationFn: api.signOut,
    onSuccess: async () => {
      queries.clear();
      device.forget();
      queries.setQueryData(sessionQuery.queryKey, null);
      await navigate({ to: "/signin", replace: true });
    },
  });
  if (!session) return bare ? null : <Link to="/signin">{t("signin.title")}</Link>;
  return (
    <>
      <span className="co-wide co-cut co-who">{session.user.name || session.user.phone}</span>
      <IconButton icon="out" label={t("nav.signOut")} onClick={() => !out.isPending && out.mutate()} />
    </>
  );
}
