import { api, type Item, type Menu } from "@livewell/api/console";
import { Button, Empty, Field, Notice, SwitchRow, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type SyntheticEvent } from "react";
import { PictureField } from "../../shared/photo";
import { after, newAttempt } from "../../shared/attempt";
import { Area, Check, Select } from "../../shared/fields";
import { useParam } from "../../shared/filters";
import { GoLink } from "../../shared/links";
import { Panel } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";
import { ChainItem } from "./chain";
import { toFirstFault, usePlaced } from "./errors";
import { StoreFrame } from "./frame";
import { daily } from "./hours";
import { HoursFields } from "./hoursfields";
import { draftOf, emptyDraft, faultsOf, payloadOf, placeOf, type Draft } from "./itemform";
import { Groups, Variants, type Rows } from "./itemrows";
import { menuKey, useMenu } from "./menudata";
import { Thumb, useAllergenName, useNamed } from "./names";

const NEW = "new";

export function ItemPage() {
  const t = useT();
  const [store, id] = [useParam("store"), useParam("item")];
  const menu = useMenu(store);
  return (
    <StoreFrame title={t(id === NEW ? "item.add" : "item.one")} managed>
      {() => (
        <Shown of={menu}>
          {(m) => {
            const item = m.items.find((i) => i.id === id);
            if (id !== NEW && !item) return <Empty icon="help" title={t("item.gone")} />;
            return <Form key={id} store={store} item={item} menu={m} />;
          }}
        </Shown>
      )}
    </StoreFrame>
  );
}

const codes: Record<string, string> = {
  "catalog.name": "name",
  "catalog.section": "section",
  "catalog.code": "code",
  "catalog.text": "about",
  "catalog.allergen": "allergens",
  "catalog.price": "skus",
  "catalog.skus": "skus",
  "stock.count": "skus",
  "catalog.groups": "groups",
  "calendar.hours": "hours",
};

function Form({ store, item, menu }: { store: string; item: Item | undefined; menu: Menu }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() =>
    item
      ? draftOf(item)
      : emptyDraft(menu.sections[0]?.id ?? "", Math.max(-1, ...menu.items.map((i) => i.pos ?? 0)) + 1),
  );
  const [tried, setTried] = useState(false);
  const [attempt, setAttempt] = useState(newAttempt);
  const save = useMutation({
    mutationFn: () => {
      const body = payloadOf(draft);
      return item ? api.editItem(store, item.id, body) : api.addItem(attempt.key, store, body);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: menuKey(store) });
      toast(t("item.saved"));
      await navigate({ to: "/stores/$store/menu", params: { store } });
    },
    onError: (e) => {
      setAttempt((a) => after(a, e));
      toFirstFault(form.current);
    },
  });
  const faults = faultsOf(draft);
  const placed = usePlaced(save.error, codes, (at) => placeOf(draft, at));
  const error = (name: string) => {
    const fault = tried ? faults[name] : undefined;
    return fault ? t(fault) : placed.at[name];
  };
  const set = (next: Partial<Draft>) => setDraft((d) => ({ ...d, ...next }));
  const rows: Rows = { draft, set, error };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) save.mutate();
    else toFirstFault(form.current);
  };
  const wrong = (tried && Object.keys(faults).length > 0) || Object.keys(placed.at).length > 0;
  return (
    <form ref={form} className="lw-stack" onSubmit={submit} noValidate>
      {item?.chain && <ChainItem store={store} item={item} />}
      <fieldset disabled={item?.chain ?? false} className="st-part">
        <What rows={rows} menu={menu} />
      </fieldset>
      <Variants rows={rows} />
      <fieldset disabled={item?.chain ?? false} className="st-part">
        <Groups rows={rows} />
        <Allergens of={menu.allergens} rows={rows} />
        <Panel title={t("item.hours")}>
          <ul className="lw-list st-switches">
            <SwitchRow
              title={t("item.hoursOn")}
              note={t("item.hoursHint")}
              on={draft.hours !== undefined}
              onChange={(on) => set({ hours: on ? daily({ from: 660, to: 840 }) : undefined })}
            />
          </ul>
          {draft.hours && <HoursFields of={draft.hours} onChange={(hours) => set({ hours })} error={error("hours")} />}
        </Panel>
      </fieldset>
      <Refused error={placed.rest} />
      {wrong && (
        <Notice tone="bad" icon="warn">
          {t("store.fix")}
        </Notice>
      )}
      <div className="st-savebar">
        <GoLink kind="plain" to="/stores/$store/menu" params={{ store }}>
          {t("common.cancel")}
        </GoLink>
        <Button type="submit" busy={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}

function What({ rows: { draft, set, error }, menu }: { rows: Rows; menu: Menu }) {
  const t = useT();
  const named = useNamed();
  const sections = menu.sections.map((s) => ({ value: s.id ?? "", label: named(s.name, s.nameEn) }));
  if (!sections.some((s) => s.value === draft.section))
    sections.unshift({ value: draft.section, label: t("menu.loose") });
  const sectionError = error("section");
  return (
    <Panel title={t("item.what")}>
      <div className="co-form st-form">
        <div className="st-pair">
          <Field
            label={t("item.name")}
            required
            maxLength={60}
            value={draft.name}
            onChange={(e) => set({ name: e.target.value })}
            error={error("name")}
          />
          <Field
            label={t("item.nameEn")}
            lang="en"
            maxLength={100}
            value={draft.nameEn}
            onChange={(e) => set({ nameEn: e.target.value })}
            error={error("nameEn")}
          />
        </div>
        <div className="st-pair">
          <div className="lw-stack">
            <Select
              label={t("item.section")}
              value={draft.section}
              options={sections}
              aria-invalid={sectionError ? true : undefined}
              onPick={(section) => set({ section })}
            />
            {sectionError && (
              <p className="lw-error" role="alert">
                {sectionError}
              </p>
            )}
          </div>
          <Field
            label={t("item.code")}
            maxLength={60}
            value={draft.code}
            onChange={(e) => set({ code: e.target.value })}
            error={error("code")}
          />
        </div>
        <Area
          label={t("item.about")}
          maxLength={600}
          value={draft.about}
          onChange={(e) => set({ about: e.target.value })}
          error={error("about")}
        />
        <div className="st-picture">
          <Thumb src={draft.picture} size="large" />
          <PictureField label={t("item.picture")} value={draft.picture} onChange={(picture) => set({ picture })} />
        </div>
        <ul className="lw-list st-switches">
          <SwitchRow
            title={t("item.listed")}
            note={t("item.listedHint")}
            on={draft.listed}
            onChange={(listed) => set({ listed })}
          />
        </ul>
      </div>
    </Panel>
  );
}

function Allergens({ of, rows: { draft, set, error } }: { of: string[]; rows: Rows }) {
  const t = useT();
  const name = useAllergenName();
  const wrong = error("allergens");
  return (
    <Panel title={t("item.allergens")}>
      <fieldset className="co-group">
        <legend className="lw-hide">{t("item.allergens")}</legend>
        <div className="st-checks">
          {of.map((a) => (
            <Check
              key={a}
              label={name(a)}
              on={draft.allergens.includes(a)}
              onChange={(on) =>
                set({ allergens: on ? [...draft.allergens, a] : draft.allergens.filter((x) => x !== a) })
              }
            />
          ))}
        </div>
        {wrong && (
          <p className="lw-error" role="alert" data-fault tabIndex={-1}>
            {wrong}
          </p>
        )}
      </fieldset>
    </Panel>
  );
}
