import { api, type Overview } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Notice } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Money, Tag } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { Week } from "./chart";
import { SupportPanel } from "./support";

export function OverviewPage() {
  const t = useT();
  const hats = hatsOf(useMe());
  const runs = hats.owner || hats.manager;
  const shop = useQuery({ queryKey: ["merchant"], queryFn: api.merchant, refetchInterval: 30_000 });
  return (
    <Screen
      title={t("overview.title")}
      lead={shop.data?.name}
      actions={
        <GoLink kind="soft" to="/trades">
          {t("overview.allTrades")}
        </GoLink>
      }
    >
      <Shown of={shop}>{(s) => <Inside shop={s} />}</Shown>
      {runs && <SupportPanel />}
      {runs && <Maturity />}
    </Screen>
  );
}

function Figure({ name, children, note }: { name: string; children: ReactNode; note?: ReactNode }) {
  return (
    <section className="co-figure">
      <h2>{name}</h2>
      <p className="co-big">{children}</p>
      {note && <p className="lw-small lw-muted">{note}</p>}
    </section>
  );
}

/** How far the business is online, and what helps most now. */
function Maturity() {
  const t = useT();
  const maturity = useQuery({ queryKey: ["maturity"], queryFn: api.maturity });
  return (
    <Panel title={t("maturity.title")}>
      <Shown of={maturity}>
        {({ score, steps }) => (
          <>
            <p className="co-big">{t("maturity.score", { score })}</p>
            <ul className="co-steps">
              {steps.map((s) => (
                <li key={s.key}>
                  <Tag tone={s.done ? "good" : "quiet"}>{t(s.done ? "maturity.done" : "maturity.open")}</Tag>{" "}
                  {t(`maturity.step.${s.key}`)}{" "}
                  <span className="lw-muted">{t("maturity.points", { points: s.points })}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Shown>
    </Panel>
  );
}

function Inside({ shop }: { shop: Overview }) {
  const t = useT();
  const f = useFormat();
  const { today } = shop;
  return (
    <>
      {shop.status === "blocked" && (
        <Notice tone="bad" icon="warn">
          {t("overview.blocked", { reason: shop.reason ?? "" })}
        </Notice>
      )}
      <div className="co-figures">
        <Figure name={t("overview.today")} note={t("overview.payments", { count: today.payments })}>
          <Money of={today.paid} />
        </Figure>
        <Figure name={t("overview.refunded")} note={t("overview.refunds", { count: today.refunds })}>
          <Money of={today.refunded} />
        </Figure>
        <Figure name={t("overview.net")} note={t("overview.netNote", { fees: f.money(today.fees) })}>
          <Money of={today.net} />
        </Figure>
        <Figure
          name={t("overview.balance")}
          note={
            <Tag tone={shop.canSell ? "good" : "warn"}>
              {shop.canSell ? t("overview.sells") : t("overview.sellsNot")}
            </Tag>
          }
        >
          <Money of={shop.balance} />
        </Figure>
      </div>
      <Panel title={t("overview.week")}>
        <Week days={shop.week} />
      </Panel>
    </>
  );
}
