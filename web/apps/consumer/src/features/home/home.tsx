import type { HomeBlock } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Avatar, brand, Icon, Notice, useTitle, type IconName } from "@livewell/ui";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, type ReactNode } from "react";
import { useHome, useHomeLive } from "../../shared/home";
import { useMe } from "../../shared/session";
import { Failed } from "../../shared/states";
import { Wealth } from "./balance";
import { Recent, Waiting } from "./bills";
import { Banners, Important, Strip } from "./messages";
import { CityEntrance, SwitchCity } from "./place";
import { Services } from "./services";

const Shelf = lazy(() => import("./shelf").then((m) => ({ default: m.Shelf })));
const Feed = lazy(() => import("./feed").then((m) => ({ default: m.Feed })));

/**
 * The home page, as its layout says. Notices, the quick row and the balance
 * belong to its head where they come first; what waits for the person follows,
 * then all other blocks in their order.
 */
export function Home() {
  const t = useT();
  const me = useMe();
  const home = useHome();
  useHomeLive();
  useTitle(brand);
  const rest = [...(home.data?.blocks ?? [])];
  const first = (kind: string) => (rest[0]?.kind === kind ? rest.shift() : undefined);
  const notices: HomeBlock[] = [];
  for (let n = first("notice"); n; n = first("notice")) notices.push(n);
  const quick = first("quick");
  const wealth = first("wealth");
  const pending = home.isPending;
  return (
    <main className="lw-main app-home">
      {notices.map((n) => (
        <Important key={n.id} block={n} />
      ))}
      <div className="app-hero" data-raised={pending || wealth !== undefined}>
        <div className="app-hero-top">
          <CityEntrance />
          <h1>{brand}</h1>
          <Link to="/me" aria-label={t("tabs.me")} className="lw-iconbutton">
            <Avatar seed={me.user.avatar} size={36} />
          </Link>
        </div>
        <Find />
        {quick && <Quick block={quick} />}
        {pending && <div className="app-quick-space" />}
      </div>
      {wealth && <Wealth block={wealth} raised />}
      {pending && <Skeleton />}
      {home.isError && !home.data && <Failed error={home.error} onRetry={() => void home.refetch()} />}
      <SwitchCity />
      {!me.pinSet && (
        <Notice icon="shield">
          {t("home.noPin")} <Link to="/me/pin">{t("pin.set")}</Link>
        </Notice>
      )}
      <Waiting />
      {rest.map((b) => (
        <Block key={b.id} block={b} />
      ))}
    </main>
  );
}

/** Stands where the balance and the blocks will, and as high. */
function Skeleton() {
  const t = useT();
  return (
    <div className="app-home-skeleton" role="status">
      <span className="lw-hide">{t("common.loading")}</span>
      <div className="lw-skeleton" />
      <div className="lw-skeleton" />
      <div className="lw-skeleton" />
    </div>
  );
}

/** A block by its kind. One that this version does not know is skipped. */
function Block({ block }: { block: HomeBlock }) {
  switch (block.kind) {
    case "notice":
      return <Important block={block} />;
    case "quick":
      return (
        <div className="app-quick-alone">
          <Quick block={block} />
        </div>
      );
    case "wealth":
      return <Wealth block={block} />;
    case "apps":
      return <Services block={block} />;
    case "strip":
      return <Strip block={block} />;
    case "banners":
      return <Banners block={block} />;
    case "recent":
      return <Recent block={block} />;
    case "group":
    case "daily":
      return (
        <Later className="app-shelf-space">
          <Shelf block={block} />
        </Later>
      );
    case "feed":
      return (
        <Later className="app-feed-space">
          <Feed block={block} />
        </Later>
      );
    default:
      return null;
  }
}

/** Room for a part whose script comes after the page. */
const Later = ({ className, children }: { className: string; children: ReactNode }) => (
  <Suspense fallback={<div className={className} />}>{children}</Suspense>
);

/** Where a search begins; stores show what it finds. */
function Find() {
  const t = useT();
  const go = useNavigate();
  const send = (data: FormData) => {
    const text = data.get("text");
    void go({
      to: "/stores",
      search: { mode: "takeaway", kind: "", text: typeof text === "string" ? text.trim() : "" },
    });
  };
  return (
    <form className="app-find" role="search" action={send}>
      <Icon name="search" size={20} />
      <input
        name="text"
        type="search"
        maxLength={40}
        aria-label={t("blocks.search")}
        placeholder={t("blocks.search")}
      />
      <button type="submit">{t("blocks.find")}</button>
    </form>
  );
}

type Quick = { to: "/scan" | "/paycode" | "/receive" | "/transfer"; icon: IconName };
const quicks: Record<string, Quick> = {
  scan: { to: "/scan", icon: "scan" },
  paycode: { to: "/paycode", icon: "paycode" },
  receive: { to: "/receive", icon: "receive" },
  transfer: { to: "/transfer", icon: "transfer" },
};

function Quick({ block }: { block: HomeBlock }) {
  const t = useT();
  const names: Record<string, string> = {
    scan: t("home.scan"),
    paycode: t("home.payCode"),
    receive: t("home.receive"),
    transfer: t("home.transfer"),
  };
  return (
    <nav className="app-quick" aria-label={t("home.quick")}>
      {(block.quick?.items ?? []).map((x) => {
        const q = quicks[x];
        return (
          q && (
            <Link key={x} to={q.to}>
              <Icon name={q.icon} size={32} />
              {names[x]}
            </Link>
          )
        );
      })}
    </nav>
  );
}
