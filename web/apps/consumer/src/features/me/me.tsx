import { api } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Ask, Avatar, Button, Card, Icon, List, Page } from "@livewell/ui";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { forget } from "../../shared/kept";
import { dropLater } from "../../shared/later";
import { RowLink } from "../../shared/nav";
import { useMe } from "../../shared/session";

export function Me() {
  const t = useT();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  // The page is loaded anew: nothing of the person stays in its memory.
  const out = useMutation({
    mutationFn: api.signOut,
    onSuccess: () => {
      forget();
      dropLater();
      location.assign("/signin");
    },
  });
  return (
    <Page title={t("tabs.me")}>
      <Card>
        <Link to="/me/profile" className="app-person">
          <Avatar seed={me.user.avatar} size={56} />
          <div>
            <strong>{me.user.name || t("profile.noName")}</strong>
            <span className="lw-muted">{me.user.phone}</span>
          </div>
          <span className="lw-muted">
            <Icon name="next" size={18} />
          </span>
        </Link>
      </Card>
      <List label={t("me.money")}>
        <RowLink to="/orders" icon="bills" title={t("order.list")} />
        <RowLink to="/coupons" icon="bag" title={t("coupon.mine")} />
        <RowLink to="/members" icon="card" title={t("member.title")} />
        <RowLink to="/favourites" icon="heart" title={t("favourite.title")} />
        <RowLink to="/addresses" icon="pin" title={t("address.title")} />
        <RowLink to="/me/cards" icon="card" title={t("cards.title")} />
        <RowLink to="/rider" icon="transfer" title={t("rider.title")} />
        <RowLink to="/collect" icon="store" title={t("home.collect")} />
        <RowLink to="/me/agreements" icon="repeat" title={t("agreement.list")} />
      </List>
      <List label={t("me.safety")}>
        <RowLink to="/me/security" icon="lock" title={t("security.title")} />
        <RowLink to="/me/devices" icon="phone" title={t("devices.title")} />
        <RowLink to="/me/consents" icon="apps" title={t("consents.title")} />
      </List>
      <List label={t("settings.title")}>
        <RowLink to="/me/settings" icon="language" title={t("settings.title")} note={t("settings.note")} />
        <RowLink to="/messages/preferences" icon="bell" title={t("messages.preferences")} />
      </List>
      <Button kind="danger" block onClick={() => setAsking(true)}>
        {t("me.signOut")}
      </Button>
      {asking && (
        <Ask
          title={t("me.signOutAsk")}
          action={t("me.signOut")}
          danger
          busy={out.isPending || out.isSuccess}
          onYes={() => out.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  );
}
