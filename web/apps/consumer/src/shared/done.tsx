import type { Amount } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Card, Icon, Page, Pairs, type IconName } from "@livewell/ui";
import type { ReactNode } from "react";
import { GoLink } from "./nav";

type Props = {
  title: string;
  amount?: Amount;
  lines?: [string, ReactNode][];
  tone?: "warn" | "bad";
  children?: ReactNode;
};

/** The page after a payment: it says that it happened, and how much. */
export function Done({ title, amount, lines = [], tone, children }: Props) {
  const t = useT();
  const f = useFormat();
  const icon: Record<string, IconName> = { warn: "clock", bad: "close" };
  return (
    <Page
      title={title}
      foot={
        children ?? (
          <GoLink block to="/">
            {t("common.done")}
          </GoLink>
        )
      }
    >
      <div className="app-done" role="status">
        <span className={`app-tick ${tone ?? ""}`}>
          <Icon name={tone ? (icon[tone] ?? "info") : "check"} size={40} />
        </span>
        <strong>{title}</strong>
        {amount && <p className="lw-total">{f.money(amount)}</p>}
      </div>
      {lines.length > 0 && (
        <Card>
          <Pairs of={lines} />
        </Card>
      )}
    </Page>
  );
}
