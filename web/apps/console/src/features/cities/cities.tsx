import { api, type CityDraft, type OperatorCity } from "@livewell/api/console";
import { Button, Empty, Field, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { Mono, Tag } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Area, Check, Find, Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { areaOf, fits, textOf } from "./draft";

const first = 50;
const shows = ["all", "own", "hidden", "hot"] as const;

/** The cities, built in and the operator's own. */
export function Cities() {
  const t = useT();
  const operator = hatsOf(useMe()).operator;
  const queries = useQueryClient();
  const toast = useToast();
  const [{ text = "", show = "all" }, set] = useFilters("text", "show");
  const cities = useQuery({ queryKey: ["cities"], queryFn: api.cities });
  const [edit, setEdit] = useState<OperatorCity | "new">();
  const [more, setMore] = useState(1);
  const makeDefault = useMutation({
    mutationFn: api.setDefaultCity,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["cities"] });
      toast(t("cities.saved"));
    },
  });
  return (
    <Screen
      title={t("cities.title")}
      lead={t("cities.lead")}
      actions={operator && <Button onClick={() => setEdit("new")}>{t("cities.add")}</Button>}
    >
      <div className="co-filters">
        <Find label={t("cities.find")} value={text} onFind={(v) => set({ text: v })} />
        <Select
          label={t("cities.show")}
          value={show}
          onPick={(v) => set({ show: v === "all" ? "" : v })}
          options={shows.map((s) => ({ value: s as string, label: t(`cities.shows.${s}`) }))}
        />
      </div>
      <Refused error={makeDefault.error} />
      <Shown of={cities}>
        {({ items, default: standard }) => {
          const found = items.filter((c) => fits(c, text, show));
          if (found.length === 0) return <Empty icon="place" title={t("cities.none")} />;
          const rows = found.slice(0, more * first);
          return (
            <div className="lw-stack">
              <Table
                caption={t("cities.title")}
                rows={rows}
                id={(c: OperatorCity) => c.code}
                columns={[
                  {
                    head: t("cities.zh"),
                    main: true,
                    cell: (c) => (
                      <span lang="zh-CN" translate="no">
                        {c.zh}
                      </span>
                    ),
                  },
                  {
                    head: t("cities.en"),
                    cell: (c) => (
                      <span lang="en" translate="no">
                        {c.en}
                      </span>
                    ),
                  },
                  { head: t("cities.pinyin"), cell: (c) => <Mono>{c.pinyin}</Mono> },
                  { head: t("cities.code"), cell: (c) => <Mono>{c.code}</Mono> },
                  {
                    head: t("cities.state"),
                    cell: (c) => (
                      <span className="co-line">
                        {c.code === standard && <Tag tone="good">{t("cities.default")}</Tag>}
                        {c.hidden && <Tag tone="bad">{t("cities.hidden")}</Tag>}
                        {c.hot && <Tag tone="warn">{t("cities.hot")}</Tag>}
                        {c.own && <Tag tone="quiet">{t("cities.own")}</Tag>}
                      </span>
                    ),
                  },
                  {
                    head: t("common.actions"),
                    cell: (c) =>
                      operator ? (
                        <span className="co-line">
                          <Button
                            kind="link"
                            aria-label={t("cities.editOne", { city: c.zh })}
                            onClick={() => setEdit(c)}
                          >
                            {t("cities.edit")}
                          </Button>
                          {c.code !== standard && !c.hidden && (
                            <Button
                              kind="link"
                              aria-label={t("cities.makeDefaultOne", { city: c.zh })}
                              onClick={() => makeDefault.mutate(c.code)}
                            >
                              {t("cities.makeDefault")}
                            </Button>
                          )}
                        </span>
                      ) : null,
                  },
                ]}
              />
              <div className="co-more">
                <p className="lw-small lw-muted" role="status">
                  {t("cities.rows", { count: found.length, n: rows.length })}
                </p>
                {rows.length < found.length && (
                  <Button kind="plain" onClick={() => setMore(more + 1)}>
                    {t("common.more")}
                  </Button>
                )}
              </div>
            </div>
          );
        }}
      </Shown>
      {edit && <EditCity city={edit === "new" ? undefined : edit} onClose={() => setEdit(undefined)} />}
    </Screen>
  );
}

function EditCity({ city, onClose }: { city: OperatorCity | undefined; onClose: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  const [zh, setZh] = useState(city?.zh ?? "");
  const [en, setEn] = useState(city?.en ?? "");
  const [pinyin, setPinyin] = useState(city?.pinyin ?? "");
  const [lat, setLat] = useState(city ? String(city.centre.lat) : "");
  const [lng, setLng] = useState(city ? String(city.centre.lng) : "");
  const [hot, setHot] = useState(city?.hot ?? false);
  const [hidden, setHidden] = useState(city?.hidden ?? false);
  const [area, setArea] = useState(textOf(city?.area));
  const [attempt, setAttempt] = useState(newAttempt);
  const border = areaOf(area);
  const point = (s: string, most: number) => s.trim() !== "" && Math.abs(Number(s)) <= most;
  const ready =
    zh.trim() !== "" &&
    en.trim() !== "" &&
    /^[a-z]{1,7}( [a-z]{1,7})*$/.test(pinyin) &&
    point(lat, 90) &&
    point(lng, 180) &&
    border !== "bad";
  const save = useMutation({
    mutationFn: () => {
      const body: CityDraft = {
        zh: zh.trim(),
        en: en.trim(),
        pinyin,
        centre: { lat: Number(lat), lng: Number(lng) },
        hot,
        hidden,
        ...(border && border !== "bad" ? { area: border } : {}),
      };
      return city ? api.editCity(city.code, body) : api.addCity(attempt.key, body);
    },
    onError: (e) => setAttempt((a) => after(a, e)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["cities"] });
      toast(t("cities.saved"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={city ? t("cities.editOne", { city: city.zh }) : t("cities.add")}
      action={t("common.save")}
      busy={save.isPending}
      error={save.error}
      disabled={!ready}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <Field label={t("cities.zh")} lang="zh-CN" maxLength={20} value={zh} onChange={(e) => setZh(e.target.value)} />
      <Field label={t("cities.en")} lang="en" maxLength={40} value={en} onChange={(e) => setEn(e.target.value)} />
      <Field
        label={t("cities.pinyin")}
        maxLength={100}
        value={pinyin}
        onChange={(e) => setPinyin(e.target.value.toLowerCase())}
        hint={t("cities.pinyinHint")}
      />
      <div className="co-pair">
        <Field label={t("cities.lat")} inputMode="decimal" value={lat} onChange={(e) => setLat(e.target.value)} />
        <Field label={t("cities.lng")} inputMode="decimal" value={lng} onChange={(e) => setLng(e.target.value)} />
      </div>
      <Area
        label={t("cities.area")}
        value={area}
        onChange={(e) => setArea(e.target.value)}
        hint={t("cities.areaHint")}
        error={border === "bad" ? t("cities.areaBad") : undefined}
      />
      <Check label={t("cities.isHot")} on={hot} onChange={setHot} />
      <Check label={t("cities.isHidden")} hint={t("cities.isHiddenHint")} on={hidden} onChange={setHidden} />
    </FormSheet>
  );
}
