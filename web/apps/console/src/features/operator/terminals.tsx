import { api } from "@livewell/api/console";
import { Button } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Tag, Time } from "../../shared/bits";
import { Reasoned } from "../../shared/dialogs";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

type Device = Awaited<ReturnType<typeof api.allTerminals>>["items"][number];
const key = ["allTerminals"] as const;

/** The devices of all stores, and the switch that a store cannot undo. */
export function AllTerminals() {
  const t = useT();
  const decides = hatsOf(useMe()).operator;
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Device>();
  const act = asking?.barred ? "allow" : "bar";
  return (
    <Screen title={t("terminals.title")} lead={t("terminals.allLead")}>
      <Listed
        queryKey={key}
        fetch={(cursor) => api.allTerminals({ limit: 50, ...(cursor ? { cursor } : {}) })}
        empty={t("terminals.noneAtAll")}
      >
        {(rows) => (
          <Table
            caption={t("terminals.title")}
            rows={rows}
            id={(d) => d.id}
            columns={[
              { head: t("terminals.name"), main: true, cell: (d) => <span translate="no">{d.name}</span> },
              { head: t("terminals.store"), cell: (d) => <span translate="no">{d.storeName}</span> },
              { head: t("terminals.what"), cell: (d) => t(`terminals.kind.${d.kind}`) },
              {
                head: t("terminals.state"),
                cell: (d) =>
                  d.barred ? (
                    <>
                      <Tag tone="bad">{t("terminals.states.barred")}</Tag> <span translate="no">{d.barred}</span>
                    </>
                  ) : (
                    <Tag tone={d.here ? "good" : "quiet"}>{t(`terminals.states.${d.here ? "here" : "away"}`)}</Tag>
                  ),
              },
              { head: t("terminals.seen"), cell: (d) => (d.seenAt ? <Time at={d.seenAt} /> : t("terminals.never")) },
              {
                head: t("common.actions"),
                end: true,
                cell: (d) =>
                  decides && (
                    <Button
                      kind="link"
                      aria-label={t(d.barred ? "terminals.allowOf" : "terminals.barOf", { name: d.name })}
                      onClick={() => setAsking(d)}
                    >
                      {t(d.barred ? "terminals.allow" : "terminals.bar")}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Listed>
      {asking && (
        <Reasoned
          title={t(`terminals.${act}Of`, { name: asking.name })}
          text={t(`terminals.${act}Text`)}
          action={t(`terminals.${act}`)}
          danger={act === "bar"}
          done={t(act === "bar" ? "terminals.isOff" : "terminals.isOn", { name: asking.name })}
          run={(reason) => api.barTerminal(asking.id, act === "bar", reason)}
          onDone={() => queries.invalidateQueries({ queryKey: key })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </Screen>
  );
}
