import { api, type Agreement } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Card, Empty, Pairs } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { agreementLines } from "../../shared/agreement";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

/** Who may take payments without asking each time. */
export function AgreementList() {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [ending, setEnding] = useState<Agreement>();
  const list = useQuery({ queryKey: ["agreements"], queryFn: api.agreements });
  const end = useMutation({
    mutationFn: (no: string) => api.endAgreement(no),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["agreements"] });
      setEnding(undefined);
    },
  });
  return (
    <SubPage title={t("agreement.list")} above="/me">
      <p className="lw-muted lw-small">{t("agreement.what")}</p>
      <Shown of={list}>
        {(l) =>
          l.items.length === 0 ? (
            <Empty icon="repeat" title={t("agreement.none")} />
          ) : (
            l.items.map((a) => (
              <Card key={a.no}>
                <div className="lw-stack">
                  <h2 className="lw-break">{a.seller}</h2>
                  <Pairs of={agreementLines(a, t, f).slice(1)} />
                  {a.status === "NORMAL" ? (
                    <Button kind="danger" block onClick={() => setEnding(a)}>
                      {t("agreement.end")}
                    </Button>
                  ) : (
                    <span className="lw-tag warn">{t("agreement.ended")}</span>
                  )}
                </div>
              </Card>
            ))
          )
        }
      </Shown>
      {ending && (
        <Ask
          title={t("agreement.endAsk")}
          text={ending.seller}
          action={t("agreement.end")}
          danger
          busy={end.isPending}
          error={end.error ? faultText(end.error, f) : undefined}
          onYes={() => end.mutate(ending.no)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </SubPage>
  );
}
