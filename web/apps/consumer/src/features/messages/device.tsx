import { ApiError } from "@livewell/api";
import { faultText, useFormat, useLanguage, useT } from "@livewell/i18n";
import { List, SwitchRow, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Shown } from "../../shared/states";
import { pushState, turnOff, turnOn } from "./push";

/** The switch for this browser. It says honestly why it cannot be turned. */
export function Device() {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const language = useLanguage();
  const queries = useQueryClient();
  const state = useQuery({ queryKey: ["push"], queryFn: pushState });
  const turn = useMutation({
    mutationFn: (on: boolean) => (on ? turnOn(language) : turnOff()),
    onSettled: () => queries.invalidateQueries({ queryKey: ["push"] }),
    // What is no fault of ours is the browser's: its push service is out of reach.
    onError: (e) => toast(e instanceof ApiError ? faultText(e, f) : t("push.failed")),
  });
  return (
    <Shown of={state}>
      {(s) => (
        <List label={t("push.title")}>
          <SwitchRow
            title={t("push.here")}
            note={t(`push.state.${s}`)}
            on={turn.isPending ? turn.variables : s === "on"}
            disabled={s === "blocked" || s === "unsupported" || turn.isPending}
            onChange={(on) => turn.mutate(on)}
          />
        </List>
      )}
    </Shown>
  );
}
