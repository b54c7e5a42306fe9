import { api, type Address, type AddressFields } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Card, Choice, Empty, Field, Icon, IconButton, List, Notice, Sheet } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setDoor, useDoor } from "../../shared/here";
import { useName } from "../../shared/name";
import { SubPage, useBack } from "../../shared/nav";
import { locate } from "../../shared/city";
import { usePlace } from "../../shared/place";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { MapPad } from "./mappad";

const labels = ["home", "work", "other"] as const;
type Label = (typeof labels)[number];
const labelOf = (s: string | undefined): Label => labels.find((l) => l === s) ?? "other";

/** The address book: which one is in use, new ones, and changes. */
export function Addresses() {
  const t = useT();
  const f = useFormat();
  const back = useBack("/stores");
  const queries = useQueryClient();
  const { door } = useDoor();
  const [editing, setEditing] = useState<Address | "new">();
  const [leaving, setLeaving] = useState<Address>();
  const list = useQuery({ queryKey: ["addresses"], queryFn: api.addresses });
  const drop = useMutation({
    mutationFn: (id: string) => api.removeAddress(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["addresses"] });
      setLeaving(undefined);
    },
  });
  const use = (a: Address) => {
    setDoor(a.id);
    back();
  };
  return (
    <SubPage title={t("address.title")} above="/stores">
      <Shown of={list}>
        {({ items }) =>
          items.length ? (
            <List>
              {items.map((a) => (
                <li key={a.id} className="app-address">
                  <button type="button" className="lw-row" onClick={() => use(a)} aria-current={a.id === door?.id}>
                    <span className="lw-row-icon">
                      <Icon name={a.id === door?.id ? "check" : "pin"} size={22} />
                    </span>
                    <span className="lw-row-text">
                      <span className="lw-break">{[a.place, a.door].filter(Boolean).join(" ")}</span>
                      <span className="lw-row-note">
                        {t(`address.labels.${labelOf(a.label)}`)} · {a.name} {a.phone}
                      </span>
                    </span>
                  </button>
                  <IconButton
                    icon="settings"
                    label={`${t("address.edit")}: ${a.place}`}
                    onClick={() => setEditing(a)}
                  />
                  <IconButton icon="close" label={`${t("common.remove")}: ${a.place}`} onClick={() => setLeaving(a)} />
                </li>
              ))}
            </List>
          ) : (
            <Card>
              <Empty icon="pin" title={t("address.none")}>
                <p>{t("address.noneText")}</p>
              </Empty>
            </Card>
          )
        }
      </Shown>
      <Button block onClick={() => setEditing("new")}>
        <Icon name="plus" size={20} />
        {t("address.add")}
      </Button>
      {editing && <Editor of={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
      {leaving && (
        <Ask
          title={t("address.remove")}
          text={leaving.place}
          action={t("common.remove")}
          danger
          busy={drop.isPending}
          error={drop.error ? faultText(drop.error, f) : undefined}
          onYes={() => drop.mutate(leaving.id)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </SubPage>
  );
}

function Editor({ of, onClose }: { of: Address | undefined; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const name = useName();
  const place = usePlace();
  const queries = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const start = of?.at ?? place.at ?? { lat: 39.9042, lng: 116.4074 };
  const [middle, setMiddle] = useState(start);
  const [a, setA] = useState<AddressFields>(
    of ?? { name: me.user.name, phone: "", place: "", door: "", label: "home", at: start },
  );
  const set = (part: Partial<AddressFields>) => setA((x) => ({ ...x, ...part }));
  const around = { city: place.city, ...middle, limit: 60 };
  const near = useQuery({
    queryKey: ["stores", around],
    queryFn: () => api.stores(around),
    enabled: place.city !== "",
  });
  const find = useMutation({
    mutationFn: locate,
    onSuccess: (p) => {
      setMiddle(p);
      set({ at: p });
    },
  });
  const fields: AddressFields = {
    name: a.name,
    phone: a.phone,
    place: a.place,
    door: a.door ?? "",
    label: a.label ?? "",
    at: a.at,
  };
  const save = useMutation({
    mutationFn: () => (of ? api.editAddress(of.id, fields) : api.addAddress(key, fields)),
    onSuccess: async (saved) => {
      setDoor(saved.id);
      await queries.invalidateQueries({ queryKey: ["addresses"] });
      onClose();
    },
  });
  const whole = a.name.trim() && a.phone.trim().length >= 5 && a.place.trim();
  return (
    <Sheet title={of ? t("address.edit") : t("address.add")} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (whole && !save.isPending) save.mutate();
        }}
      >
        <Field
          label={t("address.place")}
          value={a.place}
          maxLength={120}
          autoComplete="street-address"
          onChange={(e) => set({ place: e.target.value })}
        />
        <Field
          label={t("address.door")}
          value={a.door ?? ""}
          maxLength={60}
          onChange={(e) => set({ door: e.target.value })}
        />
        <Field
          label={t("address.name")}
          value={a.name}
          maxLength={30}
          autoComplete="name"
          onChange={(e) => set({ name: e.target.value })}
        />
        <Field
          label={t("address.phone")}
          value={a.phone}
          maxLength={24}
          inputMode="tel"
          autoComplete="tel"
          onChange={(e) => set({ phone: e.target.value })}
        />
        <Choice
          look="chips"
          label={t("address.label")}
          value={labelOf(a.label)}
          onChange={(label) => set({ label })}
          options={labels.map((l) => ({ value: l, label: t(`address.labels.${l}`) }))}
        />
        <MapPad
          middle={middle}
          at={a.at}
          near={(near.data?.items ?? []).map((s) => ({ id: s.id, name: name(s), at: s.at }))}
          onMove={(at) => set({ at })}
        />
        <Button kind="soft" busy={find.isPending} onClick={() => find.mutate()}>
          <Icon name="pin" size={18} />
          {t("address.locate")}
        </Button>
        {find.error && <Notice tone="warn">{t("address.noPosition")}</Notice>}
        {save.error && <Notice tone="bad">{faultText(save.error, f)}</Notice>}
        <Button type="submit" block busy={save.isPending} disabled={!whole}>
          {t("common.save")}
        </Button>
      </form>
    </Sheet>
  );
}
