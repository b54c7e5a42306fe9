import { api, type MiniVersionDetail } from "@livewell/api/console";
import { Button, Notice, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Facts, Mono, Time } from "../../shared/bits";
import { Area } from "../../shared/fields";
import { useParam } from "../../shared/filters";
import { GoLink } from "../../shared/links";
import { Findings, Reviews, VersionTag } from "../../shared/mini";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";
import { Tryout } from "./tryout";

/** One version in review: what is known of it beside the program itself. */
export function MiniReviewPage() {
  const t = useT();
  const id = useParam("id");
  // Each answer has an address of its own for the program: asked again, it would begin anew.
  const one = useQuery({
    queryKey: ["minireview", id],
    queryFn: () => api.miniReview(id),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return (
    <Screen
      title={one.data ? `${one.data.appName} ${one.data.version}` : t("minireviews.title")}
      lead={one.data && <VersionTag of={one.data.status} />}
    >
      <Shown of={one}>{(v) => <Inside of={v} />}</Shown>
    </Screen>
  );
}

function Inside({ of }: { of: MiniVersionDetail }) {
  const t = useT();
  const me = useMe();
  const decides = hatsOf(me).operator;
  return (
    <div className="co-review">
      <div>
        <Panel title={t("mini.one", { version: of.version })}>
          <Facts
            of={[
              [
                t("apps.id"),
                <GoLink key="a" kind="link" to="/programs/$app" params={{ app: of.app }}>
                  <Mono>{of.app}</Mono>
                </GoLink>,
              ],
              [t("mini.submittedAt"), of.submittedAt ? <Time key="s" at={of.submittedAt} /> : t("common.dash")],
              [t("mini.hash"), <Mono key="h">{of.hash.slice(0, 16)}</Mono>],
              [t("mini.description"), of.description ?? t("common.dash")],
              ...(of.memo ? [[t("mini.memo"), of.memo] as [string, string]] : []),
            ]}
          />
        </Panel>
        <Findings of={of.findings} />
        <Reviews of={of.reviews} />
        {of.privileges.length > 0 && (
          <Notice icon="shield">
            {t("minireviews.privileged", { what: of.privileges.map((p) => t(`minireviews.${p}`)).join(", ") })}
          </Notice>
        )}
        {of.first && (
          <Panel title={t("minireviews.first")}>
            <Facts
              of={[
                [t("mini.reason"), of.first.reason],
                [t("mini.at"), <Time key="t" at={of.first.at} />],
              ]}
            />
          </Panel>
        )}
        {of.status !== "auditing" ? (
          <Notice>{t("minireviews.gone")}</Notice>
        ) : decides && of.first?.by === me.user.id ? (
          <Notice>{t("minireviews.mine")}</Notice>
        ) : decides ? (
          <Decide of={of} />
        ) : (
          <Notice>{t("minireviews.looks")}</Notice>
        )}
      </div>
      {of.base && <Tryout base={of.base} app={of.app} />}
    </div>
  );
}

function Decide({ of }: { of: MiniVersionDetail }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState("");
  const [short, setShort] = useState(false);
  const decide = useMutation({
    mutationFn: (verdict: "approved" | "rejected") =>
      api.decideMini(of.id, { hash: of.hash, verdict, reason: reason.trim() }),
    onSuccess: async ({ status }, verdict) => {
      const said = status === "auditing" ? "firstSaid" : verdict;
      toast(t(`minireviews.${said}`, { version: of.version }));
      await navigate({ to: "/minireviews" });
      await queries.invalidateQueries({ queryKey: ["minireviews"] });
      queries.removeQueries({ queryKey: ["minireview", of.id] });
    },
  });
  const say = (verdict: "approved" | "rejected") => {
    const bad = reason.trim().length < 3;
    setShort(bad);
    if (!bad && !decide.isPending) decide.mutate(verdict);
  };
  return (
    <Panel title={t("minireviews.decide")}>
      <div className="lw-stack">
        <Area
          label={t("common.reason")}
          required
          maxLength={500}
          value={reason}
          onChange={(e) => setReason(e.target.value)}
          hint={t("minireviews.reasonHint")}
          error={short ? t("minireviews.reasonShort") : undefined}
        />
        <Refused error={decide.error} />
        <div className="co-dialogend">
          <Button kind="danger" busy={decide.isPending} onClick={() => say("rejected")}>
            {t("minireviews.reject")}
          </Button>
          <Button busy={decide.isPending} onClick={() => say("approved")}>
            {t("minireviews.approve")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
