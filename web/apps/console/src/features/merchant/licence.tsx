import { api, type Standing } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Field, Notice, Pairs, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { LicenceTag } from "../../shared/licence";
import { PhotoButton } from "../../shared/photo";
import { Panel, Screen } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";

/** How far the merchant is trusted, and what it can show to be trusted more. */
export function LicencePage() {
  const t = useT();
  const standing = useQuery({ queryKey: ["standing"], queryFn: api.standing });
  return (
    <Screen title={t("licence.title")} lead={t("licence.lead")}>
      <Shown of={standing}>
        {(s) => (
          <>
            <Where of={s} />
            {s.licence?.status !== "waiting" && (s.licence?.status !== "approved" || s.limit) && (
              <Send hours={s.hours} />
            )}
          </>
        )}
      </Shown>
    </Screen>
  );
}

const tiers = ["unchecked", "licensed", "trusted"] as const;

function Where({ of: { tier, limit, today, licence, hours } }: { of: Standing }) {
  const t = useT();
  const f = useFormat();
  return (
    <Panel title={t(`licence.tier.${tiers[tier] ?? "unchecked"}`)}>
      <Pairs
        of={[
          [t("licence.limit"), limit ? f.money(limit) : t("licence.none")],
          ...(limit ? ([[t("licence.today"), f.money(today)]] satisfies [string, string][]) : []),
        ]}
      />
      {licence && (
        <>
          <h3>{t("licence.sent")}</h3>
          <Pairs
            of={[
              [t("licence.number"), <span translate="no">{licence.number}</span>],
              [t("licence.name"), <span translate="no">{licence.name}</span>],
              [t("licence.expires"), licence.expires ?? t("licence.never")],
              [t("licence.status"), <LicenceTag status={licence.status} />],
            ]}
          />
          {licence.status === "waiting" && <Notice>{t("licence.waitingHint", { count: hours })}</Notice>}
          {licence.status === "rejected" && (
            <Notice tone="bad">{t("licence.rejectedHint", { reason: licence.reason ?? "" })}</Notice>
          )}
        </>
      )}
    </Panel>
  );
}

function Send({ hours }: { hours: number }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [number, setNumber] = useState("");
  const [name, setName] = useState("");
  const [expires, setExpires] = useState("");
  const [picture, setPicture] = useState("");
  const [unreadable, setUnreadable] = useState(false);
  const [attempt, setAttempt] = useState(newAttempt);
  const send = useMutation({
    mutationFn: () =>
      api.sendLicence(attempt.key, {
        number: number.trim(),
        name: name.trim(),
        picture,
        ...(expires ? { expires } : {}),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["standing"] });
      toast(t("licence.thanks", { count: hours }));
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
  const pick = (jpeg: Promise<string>) => {
    setUnreadable(false);
    jpeg.then(setPicture, () => setUnreadable(true));
  };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    send.mutate();
  };
  return (
    <Panel title={t("licence.show")}>
      <form className="co-form" onSubmit={submit} noValidate>
        <div className="co-line">
          {picture && (
            <img className="co-paper" src={`data:image/jpeg;base64,${picture}`} alt={t("licence.pictureAlt")} />
          )}
          <PhotoButton label={t("licence.picture")} onPick={pick} />
        </div>
        {unreadable && <Notice tone="bad">{t("photo.unreadable")}</Notice>}
        <Field
          label={t("licence.number")}
          maxLength={40}
          autoCapitalize="characters"
          value={number}
          hint={t("licence.numberHint")}
          onChange={(e) => setNumber(e.target.value)}
        />
        <Field
          label={t("licence.name")}
          maxLength={80}
          autoComplete="organization"
          value={name}
          onChange={(e) => setName(e.target.value)}
        />
        <Field
          label={t("licence.expires")}
          type="date"
          value={expires}
          hint={t("licence.expiresHint")}
          onChange={(e) => setExpires(e.target.value)}
        />
        <Refused error={send.error} />
        <p>
          <Button type="submit" busy={send.isPending} disabled={!picture || number.trim().length < 5 || !name.trim()}>
            {t("licence.send")}
          </Button>
        </p>
      </form>
    </Panel>
  );
}
