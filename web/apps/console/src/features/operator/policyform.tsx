import type { SupportPolicy, SupportRule } from "@livewell/api/console";
import { Button, Field, IconButton } from "@livewell/ui";
import { Select } from "../../shared/fields";
import { Panel } from "../../shared/screen";
import { useT } from "../../words";
import { conditions, kinds, newPolicy, newRule, withNth } from "./policyfile";

/** The field that the server refused, by its path in the file. */
type Bad = { field: string; text: string } | undefined;
const at = (bad: Bad, path: string) => (bad?.field === path ? bad.text : undefined);

type Props = { policies: SupportPolicy[]; bad: Bad; onChange: (next: SupportPolicy[]) => void };

export function PolicyForm({ policies, bad, onChange }: Props) {
  const t = useT();
  return (
    <>
      {policies.map((p, n) => (
        // A policy has nothing that stays but its place.
        <Panel
          key={n}
          title={t("policies.one", { n: n + 1 })}
          end={
            <IconButton
              icon="close"
              label={t("policies.remove", { n: n + 1 })}
              onClick={() => onChange(withNth(policies, n))}
            />
          }
        >
          <One of={p} path={`policies[${n}].`} bad={bad} onChange={(x) => onChange(withNth(policies, n, x))} />
        </Panel>
      ))}
      <p>
        <Button kind="soft" onClick={() => onChange([...policies, newPolicy])}>
          {t("policies.add")}
        </Button>
      </p>
    </>
  );
}

type OneProps = { of: SupportPolicy; path: string; bad: Bad; onChange: (p: SupportPolicy) => void };

function One({ of: p, path, bad, onChange }: OneProps) {
  const t = useT();
  const text = (name: "id" | "name" | "nameEn" | "from" | "to" | "budget") => ({
    value: p[name] ?? "",
    error: at(bad, path + name),
    onChange: (e: { target: { value: string } }) => onChange({ ...p, [name]: e.target.value }),
  });
  return (
    <div className="co-form">
      <Field label={t("policies.id")} maxLength={40} hint={t("policies.idHint")} {...text("id")} />
      <Field label={t("policies.nameZh")} maxLength={80} {...text("name")} />
      <Field label={t("policies.nameEn")} maxLength={80} {...text("nameEn")} />
      <Gives of={p} path={`${path}gives.`} bad={bad} onChange={onChange} />
      {p.gives.kind !== "training" && (
        <Field label={t("policies.budget")} inputMode="decimal" maxLength={20} {...text("budget")} />
      )}
      <Field label={t("policies.from")} type="date" {...text("from")} />
      <Field label={t("policies.to")} type="date" {...text("to")} />
      <Rules of={p.if} path={path} bad={bad} onChange={(rules) => onChange({ ...p, if: rules })} />
    </div>
  );
}

function Gives({ of: p, path, bad, onChange }: OneProps) {
  const t = useT();
  const g = p.gives;
  const text = (name: "upTo" | "title" | "titleEn" | "link") => ({
    value: g[name] ?? "",
    error: at(bad, path + name),
    onChange: (e: { target: { value: string } }) => onChange({ ...p, gives: { ...g, [name]: e.target.value } }),
  });
  return (
    <>
      <Select
        label={t("policies.kind")}
        value={g.kind}
        options={kinds.map((k) => ({ value: k as string, label: t(`policies.kinds.${k}`) }))}
        // What the other kind has said does not belong to this one; a lesson costs no money.
        onPick={(kind) => onChange({ ...p, budget: kind === "training" ? "" : (p.budget ?? ""), gives: { kind } })}
      />
      {g.kind === "training" ? (
        <>
          <Field label={t("policies.titleZh")} maxLength={80} {...text("title")} />
          <Field label={t("policies.titleEn")} maxLength={80} {...text("titleEn")} />
          <Field label={t("policies.link")} maxLength={300} hint={t("policies.linkHint")} {...text("link")} />
        </>
      ) : (
        <>
          <Field
            label={t("policies.days")}
            inputMode="numeric"
            maxLength={4}
            value={g.days ? String(g.days) : ""}
            error={at(bad, `${path}days`)}
            onChange={(e) => onChange({ ...p, gives: { ...g, days: Number(e.target.value.replace(/\D/g, "")) } })}
          />
          <Field label={t("policies.upTo")} inputMode="decimal" maxLength={20} {...text("upTo")} />
        </>
      )}
    </>
  );
}

type RulesProps = { of: SupportRule[]; path: string; bad: Bad; onChange: (rules: SupportRule[]) => void };

function Rules({ of: rules, path, bad, onChange }: RulesProps) {
  const t = useT();
  return (
    <fieldset className="co-rules">
      <legend>{t("policies.conditions")}</legend>
      {rules.map((r, n) => {
        const known = conditions.find((c) => c === r.of);
        return (
          <div key={n} className="co-rule">
            <Select
              label={t("policies.condition")}
              value={r.of}
              options={conditions.map((c) => ({ value: c as string, label: t(`policies.of.${c}`) }))}
              onPick={(of) => onChange(withNth(rules, n, { of, bound: "" }))}
            />
            <Field
              label={t("policies.bound")}
              maxLength={500}
              value={r.bound}
              hint={known && t(`policies.hint.${known}`)}
              error={at(bad, `${path}if[${n}].bound`) ?? at(bad, `${path}if[${n}].of`)}
              onChange={(e) => onChange(withNth(rules, n, { ...r, bound: e.target.value }))}
            />
            <IconButton
              icon="close"
              label={t("policies.removeRule", { n: n + 1 })}
              onClick={() => onChange(withNth(rules, n))}
            />
          </div>
        );
      })}
      <p>
        <Button kind="link" onClick={() => onChange([...rules, newRule])}>
          {t("policies.addRule")}
        </Button>
      </p>
    </fieldset>
  );
}
