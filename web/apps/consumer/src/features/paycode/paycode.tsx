import { api } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useNewBill } from "../../shared/bills";
import { GoLink, SubPage } from "../../shared/nav";
import { RollingCode } from "../../shared/rolling";

export function PayCode() {
  const t = useT();
  const navigate = useNavigate();

  // The shop used the code: either it is paid, or it waits for a confirmation.
  const bill = useNewBill();
  const waiting = useQuery({ queryKey: ["waiting"], queryFn: api.waiting, refetchInterval: 1500 });
  const [before, setBefore] = useState<Set<string>>();
  if (waiting.data && !before) setBefore(new Set(waiting.data.items.map((x) => x.id)));
  const asked = before && waiting.data?.items.find((x) => !before.has(x.id));
  useEffect(() => {
    if (asked) void navigate({ to: "/cashier/$id", params: { id: asked.id }, replace: true });
    else if (bill?.kind === "pay") void navigate({ to: "/trades/$id", params: { id: bill.object }, replace: true });
  }, [asked, bill, navigate]);

  return (
    <div className="app-blue lw-column">
      <SubPage title={t("home.payCode")}>
        <RollingCode
          queryKey={["paycode"]}
          fetch={api.newPayCode}
          bar={t("paycode.barLabel")}
          qr={t("paycode.qrLabel")}
        />
        <p className="lw-small lw-centre">{t("paycode.warn")}</p>
        <GoLink kind="plain" block to="/receive">
          {t("home.receive")}
        </GoLink>
      </SubPage>
    </div>
  );
}
