import { api } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Link, useNavigate } from "@tanstack/react-router";
import { Mono, Tag, Time } from "../../shared/bits";
import { Find, Select } from "../../shared/fields";
import { useFilters, useParam } from "../../shared/filters";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { AppFrame } from "./frame";

export function Requests() {
  const t = useT();
  const f = useFormat();
  const id = useParam("id");
  const navigate = useNavigate();
  const [now, set] = useFilters("failed");
  const failed = now.failed === "yes";
  return (
    <AppFrame>
      {() => (
        <>
          <div className="co-filters">
            <Find
              label={t("requests.find")}
              max={64}
              value=""
              onFind={(trace) => trace && void navigate({ to: "/apps/$id/requests/$trace", params: { id, trace } })}
            />
            <Select
              label={t("requests.which")}
              value={failed ? "yes" : ""}
              onPick={(v) => set({ failed: v })}
              options={[
                { value: "", label: t("common.all") },
                { value: "yes", label: t("requests.failed") },
              ]}
            />
          </div>
          <Listed
            queryKey={["requests", id, failed]}
            fetch={(cursor) =>
              api.requests(id, { ...(failed ? { failed } : {}), limit: 20, ...(cursor ? { cursor } : {}) })
            }
            empty={t("requests.none")}
            emptyHint={t("requests.noneHint")}
          >
            {(rows) => (
              <Table
                caption={t("requests.title")}
                rows={rows}
                id={(c) => c.traceId}
                columns={[
                  {
                    head: t("requests.trace"),
                    main: true,
                    cell: (c) => (
                      <Link
                        to="/apps/$id/requests/$trace"
                        params={{ id, trace: c.traceId }}
                        className="co-mono"
                        translate="no"
                      >
                        {c.traceId}
                      </Link>
                    ),
                  },
                  { head: t("requests.at"), cell: (c) => <Time at={c.at} /> },
                  { head: t("requests.method"), cell: (c) => <Mono>{c.method}</Mono> },
                  {
                    head: t("requests.code"),
                    cell: (c) => <Tag tone={c.code === "10000" ? "good" : "warn"}>{c.subCode || c.code}</Tag>,
                  },
                  {
                    head: t("requests.took"),
                    end: true,
                    cell: (c) => t("common.millis", { n: f.number(c.micros / 1000) }),
                  },
                ]}
              />
            )}
          </Listed>
        </>
      )}
    </AppFrame>
  );
}
