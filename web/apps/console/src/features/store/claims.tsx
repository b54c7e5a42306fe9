import { api, type Claim, type Store } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ClaimCard } from "../../shared/claim";
import { FormSheet } from "../../shared/dialogs";
import { Area } from "../../shared/fields";
import { Listed } from "../../shared/states";
import { useT } from "../../words";
import { StoreFrame } from "./frame";

const EVERY = 30_000;

export function ClaimsPage() {
  const t = useT();
  return <StoreFrame title={t("claims.title")}>{(store) => <Inside of={store} />}</StoreFrame>;
}

type To = "settled" | "resent" | "refused";
type Asked = { claim: Claim; to: To };

function Inside({ of }: { of: Store }) {
  const t = useT();
  const f = useFormat();
  const [asked, setAsked] = useState<Asked>();
  const page = (status: "open" | "answered") => (cursor: string | undefined) =>
    api.claims(of.id, { status, limit: 20, ...(cursor ? { cursor } : {}) });
  const cards = (rows: Claim[]) => (
    <ul className="lw-stack">
      {rows.map((c) => (
        <ClaimCard key={c.id} of={c}>
          <Link to="/stores/$store/orders/$id" params={{ store: of.id, id: c.order }}>
            {t("claims.order")}
          </Link>
          {c.can.includes("refused") && (
            <>
              <Button kind="danger" onClick={() => setAsked({ claim: c, to: "refused" })}>
                {t("claims.refused.do")}
              </Button>
              <Button kind="plain" onClick={() => setAsked({ claim: c, to: "resent" })}>
                {t("claims.resent.do")}
              </Button>
              <Button onClick={() => setAsked({ claim: c, to: "settled" })}>
                {t("claims.settled.do", { amount: f.money(c.amount) })}
              </Button>
            </>
          )}
        </ClaimCard>
      ))}
    </ul>
  );
  return (
    <>
      <h2>{t("claims.waiting")}</h2>
      <Listed
        queryKey={["claims", of.id, "open"]}
        fetch={page("open")}
        every={EVERY}
        empty={t("claims.none")}
        emptyHint={t("claims.text")}
      >
        {cards}
      </Listed>
      <h2>{t("claims.earlier")}</h2>
      <Listed
        queryKey={["claims", of.id, "answered"]}
        fetch={page("answered")}
        every={EVERY}
        empty={t("claims.noneEarlier")}
      >
        {cards}
      </Listed>
      {asked && <Answer of={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** Pays the pieces back, or says when they come again, or why not. */
function Answer({ of: { claim: c, to }, onClose }: { of: Asked; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [words, setWords] = useState("");
  const [tried, setTried] = useState(false);
  const needed = to !== "settled";
  const answer = useMutation({
    mutationFn: () => api.answerClaim(c.id, to, words.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["claims"] });
      toast(t("claims.answered"));
      onClose();
    },
  });
  const amount = f.money(c.amount);
  return (
    <FormSheet
      title={t(`claims.${to}.title`, { number: c.number })}
      action={t(`claims.${to}.do`, { amount })}
      danger={to === "refused"}
      busy={answer.isPending}
      error={answer.error}
      onSubmit={() => {
        setTried(true);
        if (!needed || words.trim()) answer.mutate();
      }}
      onClose={onClose}
    >
      <p>{t(`claims.${to}.text`, { amount })}</p>
      <Area
        label={t(`claims.${to}.words`)}
        required={needed}
        maxLength={500}
        value={words}
        hint={t("claims.wordsHint")}
        error={tried && needed && !words.trim() ? t("claims.wordsNeeded") : undefined}
        onChange={(e) => setWords(e.target.value)}
      />
    </FormSheet>
  );
}
