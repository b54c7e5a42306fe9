import { api, type HomeBlock } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Card, Empty, List, ListHead } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BillRow } from "../../shared/bill";
import { useText } from "../../shared/home";
import { RowLink } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** What waits to be paid. No layout can take it away. */
export function Waiting() {
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

export function Recent({ block }: { block: HomeBlock }) {
  const t = useT();
  const text = useText();
  const limit = block.recent?.most ?? 3;
  const bills = useQuery({ queryKey: ["bills", "recent", limit], queryFn: () => api.bills({ limit }) });
  return (
    <>
      <ListHead
        end={
          <Link to="/bills" className="lw-button link">
            {t("home.allBills")}
          </Link>
        }
      >
        {text(block.title) || t("home.recent")}
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
