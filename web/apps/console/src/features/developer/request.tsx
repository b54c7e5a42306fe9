import { api, type Call } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Facts, Mono, Tag, Time } from "../../shared/bits";
import { useParam } from "../../shared/filters";
import { Panel } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { AppFrame } from "./frame";

export function RequestPage() {
  const app = useParam("id");
  const trace = useParam("trace");
  const call = useQuery({ queryKey: ["request", app, trace], queryFn: () => api.request(app, trace) });
  return <AppFrame>{() => <Shown of={call}>{(c) => <Inside call={c} />}</Shown>}</AppFrame>;
}

function Inside({ call: c }: { call: Call }) {
  const t = useT();
  const f = useFormat();
  return (
    <Panel title={t("requests.one")}>
      <Facts
        of={[
          [t("requests.trace"), <Mono key="t">{c.traceId}</Mono>],
          [
            t("requests.method"),
            <Link key="m" to="/docs/$method" params={{ method: c.method }} className="co-mono" translate="no">
              {c.method}
            </Link>,
          ],
          [t("requests.protocol"), t(c.v3 ? "requests.v3" : "requests.v1")],
          [t("requests.at"), <Time key="a" at={c.at} />],
          [t("requests.took"), t("common.millis", { n: f.number(c.micros / 1000) })],
          [
            t("requests.code"),
            <Tag key="c" tone={c.code === "10000" ? "good" : "warn"}>
              {c.code}
            </Tag>,
          ],
          [t("requests.subCode"), c.subCode ? <Mono key="s">{c.subCode}</Mono> : t("common.dash")],
          [t("requests.subMsg"), c.subMsg || t("common.dash")],
          [t("requests.hash"), c.hash ? <Mono key="h">{c.hash}</Mono> : t("common.dash")],
        ]}
      />
      <p className="lw-small lw-muted">{t("requests.hashHint")}</p>
    </Panel>
  );
}
