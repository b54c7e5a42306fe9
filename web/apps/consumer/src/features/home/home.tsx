import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Avatar, Card, Empty, Icon, IconButton, List, ListHead, Notice, useTitle, type IconName } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { BillRow } from "../../shared/bill";
import { GoLink, RowLink } from "../../shared/nav";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { useHidden } from "./hidden";

export function Home() {
  const t = useT();
  const me = useMe();
  useTitle(t("brand"));
  const quick: { to: "/scan" | "/paycode" | "/receive" | "/transfer"; icon: IconName; name: string }[] = [
    { to: "/scan", icon: "scan", name: t("home.scan") },
    { to: "/paycode", icon: "paycode", name: t("home.payCode") },
    { to: "/receive", icon: "receive", name: t("home.receive") },
    { to: "/transfer", icon: "transfer", name: t("home.transfer") },
  ];
  return (
    <main className="lw-main">
      <div className="app-hero">
        <div className="app-hero-top">
          <h1>{t("brand")}</h1>
          <Link to="/me" aria-label={t("tabs.me")} className="lw-iconbutton">
            <Avatar seed={me.user.avatar} size={36} />
          </Link>
        </div>
        <nav className="app-quick" aria-label={t("home.quick")}>
          {quick.map((q) => (
            <Link key={q.to} to={q.to}>
              <Icon name={q.icon} size={32} />
              {q.name}
            </Link>
          ))}
        </nav>
      </div>
      <Balance />
      {!me.pinSet && (
        <Notice icon="shield">
          {t("home.noPin")} <Link to="/me/pin">{t("pin.set")}</Link>
        </Notice>
      )}
      <Waiting />
      <Recent />
    </main>
  );
}

function Balance() {
  const t = useT();
  const f = useFormat();
  const [hidden, hide] = useHidden();
  const wallet = useQuery({ queryKey: ["wallet"], queryFn: api.wallet });
  return (
    <Card className="app-balance">
      <div className="app-balance-top">
        <h2 className="lw-muted">{t("home.balance")}</h2>
        <IconButton
          icon={hidden ? "eyeOff" : "eye"}
          label={hidden ? t("home.showBalance") : t("home.hideBalance")}
          aria-pressed={hidden}
          onClick={() => hide(!hidden)}
        />
      </div>
      <Shown of={wallet}>
        {(w) => (
          <>
            <p className="lw-total" data-testid="balance">
              {hidden ? t("home.hidden") : f.money(w.available)}
            </p>
            {!hidden && !/^0(\.0+)?$/.test(w.held.amount) && (
              <p className="lw-muted lw-small">{t("home.held", { amount: f.money(w.held) })}</p>
            )}
          </>
        )}
      </Shown>
      <div className="app-balance-actions">
        <GoLink to="/collect" kind="soft">
          <Icon name="store" size={20} />
          {t("home.collect")}
        </GoLink>
        <GoLink to="/me/cards" kind="soft">
          <Icon name="card" size={20} />
          {t("home.cards")}
        </GoLink>
      </div>
    </Card>
  );
}

function Waiting() {
  const t = useT();
  const f = useFormat();
  const { data } = useQuery({ queryKey: ["waiting"], queryFn: api.waiting, refetchInterval: 30_000 });
  if (!data?.items.length) return null;
  return (
    <>
      <ListHead>{t("home.waiting")}</ListHead>
      <List>
        {data.items.map((x) => (
          <RowLink
            key={x.id}
            to="/cashier/$id"
            params={{ id: x.id }}
            icon="clock"
            tone="warn"
            title={x.seller}
            note={x.subject}
            extra={<strong className="lw-num">{f.money(x.total)}</strong>}
          />
        ))}
      </List>
    </>
  );
}

function Recent() {
  const t = useT();
  const [query] = useState({ limit: 5 });
  const bills = useQuery({ queryKey: ["bills", "recent"], queryFn: () => api.bills(query) });
  return (
    <>
      <ListHead
        end={
          <Link to="/bills" className="lw-button link">
            {t("home.allBills")}
          </Link>
        }
      >
        {t("home.recent")}
      </ListHead>
      <Shown of={bills}>
        {(b) =>
          b.items.length ? (
            <List>
              {b.items.map((x) => (
                <BillRow key={x.id} bill={x} />
              ))}
            </List>
          ) : (
            <Card>
              <Empty icon="bills" title={t("home.noBills")}>
                <p>{t("home.noBillsHint")}</p>
              </Empty>
            </Card>
          )
        }
      </Shown>
    </>
  );
}
