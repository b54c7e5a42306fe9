import { api, type Shop } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { AmountField, amountOf, Button, Card, Choice, Field, Icon, List, ListHead, Sheet } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { thisMonth } from "../../shared/bills";
import { GoLink, RowLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { Maturity } from "./maturity";
import { SupportLine } from "./support";
import { useShop } from "./use";

export function ShopPage({ id }: { id: string }) {
  const shop = useShop(id);
  return <Shown of={shop}>{(s) => <Inside shop={s} />}</Shown>;
}

function Inside({ shop }: { shop: Shop }) {
  const t = useT();
  const f = useFormat();
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const codes = useQuery({ queryKey: ["codes", shop.id], queryFn: () => api.codes(shop.id) });
  const days = useQuery({ queryKey: ["days", shop.id, thisMonth()], queryFn: () => api.days(shop.id, thisMonth()) });
  const today = days.data?.items[0];
  const runs = shop.role !== "cashier";
  return (
    <SubPage title={shop.name} above="/collect">
      <Card>
        <p className="lw-muted">{t("coder.today")}</p>
        <p className="lw-total">{today ? f.money(today.paid) : t("common.dash")}</p>
        <p className="lw-muted lw-small">
          {today && t("coder.payments", { count: today.payments })}
          {" · "}
          {t("coder.balance", { amount: f.money(shop.balance) })}
        </p>
        <div className="app-balance-actions">
          <GoLink to="/collect/$shop/live" params={{ shop: shop.id }}>
            <Icon name="sound" size={20} />
            {t("coder.live")}
          </GoLink>
        </div>
      </Card>
      {runs && <SupportLine shop={shop.id} />}
      {runs && <Maturity shop={shop.id} />}
      <ListHead
        end={
          runs && (
            <Button kind="link" onClick={() => setAdding(true)}>
              {t("coder.addCode")}
            </Button>
          )
        }
      >
        {t("coder.codes")}
      </ListHead>
      <Shown of={codes}>
        {(c) => (
          <List>
            {c.items.map((x) => (
              <RowLink
                key={x.id}
                to="/collect/$shop/codes/$code"
                params={{ shop: shop.id, code: x.id }}
                icon="scan"
                title={x.label || t("coder.mainCode")}
                note={t("coder.short", { code: x.short })}
                extra={x.amount ? f.money(x.amount) : t("coder.anyAmount")}
              />
            ))}
          </List>
        )}
      </Shown>
      <List>
        <RowLink to="/collect/$shop/days" params={{ shop: shop.id }} icon="bills" title={t("coder.days")} />
        {runs && (
          <RowLink to="/collect/$shop/staff" params={{ shop: shop.id }} icon="people" title={t("coder.staff")} />
        )}
      </List>
      {runs && (
        <Button kind="link" block onClick={() => setRenaming(true)}>
          {t("coder.rename")}
        </Button>
      )}
      {adding && <AddCode shop={shop.id} onClose={() => setAdding(false)} />}
      {renaming && <Rename shop={shop} onClose={() => setRenaming(false)} />}
    </SubPage>
  );
}

function AddCode({ shop, onClose }: { shop: string; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [label, setLabel] = useState("");
  const [fixed, setFixed] = useState<"any" | "fixed">("fixed");
  const [typed, setTyped] = useState("");
  const amount = amountOf(typed);
  const ready = label.trim() !== "" && (fixed === "any" || amount !== undefined);
  const add = useMutation({
    mutationFn: () => api.addCode(shop, { label: label.trim(), ...(fixed === "fixed" && amount ? { amount } : {}) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["codes", shop] });
      onClose();
    },
  });
  return (
    <Sheet title={t("coder.addCode")} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (ready && !add.isPending) add.mutate();
        }}
      >
        <Field
          label={t("coder.label")}
          maxLength={20}
          autoFocus
          value={label}
          onChange={(e) => setLabel(e.target.value)}
          hint={t("coder.labelHint")}
          error={add.error ? faultText(add.error, f) : undefined}
        />
        <Choice
          label={t("coder.amountKind")}
          value={fixed}
          onChange={setFixed}
          options={[
            { value: "fixed", label: t("coder.fixed") },
            { value: "any", label: t("coder.anyAmount") },
          ]}
        />
        {fixed === "fixed" && <AmountField label={t("coder.fixedAmount")} value={typed} onChange={setTyped} />}
        <Button type="submit" block busy={add.isPending} disabled={!ready}>
          {t("coder.make")}
        </Button>
      </form>
    </Sheet>
  );
}

function Rename({ shop, onClose }: { shop: Shop; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [name, setName] = useState(shop.name);
  const save = useMutation({
    mutationFn: () => api.renameShop(shop.id, name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["shops"] });
      onClose();
    },
  });
  return (
    <Sheet title={t("coder.rename")} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!save.isPending) save.mutate();
        }}
      >
        <Field
          label={t("coder.name")}
          maxLength={40}
          autoFocus
          value={name}
          onChange={(e) => setName(e.target.value)}
          error={save.error ? faultText(save.error, f) : undefined}
        />
        <Button type="submit" block busy={save.isPending} disabled={name.trim() === ""}>
          {t("common.save")}
        </Button>
      </form>
    </Sheet>
  );
}
