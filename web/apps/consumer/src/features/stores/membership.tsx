import { api, type StoreMembership as Membership } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, List, Notice, Row, Sheet, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useName } from "../../shared/name";
import { RowLink } from "../../shared/nav";

/** The person's card of a store's merchant, or the way to one. */
export function StoreMembership({ id }: { id: string }) {
  const t = useT();
  const name = useName();
  const f = useFormat();
  const [joining, setJoining] = useState(false);
  const at = useQuery({ queryKey: ["members", "store", id], queryFn: () => api.storeMembership(id) });
  const { rules, card } = at.data ?? {};
  if (card)
    return (
      <List>
        <RowLink
          to="/members/$id"
          params={{ id: card.id }}
          icon="card"
          title={<span translate="no">{name(card)}</span>}
          extra={t("member.points", { count: card.points })}
        />
      </List>
    );
  if (!at.data || !rules) return null;
  return (
    <>
      <List>
        <Row
          icon="card"
          title={t("member.join")}
          note={t("member.offer", {
            points: t("member.points", { count: rules.perYuan }),
            worth: f.money(rules.worth),
          })}
          onClick={() => setJoining(true)}
        />
      </List>
      {joining && <Join store={id} of={at.data} onClose={() => setJoining(false)} />}
    </>
  );
}

function Join({ store, of: { rules, terms }, onClose }: { store: string; of: Membership; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const toast = useToast();
  const queries = useQueryClient();
  const join = useMutation({
    mutationFn: () => api.joinMembership(store, terms),
    onSuccess: () => {
      void Promise.all(["members", "quote"].map((k) => queries.invalidateQueries({ queryKey: [k] })));
      toast(t("member.joined"));
      onClose();
    },
  });
  if (!rules) return null;
  return (
    <Sheet title={t("member.joinOf", { name: name(rules) })} onClose={onClose}>
      <div className="lw-stack">
        <ul className="lw-stack">
          <li>
            {t("member.offer", { points: t("member.points", { count: rules.perYuan }), worth: f.money(rules.worth) })}
          </li>
          <li>{t("member.share", { share: rules.share })}</li>
          <li>{t("member.life", { count: rules.months })}</li>
        </ul>
        <p>{t("member.terms")}</p>
        {join.error && <Notice tone="bad">{faultText(join.error, f)}</Notice>}
        <Button block busy={join.isPending} onClick={() => join.mutate()}>
          {t("member.agree")}
        </Button>
      </div>
    </Sheet>
  );
}
