import { api } from "@livewell/api/console";
import { Button, Notice } from "@livewell/ui";
import { useMutation } from "@tanstack/react-query";
import { Mono, Time } from "../../shared/bits";
import { Find } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { Screen } from "../../shared/screen";
import { Listed, Refused } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

export function Audit() {
  const t = useT();
  const [{ object = "" }, set] = useFilters("object");
  const verify = useMutation({ mutationFn: api.verifyAudit });
  return (
    <Screen
      title={t("audit.title")}
      lead={t("audit.lead")}
      actions={
        <Button busy={verify.isPending} onClick={() => verify.mutate()}>
          {t("audit.verify")}
        </Button>
      }
    >
      <Refused error={verify.error} />
      <div role="status">
        {verify.data?.whole && <Notice icon="check">{t("audit.whole", { count: verify.data.acts })}</Notice>}
      </div>
      {verify.data && !verify.data.whole && (
        <Notice tone="bad" icon="warn">
          {t("audit.broken", { wrong: verify.data.wrong ?? "" })}
        </Notice>
      )}
      <div className="co-filters">
        <Find label={t("audit.find")} max={80} value={object} onFind={(v) => set({ object: v })} />
      </div>
      <Listed
        queryKey={["audit", object]}
        fetch={(cursor) => api.audit({ ...(object ? { object } : {}), limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("audit.none")}
      >
        {(rows) => (
          <Table
            caption={t("audit.title")}
            rows={rows}
            id={(a) => String(a.seq)}
            columns={[
              { head: t("audit.seq"), main: true, cell: (a) => a.seq },
              { head: t("audit.at"), cell: (a) => <Time at={a.at} /> },
              { head: t("audit.actor"), cell: (a) => <Mono>{a.actor}</Mono> },
              { head: t("audit.act"), cell: (a) => <Mono whole>{a.act}</Mono> },
              { head: t("audit.object"), cell: (a) => <Mono>{a.object}</Mono> },
              {
                head: t("common.reason"),
                cell: (a) => <span className="lw-break">{a.reason || t("common.dash")}</span>,
              },
              { head: t("audit.request"), cell: (a) => (a.request ? <Mono>{a.request}</Mono> : t("common.dash")) },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}
