import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Card, Icon, List, ListHead, Pairs, Row } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Signed } from "../../shared/bill";
import { billLook } from "../../shared/bills";
import { RowLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

export function BillPage({ id }: { id: string }) {
  const t = useT();
  const f = useFormat();
  const bill = useQuery({ queryKey: ["bills", "one", id], queryFn: () => api.bill(id) });
  return (
    <SubPage title={t("bill.title")} above="/bills">
      <Shown of={bill}>
        {({ bill: b, trail }) => {
          const lines: [string, string][] = [[t("bill.kindName"), t(billLook[b.kind].name)]];
          if (b.other) lines.push([t("bill.other"), b.other]);
          if (b.subject && b.subject !== b.other) lines.push([t("cashier.subject"), b.subject]);
          if (b.note) lines.push([t("transfer.note"), b.note]);
          lines.push([t("bill.at"), f.dateTime(b.at)], [t("bill.object"), b.object]);
          return (
            <>
              <Card className="lw-stack lw-centre">
                <div className="app-done" style={{ padding: "0.5rem 0 0" }}>
                  <span className="lw-row-icon">
                    <Icon name={billLook[b.kind].icon} />
                  </span>
                  <p className="lw-break">{b.other || b.subject || t(billLook[b.kind].name)}</p>
                </div>
                <p className="lw-total">
                  <Signed amount={b.amount} />
                </p>
              </Card>
              <Card>
                <Pairs of={lines} />
              </Card>
              {trail.length > 1 && (
                <>
                  <ListHead>{t("bill.trail")}</ListHead>
                  <List>
                    {trail.map((x) => (
                      <Row
                        key={x.id}
                        icon={billLook[x.kind].icon}
                        tone={billLook[x.kind].tone}
                        title={t(billLook[x.kind].name)}
                        note={f.dateTime(x.at)}
                        extra={<Signed amount={x.amount} />}
                      />
                    ))}
                  </List>
                </>
              )}
              {(b.kind === "pay" || b.kind === "refund") && (
                <List>
                  <RowLink to="/trades/$id" params={{ id: b.object }} title={t("bill.trade")} />
                </List>
              )}
            </>
          );
        }}
      </Shown>
    </SubPage>
  );
}
