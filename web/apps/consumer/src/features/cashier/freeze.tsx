import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, Card, Notice, Pairs } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "../../shared/confirm";
import { Done } from "../../shared/done";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** A deposit: money is set aside for a seller, and nothing is paid yet. */
export function Freeze({ id }: { id: string }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const auth = useQuery({ queryKey: ["auth", id], queryFn: () => api.auth(id) });
  const freeze = async (proof: string) => {
    const a = await api.freezeAuth(id, proof);
    void queries.invalidateQueries({ queryKey: ["wallet"] });
    queries.setQueryData(["auth", id], a);
    setAsking(false);
  };
  const x = auth.data;
  if (x && x.status !== "INIT") {
    const title = x.status === "AUTHORIZED" ? t("freeze.done") : t("freeze.over");
    return (
      <Done
        title={title}
        amount={x.amount}
        lines={[
          [t("cashier.seller"), x.seller],
          [t("cashier.subject"), x.title],
        ]}
      />
    );
  }
  return (
    <SubPage title={t("freeze.title")}>
      <Shown of={auth}>
        {(a) => (
          <>
            <Card className="lw-stack lw-centre">
              <p className="lw-break">{t("freeze.for", { seller: a.seller })}</p>
              <p className="lw-total">{f.money(a.amount)}</p>
            </Card>
            <Card>
              <Pairs
                of={[
                  [t("cashier.subject"), a.title],
                  [t("freeze.until"), f.dateTime(a.expiresAt)],
                ]}
              />
            </Card>
            <Notice>{t("freeze.what")}</Notice>
            <Button block onClick={() => setAsking(true)}>
              {t("freeze.action", { amount: f.money(a.amount) })}
            </Button>
            {asking && (
              <Confirm
                title={t("freeze.title")}
                want={{ payee: a.payee, amount: a.amount, nonce: a.no }}
                onProof={freeze}
                onClose={() => setAsking(false)}
              >
                <div className="lw-centre">
                  <p className="lw-break">{a.seller}</p>
                  <p className="lw-total">{f.money(a.amount)}</p>
                </div>
              </Confirm>
            )}
          </>
        )}
      </Shown>
    </SubPage>
  );
}
