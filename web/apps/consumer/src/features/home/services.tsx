import type { HomeBlock, Vertical } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Icon, type IconName } from "@livewell/ui";
import { Link } from "@tanstack/react-router";
import { apps, useMyApps, type Face, type MyApp } from "../../shared/apps";
import { FaceIcon } from "../../shared/face";
import { useHome } from "../../shared/home";

/** The pages behind the verticals that this version of the app has; others it skips. */
const pages: Partial<Record<Vertical, { mode: string }>> = {
  takeaway: { mode: "takeaway" },
  food: { mode: "dinein" },
};
const icons: Record<Vertical, IconName> = {
  takeaway: "bowl",
  food: "fork",
  hotels: "bed",
  movies: "film",
  civic: "civic",
};

/** The city's service buttons, then the person's own apps. */
export function Services({ block }: { block: HomeBlock }) {
  const t = useT();
  const home = useHome().data;
  const my = useMyApps();
  const buttons = home?.buttons.filter((b) => pages[b.vertical]) ?? [];
  return (
    <section className="app-services lw-card" aria-label={t("blocks.apps")}>
      {buttons.length > 0 && (
        <nav aria-label={t("vertical.label")}>
          <ul className="app-grid big" data-few={buttons.length < 4}>
            {buttons.map((b) => {
              const search = pages[b.vertical];
              return (
                search && (
                  <li key={b.vertical}>
                    <Link to="/stores" search={{ ...search, kind: "" }} data-tone={b.vertical}>
                      <span className="app-tile">
                        <Icon name={icons[b.vertical]} size={28} />
                      </span>
                      {t(`vertical.${b.vertical}`)}
                    </Link>
                  </li>
                )
              );
            })}
          </ul>
        </nav>
      )}
      <nav aria-label={t("apps.title")}>
        <ul className="app-grid">
          {my.list.slice(0, block.apps?.most ?? 9).map((a) => (
            <li key={a}>
              <AppLink app={a} face={my.face(a)} />
            </li>
          ))}
          <li>
            <Link to="/apps/edit" data-tone="edit">
              <span className="app-tile">
                <Icon name="apps" size={24} />
              </span>
              {t("apps.edit")}
            </Link>
          </li>
        </ul>
      </nav>
    </section>
  );
}

function AppLink({ app, face }: { app: MyApp; face: Face }) {
  const inner = (
    <>
      <span className="app-tile">
        <FaceIcon of={face} size={24} />
      </span>
      {face.name}
    </>
  );
  if (!(app in apps))
    return (
      <Link to="/mini/$app" params={{ app: app.slice("mini:".length) }}>
        {inner}
      </Link>
    );
  const a = apps[app as keyof typeof apps];
  if ("search" in a)
    return (
      <Link to="/stores" search={{ ...a.search, kind: "" }}>
        {inner}
      </Link>
    );
  return <Link to={a.to}>{inner}</Link>;
}
