import { useFormat } from "@livewell/i18n";
import { Button, Field, Notice } from "@livewell/ui";
import { useState } from "react";
import { minor } from "../../shared/amounts";
import { FormSheet } from "../../shared/dialogs";
import { Check } from "../../shared/fields";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import type { useCounter } from "./counting";
import { Own, useNamed } from "./names";
import { isMemberCode, isPayCode } from "./shelf";

/** Who buys: a name in short, what is theirs here, and what of it is used. */
export function MemberBox({ of: c, offline }: { of: ReturnType<typeof useCounter>; offline: boolean }) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const { member: m, sums } = c;
  if (!m) return null;
  if (offline)
    return (
      <Notice tone="warn" icon="warn">
        {t("register.memberOffline")}
      </Notice>
    );
  return (
    <section className="rg-member st-noprint" aria-label={t("register.member")}>
      <p>
        <strong translate="no">{m.name}</strong> <Own>{named(m.level, m.levelEn)}</Own> ·{" "}
        {t("register.points", { count: m.points })}
      </p>
      {c.summing?.error && <Refused error={c.summing.error} />}
      {sums && (
        <>
          <ul>
            {sums.has
              .filter((k) => k.chosen || minor(k.off.amount) > 0n)
              .map((k) => (
                <li key={k.id}>
                  {t(k.chosen ? "register.couponOn" : "register.couponToo", { amount: f.money(k.off) })}
                </li>
              ))}
          </ul>
          {sums.most > 0 && (
            <Check
              label={t("register.usePoints", { count: sums.most, amount: f.money(sums.worth) })}
              on={c.usePoints}
              onChange={c.usePointsOf}
            />
          )}
          <p className="lw-small">{t("register.earns", { count: sums.earn })}</p>
        </>
      )}
      {!c.sale && (
        <Button kind="link" onClick={c.sendAway}>
          {t("register.noMember")}
        </Button>
      )}
    </section>
  );
}

type Props = { busy: boolean; error: string | undefined; onCode: (code: string) => void; onClose: () => void };

/** Takes the code that a member shows: the card's, or a payment code. */
export function MemberSheet({ busy, error, onCode, onClose }: Props) {
  const t = useT();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const code = text.replace(/\s/g, "");
  const bad = !isMemberCode(code) && !isPayCode(code);
  return (
    <FormSheet
      title={t("register.member")}
      action={t("register.memberGo")}
      busy={busy}
      error={undefined}
      onSubmit={() => {
        setTried(true);
        if (!bad) onCode(code);
      }}
      onClose={onClose}
    >
      <Field
        label={t("register.memberCode")}
        hint={t("register.memberHint")}
        inputMode="numeric"
        autoComplete="off"
        autoFocus
        maxLength={24}
        value={text}
        error={tried && bad ? t("register.memberNeed") : undefined}
        onChange={(e) => {
          setText(e.target.value);
          setTried(false);
        }}
      />
      {error && (
        <Notice tone="bad" icon="warn">
          {error}
        </Notice>
      )}
    </FormSheet>
  );
}
