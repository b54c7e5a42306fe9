import type { Store } from "@livewell/api/console";
import { Button, Field, Icon, Notice, Qr } from "@livewell/ui";
import { useState } from "react";
import { useT } from "../../words";
import { StoreFrame } from "./frame";
import { useNamed } from "./names";

export function TablesPage() {
  const t = useT();
  return (
    <StoreFrame title={t("store.tables")} managed>
      {(store) => <Inside of={store} />}
    </StoreFrame>
  );
}

const MOST = 100;

const number = (text: string, otherwise: number, most: number) =>
  /^\d{1,4}$/.test(text) ? Math.min(most, Math.max(1, Number(text))) : otherwise;

/** What the code of a table holds: the store's page of this server, and the table. */
export const tableLink = (origin: string, store: string, table: number) => `${origin}/stores/${store}?table=${table}`;

function Inside({ of }: { of: Store }) {
  const t = useT();
  const named = useNamed();
  const [from, setFrom] = useState("1");
  const [tables, setTables] = useState("12");
  const first = number(from, 1, 9999);
  const count = number(tables, 12, MOST);
  return (
    <>
      <div className="lw-stack st-noprint">
        <p className="lw-muted">{t("tables.lead")}</p>
        {!of.modes.includes("dinein") && (
          <Notice tone="warn" icon="warn">
            {t("tables.off")}
          </Notice>
        )}
        <div className="co-filters">
          <Field
            label={t("tables.from")}
            type="number"
            min={1}
            max={9999}
            value={from}
            onChange={(e) => setFrom(e.target.value)}
          />
          <Field
            label={t("tables.count")}
            type="number"
            min={1}
            max={MOST}
            value={tables}
            onChange={(e) => setTables(e.target.value)}
          />
          <Button onClick={() => print()}>
            <Icon name="print" size={20} />
            {t("tables.print")}
          </Button>
        </div>
      </div>
      <section className="st-sheet" aria-label={t("tables.sheet")}>
        {Array.from({ length: count }, (_, i) => first + i).map((n) => (
          <figure key={n} className="st-tablecode">
            <figcaption>
              <span translate="no" className="lw-break">
                {named(of.name, of.nameEn)}
              </span>
              <strong>{t("tables.table", { n })}</strong>
            </figcaption>
            <Qr text={tableLink(location.origin, of.id, n)} label={t("tables.qr", { n })} />
            <span>{t("tables.scan")}</span>
          </figure>
        ))}
      </section>
    </>
  );
}
