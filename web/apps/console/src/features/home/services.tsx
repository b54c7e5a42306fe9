import { api, type HomeCity, type HomeVertical } from "@livewell/api/console";
import { Button, IconButton, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { Tag } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Check, Select } from "../../shared/fields";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { shifted } from "./blocks";
import { useKeptFocus } from "./focus";
import { useCities, useCityName, useNameOf } from "./names";
import { Texts } from "./settings";

type Vertical = HomeVertical["vertical"];

/** The service buttons of each city, and its crisis switch. */
export function Services() {
  const t = useT();
  const nameOf = useNameOf();
  const operator = hatsOf(useMe()).operator;
  const cities = useQuery({ queryKey: ["homeCities"], queryFn: api.homeCities });
  const [edit, setEdit] = useState<{ what: "buttons" | "crisis"; city: HomeCity | undefined }>();
  return (
    <Screen
      title={t("services.title")}
      lead={
        <>
          {t("services.lead")} <Link to="/home">{t("layouts.title")}</Link>
        </>
      }
      actions={
        operator && (
          <>
            <Button kind="plain" onClick={() => setEdit({ what: "crisis", city: undefined })}>
              {t("services.crisis")}
            </Button>
            <Button onClick={() => setEdit({ what: "buttons", city: undefined })}>{t("services.add")}</Button>
          </>
        )
      }
    >
      <Shown of={cities}>
        {({ items, verticals }) => (
          <>
            <Table
              caption={t("services.title")}
              rows={items}
              id={(c: HomeCity) => c.city}
              columns={[
                { head: t("layouts.city"), main: true, cell: (c) => <span translate="no">{nameOf(c.city)}</span> },
                { head: t("services.buttons"), cell: (c) => <Buttons of={c.buttons} /> },
                {
                  head: t("services.crisis"),
                  cell: (c) =>
                    c.crisis ? (
                      <Tag tone="bad">{t("services.on")}</Tag>
                    ) : (
                      <span className="lw-muted">{t("services.off")}</span>
                    ),
                },
                {
                  head: t("common.actions"),
                  cell: (c) =>
                    operator ? (
                      <span className="co-line">
                        <Button
                          kind="link"
                          aria-label={t("services.editOne", { city: nameOf(c.city) })}
                          onClick={() => setEdit({ what: "buttons", city: c })}
                        >
                          {t("services.edit")}
                        </Button>
                        <Button
                          kind="link"
                          aria-label={t("services.crisisOne", { city: nameOf(c.city) })}
                          onClick={() => setEdit({ what: "crisis", city: c })}
                        >
                          {t("services.crisis")}
                        </Button>
                      </span>
                    ) : null,
                },
              ]}
            />
            {edit?.what === "buttons" && (
              <EditButtons city={edit.city} verticals={verticals} onClose={() => setEdit(undefined)} />
            )}
            {edit?.what === "crisis" && <Crisis city={edit.city} onClose={() => setEdit(undefined)} />}
          </>
        )}
      </Shown>
    </Screen>
  );
}

function Buttons({ of }: { of: HomeVertical[] }) {
  const t = useT();
  if (of.length === 0) return <span className="lw-muted">{t("services.none")}</span>;
  return (
    <span className="co-line">
      {of.map((v) => (
        <Tag key={v.vertical} tone={v.exists ? "good" : "quiet"}>
          {v.exists
            ? t(`services.vertical.${v.vertical}`)
            : t("services.waits", { name: t(`services.vertical.${v.vertical}`) })}
        </Tag>
      ))}
    </span>
  );
}

/** Which city, where none was picked before. */
function Pick({ value, onPick }: { value: string; onPick: (code: string) => void }) {
  const t = useT();
  const name = useCityName();
  const { items } = useCities();
  return (
    <Select
      label={t("layouts.city")}
      value={value}
      onPick={onPick}
      options={[
        { value: "", label: t("services.choose") },
        ...items.filter((c) => !c.hidden).map((c) => ({ value: c.code, label: name(c) })),
      ]}
    />
  );
}

function useSaved(onClose: () => void) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  return async () => {
    await queries.invalidateQueries({ queryKey: ["homeCities"] });
    toast(t("services.saved"));
    onClose();
  };
}

function EditButtons({
  city,
  verticals,
  onClose,
}: {
  city: HomeCity | undefined;
  verticals: HomeVertical[];
  onClose: () => void;
}) {
  const t = useT();
  const nameOf = useNameOf();
  const [code, setCode] = useState(city?.city ?? "");
  const [list, setList] = useState<Vertical[]>(city?.buttons.map((b) => b.vertical) ?? []);
  const [told, tell] = useState("");
  const rows = useRef<HTMLUListElement>(null);
  const keep = useKeptFocus(rows, list);
  const save = useMutation({ mutationFn: () => api.setCityButtons(code, list), onSuccess: useSaved(onClose) });
  const rest = verticals.filter((v) => !list.includes(v.vertical));
  const name = (v: Vertical) => t(`services.vertical.${v}`);
  const waits = (v: Vertical) => !verticals.find((x) => x.vertical === v)?.exists;
  const move = (i: number, by: 1 | -1) => {
    const v = list[i];
    if (!v || i + by < 0 || i + by >= list.length) return;
    keep(`${v} ${by}`);
    setList(shifted(list, i, by));
    tell(t("layouts.place", { name: name(v), n: i + by + 1, all: list.length }));
  };
  return (
    <FormSheet
      title={city ? t("services.editOne", { city: nameOf(city.city) }) : t("services.add")}
      action={t("common.save")}
      busy={save.isPending}
      error={save.error}
      disabled={!code}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {!city && <Pick value={code} onPick={setCode} />}
      <p>{t("services.waitsText")}</p>
      <ul className="co-blocks" ref={rows}>
        {list.map((v, i) => (
          <li key={v}>
            <div className="co-blockhead">
              <span className="co-blockname">
                {name(v)} {waits(v) && <Tag tone="quiet">{t("services.waiting")}</Tag>}
              </span>
              <IconButton
                icon="up"
                label={t("layouts.up", { name: name(v) })}
                aria-disabled={i === 0}
                data-move={`${v} -1`}
                onClick={() => move(i, -1)}
              />
              <IconButton
                icon="down"
                label={t("layouts.down", { name: name(v) })}
                aria-disabled={i === list.length - 1}
                data-move={`${v} 1`}
                onClick={() => move(i, 1)}
              />
              <IconButton
                icon="close"
                label={t("layouts.removeOne", { name: name(v) })}
                onClick={() => setList(list.filter((x) => x !== v))}
              />
            </div>
          </li>
        ))}
      </ul>
      <p className="lw-hide" role="status">
        {told}
      </p>
      {rest.length > 0 && (
        <div className="co-line">
          {rest.map((v) => (
            <Button key={v.vertical} kind="plain" onClick={() => setList([...list, v.vertical])}>
              {t("services.addOne", { name: name(v.vertical) })}
            </Button>
          ))}
        </div>
      )}
    </FormSheet>
  );
}

function Crisis({ city, onClose }: { city: HomeCity | undefined; onClose: () => void }) {
  const t = useT();
  const nameOf = useNameOf();
  const [code, setCode] = useState(city?.city ?? "");
  const [on, setOn] = useState(true);
  const [text, setText] = useState(city?.crisis?.text ?? { zh: "", en: "" });
  const [contactless, setContactless] = useState(city?.crisis?.contactless ?? true);
  const ready = code !== "" && (!on || (text.zh.trim() !== "" && text.en.trim() !== ""));
  const save = useMutation({
    mutationFn: () => api.setCityCrisis(code, on ? { on, text, contactless } : { on }),
    onSuccess: useSaved(onClose),
  });
  return (
    <FormSheet
      title={city ? t("services.crisisOne", { city: nameOf(city.city) }) : t("services.crisis")}
      action={t("common.save")}
      danger
      busy={save.isPending}
      error={save.error}
      disabled={!ready}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <p>{t("services.crisisText")}</p>
      {!city && <Pick value={code} onPick={setCode} />}
      <Check label={t("services.crisisOn")} on={on} onChange={setOn} />
      {on && (
        <>
          <Texts label={t("layouts.text")} of={text} max={200} onChange={setText} />
          <Check label={t("layouts.contactless")} on={contactless} onChange={setContactless} />
        </>
      )}
    </FormSheet>
  );
}
