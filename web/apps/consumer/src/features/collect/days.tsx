import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { ButtonLink, Card, Empty, IconButton, Pairs } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { addMonths, thisMonth } from "../../shared/bills";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

export function DaysPage({ shop }: { shop: string }) {
  const t = useT();
  const f = useFormat();
  const [month, setMonth] = useState(() => thisMonth());
  const days = useQuery({ queryKey: ["days", shop, month], queryFn: () => api.days(shop, month) });
  return (
    <SubPage title={t("coder.days")} above={`/collect/${shop}`}>
      <div className="app-month">
        <IconButton icon="back" label={t("bill.earlier")} onClick={() => setMonth(addMonths(month, -1))} />
        <h2 aria-live="polite">{f.month(month)}</h2>
        <IconButton
          icon="next"
          label={t("bill.later")}
          disabled={month >= thisMonth()}
          onClick={() => setMonth(addMonths(month, 1))}
        />
      </div>
      <Shown of={days}>
        {(d) =>
          d.items.length === 0 ? (
            <Empty icon="bills" title={t("bill.none")} />
          ) : (
            d.items.map((x) => (
              <Card key={x.day}>
                <div className="lw-stack">
                  <h2>{f.weekday(`${x.day}T00:00:00`)}</h2>
                  <Pairs
                    of={[
                      [t("coder.paid", { count: x.payments }), f.money(x.paid)],
                      [t("coder.refunded", { count: x.refunds }), f.money(x.refunded)],
                      [t("coder.fees"), f.money(x.fees)],
                      [t("coder.net"), <strong key="net">{f.money(x.net)}</strong>],
                    ]}
                  />
                  <ButtonLink
                    kind="soft"
                    block
                    href={`/api/coder/${shop}/statement.csv?day=${x.day}`}
                    download={`statement-${x.day}.csv`}
                  >
                    {t("coder.statement")}
                  </ButtonLink>
                </div>
              </Card>
            ))
          )
        }
      </Shown>
    </SubPage>
  );
}
