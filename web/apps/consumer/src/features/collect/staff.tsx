import { api } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Choice, Field, IconButton, List, Row } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { useShop } from "./use";

type Role = "cashier" | "manager";

/** Who else hears of payments. Only the owner changes that. */
export function StaffPage({ shop }: { shop: string }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [phone, setPhone] = useState("");
  const [role, setRole] = useState<Role>("cashier");
  const [leaving, setLeaving] = useState<{ id: string; name: string }>();
  const fresh = () => queries.invalidateQueries({ queryKey: ["staff", shop] });
  const owner = useShop(shop).data?.role === "owner";
  const staff = useQuery({ queryKey: ["staff", shop], queryFn: () => api.staff(shop) });
  const add = useMutation({
    mutationFn: () => api.addStaff(shop, { phone, role }),
    onSuccess: async () => {
      await fresh();
      setPhone("");
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.removeStaff(shop, id),
    onSuccess: async () => {
      await fresh();
      setLeaving(undefined);
    },
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!add.isPending) add.mutate();
  };
  return (
    <SubPage title={t("coder.staff")} above={`/collect/${shop}`}>
      <Shown of={staff}>
        {(s) => (
          <List>
            {s.items.map((m) => (
              <Row
                key={m.id}
                icon="me"
                title={m.name || m.phone}
                note={[t(`coder.role.${m.role as Role | "owner"}`), m.phone].join(" · ")}
                extra={
                  owner && m.role !== "owner" ? (
                    <IconButton
                      icon="close"
                      label={t("coder.remove", { name: m.name || m.phone })}
                      onClick={() => setLeaving({ id: m.id, name: m.name || m.phone })}
                    />
                  ) : undefined
                }
              />
            ))}
          </List>
        )}
      </Shown>
      {owner && (
        <form className="lw-card lw-stack" onSubmit={submit} noValidate>
          <h2>{t("coder.addStaff")}</h2>
          <Field
            label={t("signin.phone")}
            type="tel"
            inputMode="tel"
            autoComplete="off"
            maxLength={20}
            value={phone}
            onChange={(e) => setPhone(e.target.value)}
            hint={t("coder.staffHint")}
            error={add.error ? faultText(add.error, f) : undefined}
          />
          <Choice<Role>
            label={t("coder.roleName")}
            value={role}
            onChange={setRole}
            options={[
              { value: "cashier", label: t("coder.role.cashier") },
              { value: "manager", label: t("coder.role.manager") },
            ]}
          />
          <Button type="submit" block busy={add.isPending} disabled={phone.trim().length < 5}>
            {t("common.add")}
          </Button>
        </form>
      )}
      {leaving && (
        <Ask
          title={t("coder.removeAsk")}
          text={leaving.name}
          action={t("common.remove")}
          danger
          busy={remove.isPending}
          error={remove.error ? faultText(remove.error, f) : undefined}
          onYes={() => remove.mutate(leaving.id)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </SubPage>
  );
}
