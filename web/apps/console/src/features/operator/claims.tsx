import { api, type Claim } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ClaimCard } from "../../shared/claim";
import { Reasoned } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed } from "../../shared/states";
import { useT } from "../../words";

const statuses = ["appealed", "decided"] as const;

/** The claims that buyer and store do not agree on, and what operators decided. */
export function ClaimsPage() {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [{ status = "appealed" }, set] = useFilters("status");
  const shown = statuses.find((s) => s === status) ?? "appealed";
  const [asked, setAsked] = useState<{ claim: Claim; to: "settled" | "closed" }>();
  const decides = hatsOf(useMe()).operator;
  return (
    <Screen title={t("claims.title")} lead={t("claims.lead")}>
      <div className="co-filters">
        <Select
          label={t("claims.status")}
          value={shown}
          onPick={(v) => set({ status: v === "appealed" ? "" : v })}
          options={statuses.map((s) => ({ value: s, label: t(`claims.list.${s}`) }))}
        />
      </div>
      <Listed
        queryKey={["claims", shown]}
        fetch={(cursor) => api.appealedClaims({ status: shown, limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t(shown === "appealed" ? "claims.allDone" : "claims.noneDecided")}
      >
        {(rows) => (
          <ul className="lw-stack">
            {rows.map((c) => (
              <ClaimCard key={c.id} of={c} from>
                {decides && c.can.includes("closed") && (
                  <>
                    <Button kind="plain" onClick={() => setAsked({ claim: c, to: "closed" })}>
                      {t("claims.closed.do")}
                    </Button>
                    <Button onClick={() => setAsked({ claim: c, to: "settled" })}>
                      {t("claims.settled.do", { amount: f.money(c.amount) })}
                    </Button>
                  </>
                )}
              </ClaimCard>
            ))}
          </ul>
        )}
      </Listed>
      {asked && (
        <Reasoned
          title={t(`claims.${asked.to}.title`, { number: asked.claim.number })}
          text={t("claims.bothRead")}
          action={t(`claims.${asked.to}.do`, { amount: f.money(asked.claim.amount) })}
          done={t("claims.decided")}
          run={(reason) => api.decideClaim(asked.claim.id, asked.to, reason)}
          onDone={() => queries.invalidateQueries({ queryKey: ["claims"] })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Screen>
  );
}
