import { api, type Claim, type ClaimStatus } from "@livewell/api/console";
import { faultText, useFormat, useLanguage } from "@livewell/i18n";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useT } from "../words";
import { Facts, Money, Tag, Time, type Tone } from "./bits";
import { useNow } from "./now";
import { Panel } from "./screen";
import { Shown } from "./states";

const tones: Partial<Record<ClaimStatus, Tone>> = { open: "warn", appealed: "warn", settled: "good" };

/** What a buyer says is wrong, `from` which store, what was said since, and what can be done: its children. */
export function ClaimCard({ of: c, from, children }: { of: Claim; from?: boolean; children?: ReactNode }) {
  const t = useT();
  const f = useFormat();
  const language = useLanguage();
  const now = useNow(60_000);
  const left = c.due ? Math.floor((Date.parse(c.due) - now) / 1000) : 0;
  const facts: [string, ReactNode][] = [
    [
      t("claims.pieces"),
      <span key="p" translate="no" className="lw-break">
        {c.pieces.map((p) => `${p.qty} × ${language === "en" && p.nameEn ? p.nameEn : p.name}`).join(" · ")}
      </span>,
    ],
    [t("common.amount"), <Money key="a" of={c.amount} />],
    [
      t("order.buyer"),
      <span key="b" translate="no">
        {c.buyer}
      </span>,
    ],
  ];
  if (from)
    facts.unshift([
      t("store.one"),
      <span key="s" translate="no">
        {c.storeName}
      </span>,
    ]);
  if (c.due)
    facts.push([
      t(c.status === "open" ? "claims.due" : "claims.stands"),
      <span key="d">
        <Time at={c.due} />
        {left > 0 && <span className="co-block lw-small">{t("claims.left", { time: f.seconds(left) })}</span>}
      </span>,
    ]);
  return (
    <li aria-label={t("claims.of", { number: c.number })}>
      <Panel
        title={`${t("board.order", { number: c.number })} · ${t(`claims.kinds.${c.kind}`)}`}
        end={<Tag tone={tones[c.status] ?? "quiet"}>{t(`claims.is.${c.status}`)}</Tag>}
      >
        <Facts of={facts} />
        {c.pictured && <Picture of={c} />}
        <Timeline of={c} />
        {children && <div className="co-actions">{children}</div>}
      </Panel>
    </li>
  );
}

function Picture({ of: c }: { of: Claim }) {
  const t = useT();
  const picture = useQuery({ queryKey: ["claim", c.id, "picture"], queryFn: () => api.claimPicture(c.id) });
  return (
    <Shown of={picture}>
      {(p) => (
        <img
          className="co-paper large"
          src={`data:image/jpeg;base64,${p.picture}`}
          alt={t("claims.pictureOf", { number: c.number })}
        />
      )}
    </Shown>
  );
}

const self = ["silence", "often", "patience", "cancelled"] as const;

function Timeline({ of: c }: { of: Claim }) {
  const t = useT();
  const f = useFormat();
  const said = (s: Claim["steps"][number]) => {
    if (s.actor !== "system") return s.words && <q translate="no">{s.words}</q>;
    const known = self.find((x) => x === s.words);
    return known ? t(`claims.self.${known}`) : t("claims.self.fault", { why: faultText({ code: s.words }, f) });
  };
  return (
    <ol className="co-steps">
      {c.steps.map((s, i) => (
        <li key={i}>
          <span className="co-line">
            <span className="co-strong">{t(`claims.is.${s.status}`)}</span>
            <span className="lw-muted">{t(`claims.by.${s.actor}`)}</span>
            <span className="lw-muted">
              <Time at={s.at} />
            </span>
          </span>
          <span className="co-block lw-break">{said(s)}</span>
        </li>
      ))}
    </ol>
  );
}
