import { api, type App } from "@livewell/api/console";
import { Button, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import { Check, Select } from "../../shared/fields";
import { hatsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import { AppFields, bodyOf, type Draft } from "./form";

export function CreateApp() {
  const t = useT();
  const owner = hatsOf(useMe()).owner;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const kinds = owner ? (["own", "isv", "mini"] as const) : (["isv"] as const);
  const [kind, setKind] = useState<App["kind"]>(owner ? "own" : "isv");
  const [sandbox, setSandbox] = useState(false);
  const [draft, setDraft] = useState<Draft>({ name: "", products: ["trade", "bill"], redirects: "", notifyUrl: "" });
  const create = useMutation({
    mutationFn: () => api.createApp({ ...bodyOf(draft), kind, sandbox }),
    onSuccess: async (a) => {
      await queries.invalidateQueries({ queryKey: ["apps"] });
      toast(t("apps.madeToast"));
      await navigate({ to: "/apps/$id/keys", params: { id: a.id } });
    },
  });
  const ready = draft.name.trim() !== "";
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (ready && !create.isPending) create.mutate();
  };
  return (
    <Screen title={t("apps.create")}>
      <Panel>
        <form className="co-form" onSubmit={send} noValidate>
          <Select
            label={t("apps.kindName")}
            value={kind}
            onPick={setKind}
            hint={t(`apps.kindHint.${kind}`)}
            options={kinds.map((k) => ({ value: k, label: t(`apps.kind.${k}`) }))}
          />
          <AppFields value={draft} onChange={setDraft} />
          <Check label={t("apps.sandboxBox")} hint={t("apps.sandboxHint")} on={sandbox} onChange={setSandbox} />
          <Refused error={create.error} />
          <div>
            <Button type="submit" busy={create.isPending} disabled={!ready}>
              {t("apps.make")}
            </Button>
          </div>
        </form>
      </Panel>
    </Screen>
  );
}
