import { api, type PolicyPreview, type SupportPolicy } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Choice } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { newAttempt } from "../../shared/attempt";
import { Mono } from "../../shared/bits";
import { Reasoned } from "../../shared/dialogs";
import { Area } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { Panel, Screen } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";
import { policiesOf, textOf } from "./policyfile";
import { PolicyForm } from "./policyform";

/** The next version of the rule file, made from the one in force or from an older one. */
export function EditPolicies() {
  const t = useT();
  const [{ version = "" }] = useFilters("version");
  const now = useQuery({ queryKey: ["policies"], queryFn: api.policies, staleTime: Infinity });
  const from = version || (now.data && String(now.data.version)) || "";
  const file = useQuery({
    queryKey: ["policies", "version", from],
    queryFn: () => api.policyVersion(from),
    enabled: from !== "",
    staleTime: Infinity,
  });
  return (
    <Screen title={t("policies.editTitle")} lead={from && t("policies.editLead", { n: from })}>
      <Shown of={now}>
        {({ version: base }) => (
          <Shown of={file}>{(f) => <Editor key={f.version} base={base} policies={f.policies} />}</Shown>
        )}
      </Shown>
    </Screen>
  );
}

/** The field that the server named, and what is wrong with it. */
type Bad = { field: string; text: string } | undefined;

function useBad(error: unknown): Bad {
  const f = useFormat();
  const field = (error as { args?: { field?: unknown } } | null)?.args?.field;
  return typeof field === "string" ? { field, text: faultText(error, f) } : undefined;
}

function Editor({ base, policies: had }: { base: number; policies: SupportPolicy[] }) {
  const t = useT();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [how, setHow] = useState<"form" | "json">("form");
  const [policies, setPolicies] = useState(had);
  const [text, setText] = useState("");
  const [saving, setSaving] = useState(false);
  const typed = how === "json" ? policiesOf(text) : { policies };
  const unread = "policies" in typed ? undefined : t("policies.jsonBad", { why: typed.why ?? t("policies.jsonShape") });
  const file = "policies" in typed ? typed.policies : undefined;
  const preview = useMutation({ mutationFn: api.previewPolicies });
  const bad = useBad(preview.error);
  const change = (next: SupportPolicy[]) => {
    setPolicies(next);
    preview.reset();
  };
  const turn = (to: "form" | "json") => {
    if (to === "json") setText(textOf(policies));
    if (to === "form" && file) setPolicies(file);
    if (to === "json" || file) setHow(to);
  };
  return (
    <>
      <Choice
        label={t("policies.how")}
        value={how}
        onChange={turn}
        options={[
          { value: "form", label: t("policies.form") },
          { value: "json", label: t("policies.json") },
        ]}
      />
      {how === "form" ? (
        <PolicyForm policies={policies} bad={bad} onChange={change} />
      ) : (
        <Panel>
          <Area
            label={t("policies.json")}
            className="co-mono"
            rows={24}
            spellCheck={false}
            value={text}
            hint={t("policies.jsonHint")}
            error={unread}
            onChange={(e) => {
              setText(e.target.value);
              preview.reset();
            }}
          />
        </Panel>
      )}
      <Panel title={t("policies.preview")}>
        <Refused error={preview.error} />
        <div role="status">{preview.data && <Counts of={preview.data} />}</div>
        <div className="co-actions">
          <Button kind="plain" busy={preview.isPending} disabled={!file} onClick={() => file && preview.mutate(file)}>
            {t("policies.preview")}
          </Button>
          <Button disabled={!file} onClick={() => setSaving(true)}>
            {t("policies.save")}
          </Button>
        </div>
      </Panel>
      {saving && file && (
        <Reasoned
          title={t("policies.save")}
          action={t("policies.save")}
          done={t("policies.saved", { n: base + 1 })}
          run={(reason) => api.savePolicies(newAttempt().key, { base, reason, policies: file })}
          onDone={async () => {
            await queries.invalidateQueries({ queryKey: ["policies"] });
            await navigate({ to: "/policies" });
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}

function Counts({ of: { items, looked, more } }: { of: PolicyPreview }) {
  const t = useT();
  const f = useFormat();
  return (
    <>
      <ul className="co-steps">
        {items.map((x) => (
          <li key={x.policy}>
            <Mono>{x.policy}</Mono>: {t("policies.would", { n: f.number(x.qualify) })}
            {x.fit < x.qualify && ` · ${t("policies.fit", { n: f.number(x.fit) })}`}
          </li>
        ))}
      </ul>
      <p className="lw-small lw-muted">
        {more ? t("policies.lookedMore", { n: f.number(looked) }) : t("policies.looked", { count: looked })}
      </p>
    </>
  );
}
