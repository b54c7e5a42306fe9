import { api, type Person, type Profile, type Session } from "@livewell/api";
import { faultText, setLanguage, useFormat, useLanguage, useT, type Language } from "@livewell/i18n";
import { Card, Choice, List, SwitchRow, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useHome } from "../../shared/home";
import { keepLook, useLook } from "../../shared/look";
import { SubPage } from "../../shared/nav";
import { sessionQuery } from "../../shared/session";

const themes = ["auto", "light", "dark"] as const satisfies Person["theme"][];
const sizes = ["normal", "large", "larger"] as const satisfies Person["textSize"][];

export function Settings() {
  const t = useT();
  const f = useFormat();
  const look = useLook();
  const toast = useToast();
  const language = useLanguage();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (part: Profile) => api.updateProfile(part),
    onMutate: (part) => {
      queries.setQueryData<Session | null>(sessionQuery.queryKey, (s) => s && { ...s, user: { ...s.user, ...part } });
    },
    onError: (e) => toast(faultText(e, f)),
  });
  // The look changes with the touch; the server keeps it for the person's other devices.
  const choose = (part: Pick<Profile, "language" | "theme" | "textSize">) => {
    keepLook(part);
    if (part.language) void setLanguage(part.language);
    save.mutate(part);
  };
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
          onChange={(v) => choose({ language: v })}
        />
      </Setting>
      <Setting title={t("settings.theme")}>
        <Choice
          label={t("settings.theme")}
          value={look.theme}
          options={themes.map((v) => ({ value: v, label: t(`settings.themes.${v}`) }))}
          onChange={(v) => choose({ theme: v })}
        />
      </Setting>
      <Setting title={t("settings.textSize")}>
        <Choice
          label={t("settings.textSize")}
          value={look.textSize}
          options={sizes.map((v) => ({ value: v, label: t(`settings.sizes.${v}`) }))}
          onChange={(v) => choose({ textSize: v })}
        />
        <p>{t("settings.sample")}</p>
      </Setting>
      <BetaChannel />
    </SubPage>
  );
}

/** In and out of the channel for what is not finished. */
function BetaChannel() {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const home = useHome();
  const set = useMutation({
    mutationFn: api.setBeta,
    onSettled: () => queries.invalidateQueries({ queryKey: ["home"] }),
    onError: (e) => toast(faultText(e, f)),
  });
  const on = set.isPending ? set.variables : (home.data?.beta ?? false);
  return (
    <List label={t("beta.title")}>
      <SwitchRow
        title={`${t("beta.title")} · ${t("beta.join")}`}
        note={t("beta.note")}
        on={on}
        disabled={!home.data || set.isPending}
        onChange={(v) => set.mutate(v)}
      />
    </List>
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
