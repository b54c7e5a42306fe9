import { ApiError, api, type App, type MiniEntryDraft, type MiniEntryFields } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Field, Loading, Notice, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { Area, Select } from "../../shared/fields";
import { lines } from "../../shared/mini";
import { PhotoButton } from "../../shared/photo";
import { Panel } from "../../shared/screen";
import { Failed, Refused } from "../../shared/states";
import { useT } from "../../words";
import { MiniFrame, miniKey } from "./miniframe";

const nothing = (app: App): MiniEntryDraft => ({
  zh: "",
  en: "",
  slogan: "",
  description: "",
  category: "other",
  icon: "",
  keywords: [],
  cities: [],
  developer: app.name,
  public: false,
  opens: 0,
});

/** What people find of a mini program. */
export function MiniEntryPage() {
  return <MiniFrame>{(app) => <Entry app={app} />}</MiniFrame>;
}

function Entry({ app }: { app: App }) {
  const t = useT();
  const f = useFormat();
  const entry = useQuery({
    queryKey: [...miniKey(app.id), "entry"],
    queryFn: () => api.miniEntry(app.id),
    retry: false,
  });
  const unsaid = entry.error instanceof ApiError && entry.error.code === "directory.not_found";
  if (entry.error && !unsaid) return <Failed error={entry.error} onRetry={() => void entry.refetch()} />;
  const of = entry.data ?? (unsaid ? nothing(app) : undefined);
  if (!of) return <Loading />;
  return (
    <Panel title={t("mini.entry")}>
      <p className="lw-muted">{t("minientry.lead")}</p>
      <Notice>{of.public ? t("minientry.public", { opens: f.number(of.opens) }) : t("minientry.hidden")}</Notice>
      <Form app={app.id} of={{ ...of, developer: of.developer || app.name }} />
    </Panel>
  );
}

const categories = [
  ...(["food", "shopping", "travel", "transport", "health", "education"] as const),
  ...(["finance", "government", "entertainment", "tools", "other"] as const),
];

function Form({ app, of }: { app: string; of: MiniEntryDraft }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const [draft, setDraft] = useState<MiniEntryFields>(() => {
    const { zh, en, slogan, description, category, icon, keywords, cities, developer } = of;
    return { zh, en, slogan, description, category, icon, keywords, cities, developer };
  });
  const [cities, setCities] = useState(of.cities.join("\n"));
  const [keywords, setKeywords] = useState(of.keywords.join("\n"));
  const set = (more: Partial<MiniEntryFields>) => setDraft((d) => ({ ...d, ...more }));
  const save = useMutation({
    mutationFn: () => api.saveMiniEntry(app, { ...draft, cities: lines(cities), keywords: lines(keywords) }),
    onSuccess: (e) => {
      queries.setQueryData([...miniKey(app), "entry"], e);
      toast(t("common.saved"));
    },
  });
  const fields = ["name", "slogan", "description", "category", "icon", "keywords", "cities", "developer"];
  const code = save.error instanceof ApiError ? save.error.code.replace("directory.", "") : "";
  const at = (field: string) => (code === field ? faultText(save.error, f) : undefined);
  const send = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form className="co-form" onSubmit={send} noValidate>
      <Field
        label={t("minientry.zh")}
        lang="zh-CN"
        maxLength={20}
        value={draft.zh}
        onChange={(e) => set({ zh: e.target.value })}
        hint={t("minientry.nameHint")}
        error={at("name")}
      />
      <Field
        label={t("minientry.en")}
        lang="en"
        maxLength={20}
        value={draft.en}
        onChange={(e) => set({ en: e.target.value })}
      />
      <Field
        label={t("minientry.slogan")}
        maxLength={32}
        value={draft.slogan}
        onChange={(e) => set({ slogan: e.target.value })}
        hint={t("minientry.sloganHint")}
        error={at("slogan")}
      />
      <Area
        label={t("minientry.description")}
        maxLength={500}
        value={draft.description}
        onChange={(e) => set({ description: e.target.value })}
        error={at("description")}
      />
      <Select
        label={t("minientry.category")}
        value={draft.category}
        onPick={(category) => set({ category })}
        options={categories.map((c) => ({ value: c, label: t(`minientry.categories.${c}`) }))}
      />
      <IconField app={app} value={draft.icon} onChange={(icon) => set({ icon })} />
      <Area
        label={t("minientry.cities")}
        value={cities}
        onChange={(e) => setCities(e.target.value)}
        hint={t("minientry.citiesHint")}
        error={at("cities")}
      />
      <Area
        label={t("minientry.keywords")}
        value={keywords}
        onChange={(e) => setKeywords(e.target.value)}
        hint={t("minientry.keywordsHint")}
        error={at("keywords")}
      />
      <Field
        label={t("minientry.developer")}
        maxLength={40}
        value={draft.developer}
        onChange={(e) => set({ developer: e.target.value })}
        error={at("developer")}
      />
      {!fields.includes(code) && <Refused error={save.error} />}
      <div>
        <Button type="submit" busy={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}

function IconField({ app, value, onChange }: { app: string; value: string; onChange: (path: string) => void }) {
  const t = useT();
  const add = useMutation({
    mutationFn: async (jpeg: Promise<string>) => api.addMiniIcon(app, await jpeg),
    onSuccess: ({ path }) => onChange(path),
  });
  return (
    <div className="lw-field" role="group" aria-label={t("minientry.icon")}>
      <span className="co-label">{t("minientry.icon")}</span>
      <div className="co-line">
        {value && <img className="co-appicon" src={value} alt={t("minientry.iconAlt")} />}
        <PhotoButton
          label={t(value ? "photo.other" : "photo.choose")}
          busy={add.isPending}
          onPick={(p) => add.mutate(p)}
        />
        {value && (
          <Button kind="link" onClick={() => onChange("")}>
            {t("photo.remove")}
          </Button>
        )}
      </div>
      {!value && <p className="lw-hint">{t("minientry.noIcon")}</p>}
      <Refused error={add.error} />
    </div>
  );
}
