import { api, type HomeBlock } from "@livewell/api";
import { useFormat, useT, type Key } from "@livewell/i18n";
import { Card, Icon, IconButton, type IconName } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useText } from "../../shared/home";
import { GoLink } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { useHidden } from "./hidden";

const links: Record<string, { to: "/collect" | "/me/cards" | "/bills"; icon: IconName; name: Key }> = {
  collect: { to: "/collect", icon: "store", name: "home.collect" },
  cards: { to: "/me/cards", icon: "card", name: "home.cards" },
  bills: { to: "/bills", icon: "bills", name: "home.allBills" },
};

/** The balance, and where it can go. */
export function Wealth({ block, raised }: { block: HomeBlock; raised?: boolean }) {
  const t = useT();
  const f = useFormat();
  const text = useText();
  const [hidden, hide] = useHidden();
  const wallet = useQuery({ queryKey: ["wallet"], queryFn: api.wallet });
  return (
    <Card className={raised ? "app-balance raised" : "app-balance"}>
      <div className="app-balance-top">
        <h2 className="lw-muted">{text(block.title) || t("home.balance")}</h2>
        <IconButton
          icon={hidden ? "eyeOff" : "eye"}
          label={hidden ? t("home.showBalance") : t("home.hideBalance")}
          aria-pressed={hidden}
          onClick={() => hide(!hidden)}
        />
      </div>
      <div className="app-balance-sum">
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
      </div>
      <div className="app-balance-actions">
        {(block.wealth?.links ?? []).map((x) => {
          const l = links[x];
          return (
            l && (
              <GoLink key={x} to={l.to} kind="soft">
                <Icon name={l.icon} size={20} />
                {t(l.name)}
              </GoLink>
            )
          );
        })}
      </div>
    </Card>
  );
}
