import { api, type Session } from "@livewell/api";
import { faultText, setLanguage, useFormat, useLanguage, useT } from "@livewell/i18n";
import { brand, Button, Field, Notice, useTitle } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type SyntheticEvent } from "react";
import { keepLook, storedLook } from "../../shared/look";
import { gaveUp, hasPasskeys, signInByPasskey } from "../../shared/passkey";
import { begin } from "../../shared/session";

export function SignIn({ to }: { to: string }) {
  const t = useT();
  const f = useFormat();
  const language = useLanguage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [phone, setPhone] = useState("");
  const [sent, setSent] = useState<{ at: number; again: number; outbox?: string | undefined }>();
  useTitle(t("signin.title"));

  const enter = (s: Session) => {
    begin(queries, s);
    keepLook({
      theme: s.user.theme,
      textSize: s.user.textSize,
      ...(s.user.language ? { language: s.user.language } : {}),
    });
    if (s.user.language) void setLanguage(s.user.language);
    return s.pinSet
      ? navigate({ href: to, replace: true })
      : navigate({ to: "/welcome", search: { to }, replace: true });
  };
  const start = useMutation({
    mutationFn: () => api.startSignIn(phone),
    onSuccess: (s) => setSent({ at: Date.now(), again: s.againIn, outbox: s.outbox }),
  });
  const byKey = useMutation({ mutationFn: () => signInByPasskey(language), onSuccess: enter });
  const keyError = byKey.error && !gaveUp(byKey.error) ? faultText(byKey.error, f) : undefined;

  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!start.isPending) start.mutate();
  };
  return (
    <main className="lw-main">
      <div className="app-hello">
        <img src="/icon.svg" alt="" width="72" height="72" />
        <h1 className="lw-total">{brand}</h1>
        <p className="lw-muted">{t("signin.slogan")}</p>
      </div>
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
          {keyError && <Notice tone="bad">{keyError}</Notice>}
        </>
      )}
      <p className="lw-small lw-muted lw-centre">{t("signin.newHere")}</p>
      <Language />
    </main>
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
    mutationFn: (digits: string) => api.finishSignIn({ phone, code: digits, language }),
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

/** Before the sign-in nobody knows the language: it is one tap away. */
function Language() {
  const t = useT();
  const other = useLanguage() === "en" ? "zh" : "en";
  const turn = () => {
    keepLook({ ...storedLook(), language: other });
    void setLanguage(other);
  };
  return (
    <Button kind="link" block onClick={turn} lang={other === "zh" ? "zh-CN" : "en"}>
      {t("signin.otherLanguage")}
    </Button>
  );
}
