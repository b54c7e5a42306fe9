import { api, type Store } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Empty, Search } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Tag } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { Panel, Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { StoreState, useManages } from "./frame";
import { Thumb, useCategoryName, useModeName, useNamed } from "./names";
import { OpenForm } from "./open";

// A list that fits on a screen needs no search.
const MANY = 8;

export function StoresPage() {
  const t = useT();
  const manages = useManages();
  const stores = useQuery({ queryKey: ["stores"], queryFn: api.stores });
  const some = stores.data && stores.data.items.length > 0;
  return (
    <Screen
      title={t("stores.title")}
      lead={t("stores.lead")}
      actions={some && manages && <GoLink to="/stores/new">{t("stores.open")}</GoLink>}
    >
      <Shown of={stores}>
        {({ items, categories }) =>
          items.length > 0 ? (
            <List of={items} />
          ) : manages ? (
            <Panel title={t("stores.none")}>
              <p className="lw-muted">{t("stores.noneHint")}</p>
              <OpenForm categories={categories} />
            </Panel>
          ) : (
            <Empty icon="store" title={t("stores.noneStaff")} />
          )
        }
      </Shown>
    </Screen>
  );
}

function List({ of }: { of: Store[] }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const category = useCategoryName();
  const mode = useModeName();
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const rows = of.filter((s) => `${s.name} ${s.nameEn ?? ""} ${s.address}`.toLowerCase().includes(wanted));
  return (
    <>
      {of.length > MANY && <Search label={t("common.search")} value={text} onChange={setText} />}
      <Table
        caption={t("stores.title")}
        rows={rows}
        id={(s) => s.id}
        columns={[
          {
            head: t("stores.name"),
            main: true,
            cell: (s) => (
              <span className="st-named">
                <Thumb src={s.picture} />
                <Link to="/stores/$store" params={{ store: s.id }} translate="no" className="co-strong">
                  {named(s.name, s.nameEn)}
                </Link>
              </span>
            ),
          },
          { head: t("stores.kind"), cell: (s) => category(s.category) },
          { head: t("stores.place"), cell: (s) => <span translate="no">{s.address}</span> },
          { head: t("trades.statusName"), cell: (s) => <StoreState of={s} /> },
          {
            head: t("store.modes"),
            cell: (s) => (
              <span className="co-line">
                {s.modes.map((m) => (
                  <Tag key={m}>{mode(m)}</Tag>
                ))}
              </span>
            ),
          },
          {
            head: t("stores.rating"),
            cell: (s) =>
              s.ratings > 0
                ? t("stores.ratingOf", { stars: s.rating.toFixed(1), count: f.number(s.ratings) })
                : t("common.dash"),
          },
          { head: t("stores.sold"), end: true, cell: (s) => f.number(s.sold) },
        ]}
      />
    </>
  );
}
