import { api, type Session } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Field, Page } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import { SetPin } from "../../shared/setpin";
import { sessionQuery, useMe } from "../../shared/session";

/** The first minute: a name, then the PIN that payments are confirmed with. */
export function Welcome({ to }: { to: string }) {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(me.user.name);
  const [named, setNamed] = useState(me.user.name !== "");
  const go = () => void navigate({ href: to, replace: true });
  const save = useMutation({
    mutationFn: () => api.updateProfile({ name: name.trim() }),
    onSuccess: (user) => {
      queries.setQueryData<Session | null>(sessionQuery.queryKey, (s) => s && { ...s, user });
      setNamed(true);
    },
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!save.isPending) save.mutate();
  };
  if (!named) {
    return (
      <Page
        key="name"
        title={t("welcome.nameTitle")}
        end={
          <Button kind="link" onClick={() => setNamed(true)}>
            {t("common.skip")}
          </Button>
        }
      >
        <form className="lw-stack" onSubmit={submit}>
          <p>{t("welcome.nameWhy")}</p>
          <Field
            label={t("profile.name")}
            autoComplete="name"
            maxLength={40}
            value={name}
            onChange={(e) => setName(e.target.value)}
            error={save.error ? faultText(save.error, f) : undefined}
          />
          <Button type="submit" block busy={save.isPending} disabled={name.trim() === ""}>
            {t("common.next")}
          </Button>
        </form>
      </Page>
    );
  }
  return (
    <Page
      key="pin"
      title={t("pin.set")}
      end={
        <Button kind="link" onClick={go}>
          {t("common.skip")}
        </Button>
      }
    >
      <p className="lw-centre">{t("pin.why")}</p>
      <SetPin onDone={go} />
    </Page>
  );
}
