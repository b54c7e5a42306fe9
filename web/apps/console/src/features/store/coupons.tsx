import { api, type CouponCampaign, type Store } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { minor, rest } from "../../shared/amounts";
import { Money, Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { Panel } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { couponFaults, couponOf, couponPlace, newCoupon, type Kind } from "./couponform";
import { StoreFrame } from "./frame";
import { offersKey, useOffer } from "./offerforms";

const kinds: Kind[] = ["fixed", "percent", "delivery"];

// Under the key of the offers, so that what opens one reads all of them again.
const couponsKey = (store: string) => [...offersKey(store), "coupons"] as const;

export function CouponsPage() {
  const t = useT();
  return (
    <StoreFrame title={t("store.coupons")} managed>
      {(store) => <Inside of={store} />}
    </StoreFrame>
  );
}

function Inside({ of }: { of: Store }) {
  const t = useT();
  const [opening, setOpening] = useState(false);
  const [ending, setEnding] = useState<CouponCampaign>();
  return (
    <Panel
      title={t("store.coupons")}
      end={
        <Button kind="plain" onClick={() => setOpening(true)}>
          {t("coupons.open")}
        </Button>
      }
    >
      <Listed
        queryKey={couponsKey(of.id)}
        fetch={(cursor) => api.coupons(of.id, { limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("coupons.none")}
        emptyHint={t("coupons.text")}
      >
        {(rows) => <Campaigns of={rows} onEnd={setEnding} />}
      </Listed>
      {opening && <CouponForm store={of.id} onClose={() => setOpening(false)} />}
      {ending && <EndForm store={of.id} of={ending} onClose={() => setEnding(undefined)} />}
    </Panel>
  );
}

function useTitle() {
  const t = useT();
  const f = useFormat();
  return (c: CouponCampaign) => t(`coupons.${c.kind}Off`, { amount: f.money(c.value), percent: c.percent });
}

function stateOf(c: CouponCampaign) {
  const now = Date.now();
  if (Date.parse(c.ends) <= now) return "over";
  if (c.endedAt) return "ended";
  if (Date.parse(c.starts) > now) return "soon";
  const [fits, one] = [rest(c.budget, c.promised), c.value];
  return c.claimed >= c.pieces || minor(fits.amount) < minor(one.amount) ? "gone" : "on";
}

function Campaigns({ of, onEnd }: { of: CouponCampaign[]; onEnd: (c: CouponCampaign) => void }) {
  const t = useT();
  const title = useTitle();
  return (
    <Table
      caption={t("store.coupons")}
      rows={of}
      id={(c) => c.id}
      columns={[
        {
          head: t("coupons.what"),
          main: true,
          cell: (c) => (
            <>
              <span className="co-strong">{title(c)}</span>
              <span className="co-block lw-small lw-muted">
                {t("coupons.least")} <Money of={c.least} /> · {t(c.all ? "coupons.all" : "coupons.here")}
              </span>
            </>
          ),
        },
        {
          head: t("offers.state"),
          cell: (c) => {
            const state = stateOf(c);
            return <Tag tone={state === "on" ? "good" : "quiet"}>{t(`coupons.states.${state}`)}</Tag>;
          },
        },
        { head: t("offers.to"), cell: (c) => <Time at={c.ends} /> },
        {
          head: t("coupons.claimed"),
          end: true,
          cell: (c) => t("coupons.claimedOf", { claimed: c.claimed, pieces: c.pieces }),
        },
        { head: t("coupons.used"), end: true, cell: (c) => c.used },
        {
          head: t("coupons.spent"),
          end: true,
          cell: (c) => (
            <>
              <Money of={c.spent} />
              <span className="co-block lw-small lw-muted">
                {t("coupons.budget")} <Money of={c.budget} />
              </span>
            </>
          ),
        },
        {
          head: t("coupons.end"),
          cell: (c) =>
            ["over", "ended"].includes(stateOf(c)) ? null : (
              <Button kind="link" aria-label={t("coupons.endOne", { what: title(c) })} onClick={() => onEnd(c)}>
                {t("coupons.end")}
              </Button>
            ),
        },
      ]}
    />
  );
}

function EndForm({ store, of, onClose }: { store: string; of: CouponCampaign; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const title = useTitle();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => api.endCoupons(store, of.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: couponsKey(store) });
      toast(t("coupons.ended"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("coupons.endOne", { what: title(of) })}
      action={t("coupons.end")}
      danger
      busy={end.isPending}
      error={end.error}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      <p>{t("coupons.endText")}</p>
    </FormSheet>
  );
}

function CouponForm({ store, onClose }: { store: string; onClose: () => void }) {
  const t = useT();
  const form = useRef<HTMLDivElement>(null);
  const o = useOffer({
    ...{
      list: offersKey(store),
      form,
      onClose,
      check: couponFaults,
      place: couponPlace,
      done: "coupons.opened" as const,
    },
    start: newCoupon,
    post: (key, d) => api.openCoupons(key, store, couponOf(d)),
    codes: { "coupon.terms": "value", "store.some": "where" },
  });
  return (
    <FormSheet
      title={t("coupons.open")}
      action={t("coupons.open")}
      busy={o.busy}
      error={o.rest}
      onSubmit={o.submit}
      onClose={onClose}
    >
      <div ref={form} className="lw-stack">
        <p>{t("coupons.text")}</p>
        <GiftFields of={o} />
        <div className="st-pair">
          <Field label={t("coupons.pieces")} inputMode="numeric" maxLength={7} {...o.bound("pieces")} />
          <Field label={t("coupons.each")} inputMode="numeric" maxLength={2} {...o.bound("each")} />
        </div>
        <Field label={t("offers.from")} type="datetime-local" {...o.bound("from")} />
        <Field label={t("offers.to")} type="datetime-local" {...o.bound("to")} />
        <Select
          label={t("coupons.where")}
          value={o.draft.where}
          options={(["here", "all"] as const).map((w) => ({ value: w, label: t(`coupons.${w}`) }))}
          onPick={(where) => o.set({ where })}
        />
      </div>
    </FormSheet>
  );
}

type GiftDraft = { kind: Kind; value: string; percent: string; least: string; budget: string };
type Gift = {
  draft: GiftDraft;
  set: (next: { kind: Kind }) => void;
  bound: (name: keyof GiftDraft) => {
    value: string;
    onChange: (e: { target: { value: string } }) => void;
    error: string | undefined;
  };
};

/** What a coupon takes off, from what on, and what all of them may cost. */
export function GiftFields({ of }: { of: Gift }) {
  const t = useT();
  const { kind } = of.draft;
  return (
    <>
      <Select
        label={t("coupons.kind")}
        value={kind}
        options={kinds.map((k) => ({ value: k, label: t(`coupons.kinds.${k}`) }))}
        onPick={(k) => of.set({ kind: k })}
      />
      <div className="st-pair">
        {kind === "percent" && (
          <Field label={t("coupons.percent")} inputMode="numeric" maxLength={2} {...of.bound("percent")} />
        )}
        <Field
          label={t(kind === "fixed" ? "coupons.value" : "coupons.most")}
          inputMode="decimal"
          maxLength={10}
          {...of.bound("value")}
        />
        <Field label={t("coupons.least")} inputMode="decimal" maxLength={10} {...of.bound("least")} />
      </div>
      <Field
        label={t("coupons.budget")}
        inputMode="decimal"
        maxLength={10}
        hint={t("coupons.budgetHint")}
        {...of.bound("budget")}
      />
    </>
  );
}
