import { api, type Category } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { List, ListHead, SwitchRow, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { Device } from "./device";
import { QuietHours } from "./quiet";

export function Preferences() {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const preferences = useQuery({ queryKey: ["preferences"], queryFn: api.messagePreferences });
  const turn = useMutation({
    mutationFn: ({ category, on }: { category: Category; on: boolean }) => api.setMessagePreference(category, on),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["preferences"] }),
    onError: (e) => toast(faultText(e, f)),
  });
  return (
    <SubPage title={t("messages.preferences")} above="/messages">
      <Device />
      <QuietHours />
      <ListHead>{t("push.kinds")}</ListHead>
      <p className="lw-muted">{t("messages.preferencesHint")}</p>
      <Shown of={preferences}>
        {(p) => (
          <List>
            {p.items.map((x) => (
              <SwitchRow
                key={x.category}
                title={t(`messages.category.${x.category}`)}
                note={x.must ? t("messages.must") : t(`messages.about.${x.category}`)}
                on={x.on}
                disabled={x.must}
                onChange={(on) => turn.mutate({ category: x.category, on })}
              />
            ))}
          </List>
        )}
      </Shown>
    </SubPage>
  );
}
