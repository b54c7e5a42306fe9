import { api, type Session } from "@livewell/api/console";
import { faultText, useFormat, useLanguage } from "@livewell/i18n";
import { Button, Field, Notice } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type SyntheticEvent } from "react";
import { storedLook } from "../../shared/look";
import { gaveUp, hasPasskeys, signInByPasskey } from "../../shared/passkey";
import { merchantsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { begin } from "../../shared/session";
import { Refused } from "../../shared/states";
import { speak, useT } from "../../words";

/** Who runs one merchant alone acts for it from the start. */
async function settle(s: Session): Promise<Session> {
  const [only, ...others] = merchantsOf(s);
  if (s.merchant || !only || others.length > 0) return s;
  await api.actAs(only.merchant);
  return api.session();
}

export function SignIn({ to }: { to: string }) {
  const t = useT();
  const f = useFormat();
  const language = useLanguage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [phone, setPhone] = useState("");
  const [sent, setSent] = useState<{ at: number; again: number; outbox?: string | undefined }>();

  const enter = async (s: Session) => {
    begin(queries, s);
    if (s.user.language && !storedLook().language) await speak(s.user.language);
    await navigate({ to, replace: true });
  };
  const start = useMutation({
    mutationFn: () => api.startSignIn(phone),
    onSuccess: (s) => setSent({ at: Date.now(), again: s.againIn, outbox: s.outbox }),
  });
  const byKey = useMutation({ mutationFn: async () => settle(await signInByPasskey(language)), onSuccess: enter });
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!start.isPending) start.mutate();
  };
  return (
    <div className="co-card">
      <Screen title={t("signin.heading")} lead={t("signin.lead")}>
        {sent ? (
          <CodeStep
            key={sent.at}
            phone={phone}
            sent={sent}
            onIn={enter}
            onAgain={() => start.mutate()}
            onBack={() => setSent(undefined)}
          />
        ) : (
          <>
            <form className="lw-stack" onSubmit={send} noValidate>
              <Field
                label={t("signin.phone")}
                type="tel"
                inputMode="tel"
                autoComplete="tel"
                required
                maxLength={30}
                value={phone}
                onChange={(e) => setPhone(e.target.value)}
                hint={t("signin.phoneHint")}
                error={start.error ? faultText(start.error, f) : undefined}
              />
              <Button type="submit" block busy={start.isPending} disabled={phone.trim().length < 5}>
                {t("signin.sendCode")}
              </Button>
            </form>
            {hasPasskeys() && (
              <Button kind="plain" block busy={byKey.isPending} onClick={() => byKey.mutate()}>
                {t("signin.passkey")}
              </Button>
            )}
            <Refused error={gaveUp(byKey.error) ? null : byKey.error} />
          </>
        )}
      </Screen>
    </div>
  );
}

type CodeProps = {
  phone: string;
  sent: { at: number; again: number; outbox?: string | undefined };
  onIn: (s: Session) => unknown;
  onAgain: () => void;
  onBack: () => void;
};

function CodeStep({ phone, sent, onIn, onAgain, onBack }: CodeProps) {
  const t = useT();
  const f = useFormat();
  const language = useLanguage();
  const [code, setCode] = useState("");
  const [now, setNow] = useState(sent.at);
  const wait = Math.ceil(sent.again - (now - sent.at) / 1000);
  useEffect(() => {
    if (wait <= 0) return;
    const tick = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(tick);
  }, [now, wait]);
  const verify = useMutation({
    mutationFn: async (digits: string) => settle(await api.finishSignIn({ phone, code: digits, language })),
    onSuccess: onIn,
    onError: () => setCode(""),
  });
  const take = (v: string) => {
    const digits = v.replace(/\D/g, "").slice(0, 6);
    setCode(digits);
    if (digits.length === 6 && !verify.isPending) verify.mutate(digits);
  };
  return (
    <form className="lw-stack" onSubmit={(e) => e.preventDefault()}>
      <p className="lw-break">{t("signin.codeSent", { phone })}</p>
      {sent.outbox && (
        <Notice>
          {t("signin.demo")}{" "}
          <a href={sent.outbox} target="_blank" rel="noreferrer">
            {t("signin.openOutbox")}
          </a>
        </Notice>
      )}
      <Field
        label={t("signin.code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        value={code}
        onChange={(e) => take(e.target.value)}
        error={verify.error ? faultText(verify.error, f) : undefined}
      />
      {verify.isPending && <p role="status">{t("common.checking")}</p>}
      <Button kind="soft" block disabled={wait > 0} onClick={onAgain}>
        {wait > 0 ? t("signin.againIn", { seconds: wait }) : t("signin.again")}
      </Button>
      <Button kind="link" block onClick={onBack}>
        {t("signin.otherPhone")}
      </Button>
    </form>
  );
}
