import { api } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Empty } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Mono } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { AppState } from "./frame";

export function Apps() {
  const t = useT();
  const f = useFormat();
  const apps = useQuery({ queryKey: ["apps"], queryFn: api.apps });
  return (
    <Screen title={t("apps.title")} lead={t("apps.lead")} actions={<GoLink to="/apps/new">{t("apps.create")}</GoLink>}>
      <Shown of={apps}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="apps" title={t("apps.none")}>
              <p>{t("apps.noneHint")}</p>
            </Empty>
          ) : (
            <Table
              caption={t("apps.title")}
              rows={items}
              id={(a) => a.id}
              columns={[
                {
                  head: t("apps.name"),
                  main: true,
                  cell: (a) => (
                    <Link to="/apps/$id" params={{ id: a.id }}>
                      {a.name}
                    </Link>
                  ),
                },
                { head: t("apps.id"), cell: (a) => <Mono>{a.id}</Mono> },
                { head: t("apps.kindName"), cell: (a) => t(`apps.kind.${a.kind}`) },
                { head: t("apps.stateName"), cell: (a) => <AppState of={a.state} /> },
                {
                  head: t("keys.title"),
                  cell: (a) => t("keys.count", { count: a.keys.filter((k) => k.inForce).length }),
                },
                { head: t("apps.created"), cell: (a) => f.day(a.createdAt) },
              ]}
            />
          )
        }
      </Shown>
    </Screen>
  );
}
