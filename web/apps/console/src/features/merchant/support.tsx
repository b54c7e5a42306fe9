import { api, type SupportCard } from "@livewell/api/console";
import { reasonText, standingText, useFormat } from "@livewell/i18n";
import { Button, ButtonLink, Empty, Pairs } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Tag, type Tone } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { Meter } from "../../shared/meter";
import { Gives, PolicyName } from "../../shared/policy";
import { Panel, Screen } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";

const supportQuery = { queryKey: ["support"], queryFn: api.support };
const tones: Record<SupportCard["state"], Tone> = {
  ...{ active: "good", used_up: "warn", ended: "quiet", open: "good", full: "warn", refused: "quiet" },
};

/** What the platform gives the merchant, what it does not, and why. */
export function SupportPage() {
  const t = useT();
  const support = useQuery(supportQuery);
  return (
    <Screen title={t("support.title")} lead={t("support.lead")}>
      <Shown of={support}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="heart" title={t("support.none")} />
          ) : (
            <div className="co-cards">
              {items.map((c) => (
                <One key={c.policy} of={c} />
              ))}
            </div>
          )
        }
      </Shown>
    </Screen>
  );
}

/** On the overview: what runs, and the way to the rest. */
export function SupportPanel() {
  const t = useT();
  const f = useFormat();
  const support = useQuery(supportQuery);
  const running = (cards: SupportCard[]) =>
    cards.flatMap((c) => (c.state === "active" && c.ends ? [{ card: c, until: f.day(c.ends) }] : []));
  return (
    <Panel
      title={t("support.title")}
      end={
        <GoLink kind="link" to="/support">
          {t("support.all")}
        </GoLink>
      }
    >
      <Shown of={support}>
        {({ items }) => {
          const lines = running(items);
          if (lines.length === 0) return <p className="lw-muted">{t("support.nothing")}</p>;
          return (
            <ul className="co-steps">
              {lines.map(({ card, until }) => (
                <li key={card.policy}>
                  {t("support.running", { until })}: <PolicyName of={card} />
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
    </Panel>
  );
}

function One({ of: c }: { of: SupportCard }) {
  const t = useT();
  const f = useFormat();
  const { state, because } = standingText(c.state);
  const facts: [string, ReactNode][] = [
    ...(c.starts ? ([[t("support.since"), f.day(c.starts)]] satisfies [string, string][]) : []),
    ...(c.ends ? ([[t("support.until"), f.day(c.ends)]] satisfies [string, string][]) : []),
    ...(c.doneAt ? ([[t("support.doneAt"), f.day(c.doneAt)]] satisfies [string, string][]) : []),
  ];
  return (
    <Panel title={<PolicyName of={c} />} end={<Tag tone={tones[c.state]}>{state}</Tag>}>
      <p>
        <Gives of={c.gives} />
      </p>
      {facts.length > 0 && <Pairs of={facts} />}
      {c.cap && c.used && (
        <Meter
          label={t("support.used", { used: f.money(c.used), cap: f.money(c.cap) })}
          of={Number(c.used.amount)}
          max={Number(c.cap.amount)}
        />
      )}
      <h3>{because}</h3>
      <ul className="co-steps">
        {c.reasons.map((r) => (
          <Why key={r.of} of={r} />
        ))}
      </ul>
      {c.gives.kind === "training" && c.state === "active" && <Lesson of={c} />}
    </Panel>
  );
}

const places: Record<string, "/licence" | "/overview"> = { tier: "/licence" };

function Why({ of: r }: { of: SupportCard["reasons"][number] }) {
  const t = useT();
  const f = useFormat();
  const { text, todo } = reasonText(r, f);
  return (
    <li>
      <Tag tone={r.holds ? "good" : "warn"}>{t(r.holds ? "support.yes" : "support.no")}</Tag> {text}{" "}
      {todo && (
        <GoLink kind="link" to={places[r.of] ?? "/overview"}>
          {todo}
        </GoLink>
      )}
    </li>
  );
}

function Lesson({ of: c }: { of: SupportCard }) {
  const t = useT();
  const queries = useQueryClient();
  const tick = useMutation({
    mutationFn: () => api.tickSupport(c.policy),
    onSuccess: () => queries.invalidateQueries({ queryKey: supportQuery.queryKey }),
  });
  return (
    <>
      <div className="co-actions">
        <ButtonLink kind="soft" href={c.gives.link ?? ""}>
          {t("support.lesson")}
        </ButtonLink>
        {!c.doneAt && (
          <Button kind="plain" busy={tick.isPending} onClick={() => tick.mutate()}>
            {t("support.done")}
          </Button>
        )}
      </div>
      <Refused error={tick.error} />
    </>
  );
}
