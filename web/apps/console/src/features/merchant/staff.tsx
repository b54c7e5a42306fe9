import { api, type Member } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Field, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Tag, Time } from "../../shared/bits";
import { FormSheet } from "../../shared/dialogs";
import { Check, Select } from "../../shared/fields";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

export function Staff() {
  const t = useT();
  const f = useFormat();
  const owner = hatsOf(useMe()).owner;
  const queries = useQueryClient();
  const toast = useToast();
  const staff = useQuery({ queryKey: ["staff"], queryFn: api.staff });
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member>();
  const remove = useMutation({
    mutationFn: (id: string) => api.removeStaff(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["staff"] });
      toast(t("staff.removed"));
      setLeaving(undefined);
    },
  });
  const roleName = (r: string) => (r === "owner" || r === "manager" || r === "cashier" ? t(`role.${r}`) : r);
  return (
    <Screen
      title={t("staff.title")}
      lead={t("staff.lead")}
      actions={owner && <Button onClick={() => setAdding(true)}>{t("staff.add")}</Button>}
    >
      <Shown of={staff}>
        {({ items }) => (
          <Table
            caption={t("staff.title")}
            rows={items}
            id={(m) => `${m.id}${m.role}`}
            columns={[
              { head: t("staff.name"), main: true, cell: (m) => m.name || t("common.dash") },
              { head: t("staff.phone"), cell: (m) => m.phone },
              { head: t("staff.role"), cell: (m) => <Tag>{roleName(m.role)}</Tag> },
              {
                head: t("staff.stores"),
                cell: (m) =>
                  m.stores.length > 0 ? (
                    <span className="co-line" translate="no">
                      {m.stores.map((s) => (
                        <Tag key={s}>{s}</Tag>
                      ))}
                    </span>
                  ) : (
                    t("staff.everywhere")
                  ),
              },
              { head: t("staff.since"), cell: (m) => <Time at={m.since} /> },
              ...(owner
                ? [
                    {
                      head: t("common.actions"),
                      end: true,
                      cell: (m: Member) =>
                        m.role !== "owner" && (
                          <Button
                            kind="link"
                            aria-label={t("staff.removeOne", { name: m.name })}
                            onClick={() => setLeaving(m)}
                          >
                            {t("common.remove")}
                          </Button>
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Shown>
      {adding && <Add onClose={() => setAdding(false)} />}
      {leaving && (
        <Ask
          title={t("staff.removeAsk", { name: leaving.name })}
          text={t("staff.removeText")}
          action={t("common.remove")}
          danger
          busy={remove.isPending}
          error={remove.error ? faultText(remove.error, f) : undefined}
          onYes={() => remove.mutate(leaving.id)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Screen>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  const [phone, setPhone] = useState("");
  const [role, setRole] = useState<"manager" | "cashier">("cashier");
  const [chosen, setChosen] = useState<string[]>([]);
  const stores = useQuery({ queryKey: ["stores"], queryFn: api.stores });
  const add = useMutation({
    mutationFn: () => api.addStaff({ phone: phone.trim(), role, stores: chosen }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["staff"] });
      toast(t("staff.added"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("staff.add")}
      action={t("common.add")}
      busy={add.isPending}
      error={add.error}
      disabled={phone.trim().length < 5}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <Field
        label={t("staff.phone")}
        type="tel"
        inputMode="tel"
        autoFocus
        maxLength={20}
        value={phone}
        onChange={(e) => setPhone(e.target.value)}
        hint={t("staff.phoneHint")}
      />
      <Select
        label={t("staff.role")}
        value={role}
        onPick={setRole}
        hint={role === "manager" ? t("staff.managerHint") : t("staff.cashierHint")}
        options={[
          { value: "cashier", label: t("role.cashier") },
          { value: "manager", label: t("role.manager") },
        ]}
      />
      {stores.data && stores.data.items.length > 1 && (
        <fieldset className="co-group">
          <legend>{t("staff.stores")}</legend>
          {stores.data.items.map((s) => (
            <Check
              key={s.id}
              label={s.name}
              on={chosen.includes(s.id)}
              onChange={(on) => setChosen(on ? [...chosen, s.id] : chosen.filter((c) => c !== s.id))}
            />
          ))}
          <p className="lw-hint">{t("staff.storesHint")}</p>
        </fieldset>
      )}
    </FormSheet>
  );
}
