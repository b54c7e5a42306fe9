import { api, type Granted } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Ask, Button, Empty, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Mono, Time } from "../../shared/bits";
import { Screen } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

/** Apps of service providers that may act for the merchant. */
export function GrantedPage() {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const list = useQuery({ queryKey: ["granted"], queryFn: api.authorizations });
  const [ending, setEnding] = useState<Granted>();
  const end = useMutation({
    mutationFn: (id: string) => api.endAuthorization(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["granted"] });
      toast(t("granted.ended"));
      setEnding(undefined);
    },
  });
  return (
    <Screen title={t("granted.title")} lead={t("granted.lead")}>
      <Shown of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="shield" title={t("granted.none")} />
          ) : (
            <Table
              caption={t("granted.title")}
              rows={items}
              id={(g) => g.app_id}
              columns={[
                { head: t("granted.app"), main: true, cell: (g) => g.name },
                { head: t("apps.id"), cell: (g) => <Mono>{g.app_id}</Mono> },
                { head: t("granted.since"), cell: (g) => <Time at={g.since} /> },
                { head: t("granted.ends"), cell: (g) => <Time at={g.ends} /> },
                {
                  head: t("common.actions"),
                  end: true,
                  cell: (g) => (
                    <Button kind="link" aria-label={t("granted.endOne", { name: g.name })} onClick={() => setEnding(g)}>
                      {t("granted.end")}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
      {ending && (
        <Ask
          title={t("granted.endOne", { name: ending.name })}
          text={t("granted.endText")}
          action={t("granted.end")}
          danger
          busy={end.isPending}
          error={end.error ? faultText(end.error, f) : undefined}
          onYes={() => end.mutate(ending.app_id)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Screen>
  );
}
