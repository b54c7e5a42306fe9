import { api, type Link } from "@livewell/api/console";
import { scopeText } from "@livewell/i18n";
import { Avatar, Button, Icon, Notice } from "@livewell/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Tag } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";

/** A service provider's app asks to act for a merchant. Its owner says yes or no. */
export function Authorize({ link }: { link: Link }) {
  const t = useT();
  const me = useMe();
  const owner = hatsOf(me).owner;
  const [refused, setRefused] = useState(false);
  const shop = useQuery({ queryKey: ["merchant"], queryFn: api.merchant, enabled: owner });
  const asked = useQuery({
    queryKey: ["authorization", link],
    queryFn: () => api.authorization(link),
    enabled: owner,
    gcTime: 0,
    retry: false,
  });
  const answer = useMutation({
    mutationFn: () => api.approve(link),
    onSuccess: (go) => location.assign(go.redirect),
  });
  if (!owner)
    return (
      <div className="co-card">
        <Screen title={t("authorize.title")}>
          <Notice tone="warn" icon="warn">
            {t("authorize.ownerOnly")}
          </Notice>
          <GoLink to="/act">{t("act.title")}</GoLink>
        </Screen>
      </div>
    );
  if (refused)
    return (
      <div className="co-card">
        <Screen title={t("authorize.refused")}>
          <p>{t("authorize.refusedText")}</p>
          <GoLink to="/">{t("lost.home")}</GoLink>
        </Screen>
      </div>
    );
  return (
    <div className="co-card">
      <Screen title={t("authorize.title")}>
        <Shown of={asked}>
          {(a) => (
            <>
              <div className="co-hello">
                <Avatar seed={a.app_id} size={64} />
                <h2 className="lw-break">{a.name}</h2>
                {a.sandbox && <Tag tone="warn">{t("authorize.sandbox")}</Tag>}
              </div>
              <p className="lw-break">{t("authorize.wants", { name: a.name, shop: shop.data?.name ?? "" })}</p>
              <ul className="co-scopes">
                <li>
                  <Icon name="check" size={20} />
                  {t("authorize.what")}
                </li>
                {a.missing.map((p) => (
                  <li key={p.scope}>
                    <Icon name={p.sensitive ? "warn" : "check"} size={20} />
                    {scopeText(p.text).title}
                  </li>
                ))}
              </ul>
              <Notice icon="shield">{t("authorize.back", { host: a.host })}</Notice>
              <Refused error={answer.error} />
              <Button block busy={answer.isPending || answer.isSuccess} onClick={() => answer.mutate()}>
                {t("authorize.yes")}
              </Button>
              <Button kind="plain" block onClick={() => !answer.isPending && setRefused(true)}>
                {t("authorize.no")}
              </Button>
              <p className="lw-small lw-muted">{t("authorize.later")}</p>
            </>
          )}
        </Shown>
      </Screen>
    </div>
  );
}
