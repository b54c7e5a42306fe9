import { api, type Card } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Empty, Field, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormSheet } from "../../shared/dialogs";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

export function CardPage() {
  const t = useT();
  const f = useFormat();
  const owner = hatsOf(useMe()).owner;
  const queries = useQueryClient();
  const toast = useToast();
  const cards = useQuery({ queryKey: ["cards"], queryFn: api.cards });
  const [binding, setBinding] = useState(false);
  const [leaving, setLeaving] = useState<Card>();
  const unbind = useMutation({
    mutationFn: (id: string) => api.unbindCard(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["cards"] });
      toast(t("card.unbound"));
      setLeaving(undefined);
    },
  });
  return (
    <Screen
      title={t("card.title")}
      lead={t("card.lead")}
      actions={owner && <Button onClick={() => setBinding(true)}>{t("card.bind")}</Button>}
    >
      <Shown of={cards}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="card" title={t("card.none")}>
              <p>{t("card.noneHint")}</p>
            </Empty>
          ) : (
            <Table
              caption={t("card.title")}
              rows={items}
              id={(c) => c.id}
              columns={[
                { head: t("card.bank"), main: true, cell: (c) => c.bank },
                { head: t("card.number"), cell: (c) => t("card.tail", { tail: c.tail }) },
                ...(owner
                  ? [
                      {
                        head: t("common.actions"),
                        end: true,
                        cell: (c: Card) => (
                          <Button
                            kind="link"
                            aria-label={t("card.unbindOne", { tail: c.tail })}
                            onClick={() => setLeaving(c)}
                          >
                            {t("common.remove")}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Shown>
      {binding && <Bind onClose={() => setBinding(false)} />}
      {leaving && (
        <Ask
          title={t("card.unbindAsk", { tail: leaving.tail })}
          text={t("card.unbindText")}
          action={t("common.remove")}
          danger
          busy={unbind.isPending}
          error={unbind.error ? faultText(unbind.error, f) : undefined}
          onYes={() => unbind.mutate(leaving.id)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Screen>
  );
}

function Bind({ onClose }: { onClose: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const toast = useToast();
  const [number, setNumber] = useState("");
  const digits = number.replace(/\s/g, "");
  const bind = useMutation({
    mutationFn: () => api.bindCard(digits),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["cards"] });
      toast(t("card.bound"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("card.bind")}
      action={t("card.bind")}
      busy={bind.isPending}
      error={bind.error}
      disabled={!/^\d{12,19}$/.test(digits)}
      onSubmit={() => bind.mutate()}
      onClose={onClose}
    >
      <Field
        label={t("card.numberField")}
        inputMode="numeric"
        autoComplete="cc-number"
        autoFocus
        maxLength={30}
        value={number}
        onChange={(e) => setNumber(e.target.value)}
        hint={t("card.numberHint")}
      />
    </FormSheet>
  );
}
