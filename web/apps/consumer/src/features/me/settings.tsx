import { api, type Person, type Profile, type Session } from "@livewell/api";
import { faultText, setLanguage, useFormat, useLanguage, useT, type Language } from "@livewell/i18n";
import { Card, Choice, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { keepLook, storedLook } from "../../shared/look";
import { SubPage } from "../../shared/nav";
import { sessionQuery, useMe } from "../../shared/session";

const themes = ["auto", "light", "dark"] as const satisfies Person["theme"][];
const sizes = ["normal", "large", "larger"] as const satisfies Person["textSize"][];

export function Settings() {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const toast = useToast();
  const language = useLanguage();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (part: Profile) => api.updateProfile(part),
    // The look changes at once; the server keeps it for the person's other devices.
    onMutate: (part) => {
      keepLook({ ...storedLook(), ...part });
      if (part.language) void setLanguage(part.language);
      queries.setQueryData<Session | null>(sessionQuery.queryKey, (s) => s && { ...s, user: { ...s.user, ...part } });
    },
    onError: (e) => toast(faultText(e, f)),
  });
  return (
    <SubPage title={t("settings.title")} above="/me">
      <Setting title={t("settings.language")}>
        <Choice<Language>
          label={t("settings.language")}
          value={language}
          options={[
            { value: "en", label: t("settings.english") },
            { value: "zh", label: t("settings.chinese") },
          ]}
          onChange={(v) => save.mutate({ language: v })}
        />
      </Setting>
      <Setting title={t("settings.theme")}>
        <Choice
          label={t("settings.theme")}
          value={me.user.theme}
          options={themes.map((v) => ({ value: v, label: t(`settings.themes.${v}`) }))}
          onChange={(v) => save.mutate({ theme: v })}
        />
      </Setting>
      <Setting title={t("settings.textSize")}>
        <Choice
          label={t("settings.textSize")}
          value={me.user.textSize}
          options={sizes.map((v) => ({ value: v, label: t(`settings.sizes.${v}`) }))}
          onChange={(v) => save.mutate({ textSize: v })}
        />
        <p>{t("settings.sample")}</p>
      </Setting>
    </SubPage>
  );
}

function Setting({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <div className="lw-stack">
        <h2>{title}</h2>
        {children}
      </div>
    </Card>
  );
}
