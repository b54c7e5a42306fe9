import { api, type Session } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Avatar, Button, Card, Field, Pairs, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { SubPage } from "../../shared/nav";
import { sessionQuery, useMe } from "../../shared/session";

export function ProfilePage() {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const toast = useToast();
  const queries = useQueryClient();
  const [name, setName] = useState(me.user.name);
  const [avatar, setAvatar] = useState(me.user.avatar);
  const save = useMutation({
    mutationFn: () => api.updateProfile({ name: name.trim(), avatar }),
    onSuccess: (user) => {
      queries.setQueryData<Session | null>(sessionQuery.queryKey, (s) => s && { ...s, user });
      toast(t("common.saved"));
    },
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <SubPage title={t("profile.title")} above="/me">
      <Card className="lw-stack lw-centre">
        <div style={{ display: "grid", justifyItems: "center" }}>
          <Avatar seed={avatar} size={88} />
          <Button kind="link" onClick={() => setAvatar(Math.random().toString(36).slice(2, 14))}>
            {t("profile.otherPicture")}
          </Button>
        </div>
      </Card>
      <form className="lw-card lw-stack" onSubmit={submit}>
        <Field
          label={t("profile.name")}
          autoComplete="name"
          maxLength={40}
          value={name}
          onChange={(e) => setName(e.target.value)}
          hint={t("profile.nameHint")}
          error={save.error ? faultText(save.error, f) : undefined}
        />
        <Button type="submit" block busy={save.isPending} disabled={name.trim() === ""}>
          {t("common.save")}
        </Button>
      </form>
      <Card>
        <Pairs of={[[t("signin.phone"), me.user.phone]]} />
      </Card>
    </SubPage>
  );
}
