import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, ButtonLink, Card, Notice, Pairs } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { agreementLines } from "../../shared/agreement";
import { Confirm } from "../../shared/confirm";
import { Done } from "../../shared/done";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** Lets a seller take payments without asking each time. */
export function SignAgreement({ id }: { id: string }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const agreement = useQuery({ queryKey: ["agreement", id], queryFn: () => api.agreement(id) });
  const sign = async (proof: string) => {
    const a = await api.signAgreement(id, proof);
    void queries.invalidateQueries({ queryKey: ["agreements"] });
    queries.setQueryData(["agreement", id], a);
    setAsking(false);
  };
  const x = agreement.data;
  if (x && x.status !== "TEMP") {
    return (
      <Done
        title={x.status === "NORMAL" ? t("agreement.signed") : t("agreement.ended")}
        lines={agreementLines(x, t, f)}
        {...(x.status === "STOP" ? { tone: "bad" as const } : {})}
      >
        {x.returnUrl && (
          <ButtonLink block href={x.returnUrl}>
            {t("cashier.backToShop")}
          </ButtonLink>
        )}
        <GoLink block kind={x.returnUrl ? "link" : "primary"} to="/">
          {t("common.done")}
        </GoLink>
      </Done>
    );
  }
  return (
    <SubPage title={t("agreement.title")}>
      <Shown of={agreement}>
        {(a) => (
          <>
            <Card className="lw-centre">
              <p className="lw-break">{t("agreement.ask", { seller: a.seller })}</p>
            </Card>
            <Card>
              <Pairs of={agreementLines(a, t, f)} />
            </Card>
            <Notice tone="warn" icon="warn">
              {t("agreement.care")}
            </Notice>
            <Button block onClick={() => setAsking(true)}>
              {t("agreement.sign")}
            </Button>
            {asking && (
              <Confirm
                title={t("agreement.title")}
                want={{ payee: a.payee, amount: { amount: "0.00", currency: "CNY" }, nonce: a.no }}
                onProof={sign}
                onClose={() => setAsking(false)}
              >
                <p className="lw-centre lw-break">{a.seller}</p>
              </Confirm>
            )}
          </>
        )}
      </Shown>
    </SubPage>
  );
}
