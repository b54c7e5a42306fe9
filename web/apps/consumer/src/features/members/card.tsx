import { api, type MemberCard, type MemberEntry } from "@livewell/api";
import { faultText, useFormat, useT, type Formatter, type T } from "@livewell/i18n";
import { Ask, Button, Card, List, ListHead, Notice, Pairs, Row, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { Listed } from "../../shared/listed";
import { useName } from "../../shared/name";
import { GoLink, SubPage } from "../../shared/nav";
import { RollingCode } from "../../shared/rolling";
import { Shown } from "../../shared/states";

/** One membership: the code for a till, what it is worth, and what happened to its points. */
export function Membership({ id }: { id: string }) {
  const t = useT();
  const card = useQuery({ queryKey: ["members", "card", id], queryFn: () => api.membership(id) });
  return (
    <SubPage title={t("member.one")} above="/members">
      <Shown of={card}>
        {(c) => (
          <>
            <RollingCode
              queryKey={["members", "code", id]}
              fetch={() => api.newMembershipCode(id)}
              bar={t("member.barLabel")}
              qr={t("member.qrLabel")}
            />
            <p className="lw-small lw-centre">{t("member.show")}</p>
            {!c.on && (
              <Notice tone="warn" icon="warn">
                {t("member.off")}
              </Notice>
            )}
            <Worth of={c} />
            <History id={id} />
            {c.store && (
              <GoLink kind="plain" block to="/stores/$id" params={{ id: c.store }} search={{ mode: "takeaway" }}>
                {t("basket.toStore")}
              </GoLink>
            )}
            <Leave of={c} />
          </>
        )}
      </Shown>
    </SubPage>
  );
}

function Worth({ of: c }: { of: MemberCard }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const level = c.levels[c.level];
  const next = c.levels[c.level + 1];
  const points = (count: number) => t("member.points", { count });
  const rows: [string, ReactNode][] = [
    [
      t("member.programme"),
      <span key="c" translate="no">
        {name(c)}
      </span>,
    ],
    [t("member.balance"), <strong key="p">{points(c.points)}</strong>],
    [
      t("member.level"),
      <span key="l" translate="no">
        {level && name(level)}
      </span>,
    ],
  ];
  if (c.soonAt) rows.push([t("member.soon"), t("member.soonText", { points: points(c.soon), at: f.day(c.soonAt) })]);
  if (c.owed > 0) rows.push([t("member.owed"), points(c.owed)]);
  rows.push(
    [
      t("member.number"),
      <span key="n" className="lw-break" translate="no">
        {c.id}
      </span>,
    ],
    [t("member.since"), f.day(c.joinedAt)],
  );
  return (
    <Card className="lw-stack">
      <Pairs of={rows} />
      {c.owed > 0 && <p className="lw-small">{t("member.owedText")}</p>}
      <p className="lw-small">
        {next ? (
          <>
            {t("member.next", { count: c.next })} <span translate="no">{name(next)}</span>
          </>
        ) : (
          t("member.top")
        )}
      </p>
      <p className="lw-muted lw-small">
        {t("member.offer", { points: points(c.perYuan), worth: f.money(c.worth) })} ·{" "}
        {t("member.share", { share: c.share })} · {t("member.life", { count: c.months })}
      </p>
    </Card>
  );
}

/** What happened, with what was paid or came off. */
const note = (t: T, f: Formatter, e: MemberEntry) => {
  if (!e.amount || (e.kind !== "earned" && e.kind !== "used")) return f.dateTime(e.at);
  const said = t(e.kind === "earned" ? "member.paid" : "member.saved", { amount: f.money(e.amount) });
  return `${f.dateTime(e.at)} · ${said}`;
};

function History({ id }: { id: string }) {
  const t = useT();
  const f = useFormat();
  return (
    <>
      <ListHead>{t("member.history")}</ListHead>
      <Listed
        queryKey={["members", "entries", id]}
        fetch={(cursor) => api.membershipEntries(id, cursor)}
        empty={<p>{t("member.none")}</p>}
      >
        {(entries) => (
          <List label={t("member.history")}>
            {entries.map((e) => (
              <Row
                key={e.id}
                title={t(`member.kind.${e.kind}`)}
                note={note(t, f, e)}
                {...(e.points ? { extra: `${e.points > 0 ? "+" : "−"}${f.number(Math.abs(e.points))}` } : {})}
              />
            ))}
          </List>
        )}
      </Listed>
    </>
  );
}

function Leave({ of: c }: { of: MemberCard }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const toast = useToast();
  const queries = useQueryClient();
  const go = useNavigate();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: () => api.leaveMembership(c.id),
    onSuccess: async () => {
      await go({ to: "/members", replace: true });
      void queries.invalidateQueries({ queryKey: ["members"] });
      toast(t("member.left"));
    },
  });
  return (
    <>
      <Button kind="danger" block onClick={() => setAsking(true)}>
        {t("member.leave")}
      </Button>
      {asking && (
        <Ask
          title={t("member.leaveAsk", { name: name(c) })}
          text={t("member.leaveText")}
          action={t("member.leave")}
          danger
          busy={leave.isPending}
          error={leave.error ? faultText(leave.error, f) : undefined}
          onYes={() => leave.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
