import { api, type Campaign } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, Notice, Pairs, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { Money, Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { Panel, Screen } from "../../shared/screen";
import { Listed, Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import {
  audienceOf,
  campaignFaults,
  campaignOf,
  campaignPlace,
  newCampaign,
  verdictOf,
  type CampaignDraft,
  type Whom,
} from "./campaignform";
import { GiftFields } from "./coupons";
import { useOffer } from "./offerforms";
import "./campaigns.css";

const key = ["campaigns"] as const;
const busy = 3_000; // between looks at one that is being sent, in milliseconds

export function CampaignsPage() {
  const t = useT();
  const [opening, setOpening] = useState(false);
  return (
    <Screen
      title={t("campaigns.title")}
      lead={t("campaigns.lead")}
      actions={<Button onClick={() => setOpening(true)}>{t("campaigns.open")}</Button>}
    >
      <Listed
        queryKey={key}
        fetch={(cursor) => api.campaigns({ limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("campaigns.none")}
        emptyHint={t("campaigns.noneHint")}
      >
        {(rows) => <Rows of={rows} />}
      </Listed>
      {opening && <CampaignForm onClose={() => setOpening(false)} />}
    </Screen>
  );
}

const tones = { better: "good", worse: "bad", unclear: "quiet" } as const;

function Verdict({ of }: { of: Campaign }) {
  const t = useT();
  const verdict = verdictOf(of);
  return <Tag tone={tones[verdict]}>{t(`campaigns.verdicts.${verdict}`)}</Tag>;
}

function Rows({ of }: { of: Campaign[] }) {
  const t = useT();
  const f = useFormat();
  return (
    <Table
      caption={t("campaigns.title")}
      rows={of}
      id={(c) => c.id}
      columns={[
        {
          head: t("campaigns.name"),
          main: true,
          cell: (c) => (
            <Link to="/campaigns/$id" params={{ id: c.id }} translate="no">
              {c.name}
            </Link>
          ),
        },
        { head: t("campaigns.at"), cell: (c) => <Time at={c.at} /> },
        { head: t("offers.state"), cell: (c) => t(`campaigns.states.${c.state}`) },
        { head: t("campaigns.told"), end: true, cell: (c) => f.number(c.told.people) },
        { head: t("campaigns.came"), end: true, cell: (c) => f.percent(Math.round(c.told.share * 10_000)) },
        { head: t("campaigns.cameHeld"), end: true, cell: (c) => f.percent(Math.round(c.held.share * 10_000)) },
        { head: t("campaigns.verdict"), cell: (c) => <Verdict of={c} /> },
        { head: t("coupons.spent"), end: true, cell: (c) => <Money of={c.spent} /> },
      ]}
    />
  );
}

const whoms: Whom[] = ["away", "once", "often"];

function CampaignForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const form = useRef<HTMLDivElement>(null);
  const o = useOffer({
    ...{ list: key, form, onClose, check: campaignFaults, place: campaignPlace, done: "campaigns.opened" as const },
    start: newCampaign,
    post: (once, d) => api.openCampaign(once, campaignOf(d)),
    codes: { "coupon.terms": "value", "campaign.audience": "quiet" },
  });
  const { whom } = o.draft;
  return (
    <FormSheet
      title={t("campaigns.open")}
      action={t("campaigns.start")}
      busy={o.busy}
      error={o.rest}
      onSubmit={o.submit}
      onClose={onClose}
    >
      <div ref={form} className="lw-stack">
        <Field label={t("campaigns.name")} maxLength={60} hint={t("campaigns.nameHint")} {...o.bound("name")} />
        <Select
          label={t("campaigns.whom")}
          value={whom}
          options={whoms.map((w) => ({ value: w, label: t(`campaigns.whoms.${w}`) }))}
          onPick={(w) => o.set({ whom: w })}
        />
        {whom === "often" ? (
          <Field label={t("campaigns.times")} inputMode="numeric" maxLength={3} {...o.bound("times")} />
        ) : (
          <Field label={t("campaigns.quiet")} inputMode="numeric" maxLength={3} {...o.bound("quiet")} />
        )}
        <Found of={o.draft} />
        <GiftFields of={o} />
        <Field
          label={t("campaigns.days")}
          inputMode="numeric"
          maxLength={2}
          hint={t("campaigns.daysHint")}
          {...o.bound("days")}
        />
        <Field
          label={t("campaigns.holdout")}
          inputMode="numeric"
          maxLength={2}
          hint={t("campaigns.holdoutHint")}
          {...o.bound("holdout")}
        />
      </div>
    </FormSheet>
  );
}

/** How many people a draft finds, told while it is written. */
function Found({ of }: { of: CampaignDraft }) {
  const t = useT();
  const f = useFormat();
  const audience = audienceOf(of);
  const found = useQuery({
    queryKey: [...key, "audience", audience],
    queryFn: () => api.findAudience(audience || { within: 1, quiet: 0 }),
    enabled: Boolean(audience),
    placeholderData: (before) => before,
  });
  const people = audience ? found.data?.people : undefined;
  return (
    <p role="status" className="lw-muted">
      {people === undefined ? t("campaigns.counting") : t("campaigns.found", { count: people, n: f.number(people) })}
    </p>
  );
}

export function CampaignPage() {
  const { id } = useParams({ strict: false });
  const one = useQuery({
    queryKey: [...key, "one", id],
    queryFn: () => api.campaign(id ?? ""),
    refetchInterval: (q) => (q.state.data?.state === "sending" ? busy : false),
  });
  return <Shown of={one}>{(c) => <Inside of={c} />}</Shown>;
}

function Inside({ of }: { of: Campaign }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => api.endCampaign(of.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: key });
      toast(t("campaigns.endedNow"));
    },
  });
  const { gift, audience } = of;
  const whom = audience.quiet === 0 ? "often" : audience.most === 1 ? "once" : "away";
  return (
    <Screen
      title={of.name}
      lead={t(`campaigns.states.${of.state}`)}
      actions={
        of.state === "sending" && (
          <Button kind="plain" busy={end.isPending} onClick={() => end.mutate()}>
            {t("campaigns.end")}
          </Button>
        )
      }
    >
      <Refused error={end.error} />
      <Lift of={of} />
      <Panel title={t("campaigns.what")}>
        <Pairs
          of={[
            [t("campaigns.whom"), t(`campaigns.who.${whom}`, { days: audience.quiet, times: audience.least })],
            [
              t("coupons.what"),
              t(`coupons.${gift.kind as "fixed" | "percent" | "delivery"}Off`, {
                amount: f.money(gift.value),
                percent: gift.percent,
              }),
            ],
            [t("coupons.least"), f.money(gift.least)],
            [t("campaigns.days"), f.number(of.days)],
            [t("campaigns.holdout"), f.percent(of.holdout)],
            [t("coupons.budget"), f.money(gift.budget)],
            [t("campaigns.foundPeople"), f.number(of.found)],
            [t("campaigns.leftOut"), f.number(of.leftOut)],
            [t("coupons.used"), f.number(of.used)],
            [t("coupons.spent"), f.money(of.spent)],
          ]}
        />
        {of.leftOut > 0 && <p className="lw-small lw-muted">{t("campaigns.leftOutHint")}</p>}
      </Panel>
    </Screen>
  );
}

/** Both sides beside each other, and what lies between them. */
function Lift({ of }: { of: Campaign }) {
  const t = useT();
  const f = useFormat();
  const verdict = verdictOf(of);
  const points = (x: number) => f.percent(Math.round(x * 10_000));
  const people = (x: number) => f.number(Math.round(x * of.told.people));
  const sides = [
    { id: "told", ...of.told },
    { id: "held", ...of.held },
  ] as const;
  const widest = Math.max(...sides.map((s) => s.share), 0.01);
  return (
    <Panel title={t("campaigns.lift")} end={<Verdict of={of} />}>
      {of.held.people === 0 ? (
        <p>{t("campaigns.noneHeld")}</p>
      ) : (
        <>
          <p className="co-big">
            {t("campaigns.shares", { told: points(of.told.share), held: points(of.held.share) })}
          </p>
          <p>
            {t("campaigns.between", { low: points(of.low), high: points(of.high) })}{" "}
            {verdict === "better" && t("campaigns.extra", { low: people(of.low), high: people(of.high) })}
          </p>
        </>
      )}
      <Table
        caption={t("campaigns.lift")}
        rows={[...sides]}
        id={(s) => s.id}
        columns={[
          { head: t("campaigns.side"), main: true, cell: (s) => t(`campaigns.${s.id}`) },
          { head: t("campaigns.people"), end: true, cell: (s) => f.number(s.people) },
          { head: t("campaigns.bought"), end: true, cell: (s) => f.number(s.bought) },
          {
            head: t("campaigns.share"),
            cell: (s) => (
              <span className="ca-share">
                <span className={`ca-bar ${s.id}`} style={{ width: `${(100 * s.share) / widest}%` }} />
                <span className="lw-num">{points(s.share)}</span>
              </span>
            ),
          },
          { head: t("sales.net"), end: true, cell: (s) => <Money of={s.net} /> },
        ]}
      />
      {verdict === "unclear" && <Notice>{t("campaigns.unclearHint")}</Notice>}
      <p className="lw-small lw-muted">{t("campaigns.liftHint")}</p>
    </Panel>
  );
}
