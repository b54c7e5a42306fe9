import { api, type SupportCard } from "@livewell/api";
import { benefitText, faultText, reasonText, standingText, useFormat, useT } from "@livewell/i18n";
import { Button, ButtonLink, Card, Empty, List, Notice } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useName } from "../../shared/name";
import { RowLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";

const useSupport = (shop: string) => useQuery({ queryKey: ["support", shop], queryFn: () => api.support(shop) });

/** What the platform gives a shop just now, in one line that leads to the reasons. */
export function SupportLine({ shop }: { shop: string }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const cards = useSupport(shop).data?.items ?? [];
  const free = cards.find((c) => c.state === "active" && c.gives.kind === "fee_waiver");
  return (
    <List>
      <RowLink
        to="/collect/$shop/support"
        params={{ shop }}
        icon="heart"
        title={
          free?.ends ? (
            <>
              {t("coder.support.free", { until: f.day(free.ends) })}: <span translate="no">{name(free)}</span>
            </>
          ) : (
            t("coder.support.title")
          )
        }
      />
    </List>
  );
}

/** What the platform gives a shop, what it does not, and why. */
export function SupportPage({ shop }: { shop: string }) {
  const t = useT();
  const support = useSupport(shop);
  return (
    <SubPage title={t("coder.support.title")} above={`/collect/${shop}`}>
      <Shown of={support}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="heart" title={t("coder.support.none")} />
          ) : (
            items.map((c) => <One key={c.policy} shop={shop} of={c} />)
          )
        }
      </Shown>
    </SubPage>
  );
}

function One({ shop, of: c }: { shop: string; of: SupportCard }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const id = useId();
  const { state, because } = standingText(c.state);
  return (
    <Card>
      <section className="lw-stack" aria-labelledby={id}>
        <h2>
          <span id={id} translate="no">
            {name(c)}
          </span>{" "}
          <span className={`lw-tag ${c.state === "active" ? "good" : "quiet"}`}>{state}</span>
        </h2>
        <p>
          {benefitText(c.gives, f)}
          {c.gives.title && (
            <>
              {": "}
              <span translate="no">{name({ name: c.gives.title, nameEn: c.gives.titleEn })}</span>
            </>
          )}
        </p>
        {c.ends && <p className="lw-muted">{t("coder.support.until", { until: f.day(c.ends) })}</p>}
        {c.cap && c.used && <Used of={c} cap={Number(c.cap.amount)} used={Number(c.used.amount)} />}
        <p>{because}</p>
        <ul className="app-reasons">
          {c.reasons.map((r) => (
            <Why key={r.of} of={r} />
          ))}
        </ul>
        {c.gives.kind === "training" && c.state === "active" && <Lesson shop={shop} of={c} />}
      </section>
    </Card>
  );
}

function Used({ of: c, cap, used }: { of: SupportCard; cap: number; used: number }) {
  const t = useT();
  const f = useFormat();
  if (!c.cap || !c.used) return null;
  const text = t("coder.support.used", { used: f.money(c.used), cap: f.money(c.cap) });
  return (
    <p>
      {text}
      <progress className="app-score" aria-label={text} max={cap} value={used} />
    </p>
  );
}

/** Where what helps is done: in the console, which fits a phone too. */
const places: Record<string, string> = { tier: "/console/licence", maturity: "/console/overview" };

function Why({ of: r }: { of: SupportCard["reasons"][number] }) {
  const t = useT();
  const f = useFormat();
  const { text, todo } = reasonText(r, f);
  return (
    <li>
      <span className={`lw-tag ${r.holds ? "good" : "warn"}`}>
        {t(r.holds ? "coder.support.yes" : "coder.support.no")}
      </span>{" "}
      {text}
      {todo && (
        <>
          {" · "}
          <a href={places[r.of] ?? "/console/overview"}>{todo}</a>
        </>
      )}
    </li>
  );
}

function Lesson({ shop, of: c }: { shop: string; of: SupportCard }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const tick = useMutation({
    mutationFn: () => api.tickSupport(shop, c.policy),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["support", shop] }),
  });
  return (
    <>
      <ButtonLink kind="soft" block href={c.gives.link ?? ""}>
        {t("coder.support.lesson")}
      </ButtonLink>
      {c.doneAt ? (
        <p className="lw-muted">{t("coder.support.doneAt", { at: f.day(c.doneAt) })}</p>
      ) : (
        <Button kind="link" block busy={tick.isPending} onClick={() => tick.mutate()}>
          {t("coder.support.done")}
        </Button>
      )}
      {tick.error && <Notice tone="bad">{faultText(tick.error, f)}</Notice>}
    </>
  );
}
