import { api, type Quiet } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Card, Field, List, SwitchRow, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Shown } from "../../shared/states";

const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function QuietHours() {
  const quiet = useQuery({ queryKey: ["quiet"], queryFn: api.quiet });
  return <Shown of={quiet}>{(q) => <Hours of={q} />}</Shown>;
}

function Hours({ of }: { of: Quiet }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [times, setTimes] = useState({ start: of.start, stop: of.stop });
  const save = useMutation({
    // The hours are those of the place where they are set.
    mutationFn: (part: Partial<Quiet>) => api.setQuiet({ on: of.on, ...times, ...part, zone: here() }),
    onSuccess: (_, part) =>
      queries.setQueryData<Quiet>(["quiet"], (q) => q && { ...q, ...times, ...part, zone: here() }),
    onError: (e, part) => part.on !== undefined && toast(faultText(e, f)), // of a time it stands at the field
  });
  const error = save.error ? faultText(save.error, f) : undefined;
  const time = (name: "start" | "stop") => (
    <Field
      label={t(`push.${name}`)}
      type="time"
      required
      value={times[name]}
      onChange={(e) => setTimes({ ...times, [name]: e.target.value })}
      onBlur={() => times[name] && times[name] !== of[name] && save.mutate({})}
      error={name === "stop" ? error : undefined}
    />
  );
  return (
    <>
      <List label={t("push.quiet")}>
        <SwitchRow
          title={t("push.quiet")}
          note={t("push.quietNote")}
          on={of.on}
          disabled={save.isPending}
          onChange={(on) => save.mutate({ on })}
        />
      </List>
      {of.on && (
        <Card className="lw-stack">
          <div className="app-two">
            {time("start")}
            {time("stop")}
          </div>
          <p className="lw-muted lw-small">{t("push.zone", { zone: of.zone })}</p>
        </Card>
      )}
    </>
  );
}
