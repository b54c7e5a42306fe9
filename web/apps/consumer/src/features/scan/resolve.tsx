import { api, type Scanned } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Card, Empty, Loading, Notice } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { GoLink, SubPage } from "../../shared/nav";
import { Failed } from "../../shared/states";

type Read = Scanned | { kind: "page"; path: string };

/** A shop's app hands its order over as a signed string; cameras read the rest. */
async function read(text: string): Promise<Read> {
  if (!/(^|&)app_id=/.test(text) || !/(^|&)sign=/.test(text)) return api.scan(text);
  return { kind: "page", path: (await api.openOrder(text)).path };
}

/** Asks the server what a scanned text means, and goes on from there. */
export function Resolve({ text, children }: { text: string; children: (s: Scanned) => ReactNode }) {
  const t = useT();
  const scanned = useQuery({
    queryKey: ["scan", text],
    queryFn: () => read(text),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  if (scanned.error) {
    return (
      <SubPage title={t("scan.title")}>
        <Failed error={scanned.error} onRetry={() => void scanned.refetch()} />
      </SubPage>
    );
  }
  if (!scanned.data) {
    return (
      <SubPage title={t("scan.title")}>
        <Loading />
      </SubPage>
    );
  }
  const s = scanned.data;
  if (s.kind === "page") return <Navigate to={s.path} replace />;
  if (s.kind === "trade" && s.trade) return <Navigate to="/cashier/$id" params={{ id: s.trade }} replace />;
  if (s.kind === "auth" && s.auth) return <Navigate to="/cashier/auth/$id" params={{ id: s.auth }} replace />;
  if ((s.kind === "person" && s.person) || (s.kind === "coder" && s.coder)) return <>{children(s)}</>;
  return <Unknown text={text} />;
}

/** A code that is not ours. Its text is shown and never opened. */
function Unknown({ text }: { text: string }) {
  const t = useT();
  return (
    <SubPage title={t("scan.unknown")}>
      <Empty icon="help" title={t("scan.unknown")}>
        <p>{t("scan.unknownText")}</p>
      </Empty>
      <Card>
        <p className="lw-label">{t("scan.content")}</p>
        <p className="lw-break">{text.slice(0, 300)}</p>
      </Card>
      <Notice tone="warn" icon="warn">
        {t("scan.unknownCare")}
      </Notice>
      <GoLink block to="/scan" replace>
        {t("scan.again")}
      </GoLink>
    </SubPage>
  );
}
