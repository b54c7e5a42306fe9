import { api } from "@livewell/api/console";
import { Button, Empty, Field, Icon } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { hatsOf, merchantsOf } from "../../shared/roles";
import { Panel, Screen } from "../../shared/screen";
import { begin, useMe } from "../../shared/session";
import { startOf } from "../../shared/menu";
import { Refused } from "../../shared/states";
import { useT } from "../../words";

/** Which of the merchants to act for. */
export function Act() {
  const t = useT();
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const mine = useQuery({ queryKey: ["my-merchants"], queryFn: api.myMerchants });
  const nameOf = (id: string) => mine.data?.items.find((m) => m.id === id)?.name;
  const act = useMutation({
    mutationFn: async (merchant: string) => {
      await api.actAs(merchant);
      return api.session();
    },
    onSuccess: async (s) => {
      begin(queries, s);
      await navigate({ to: startOf(hatsOf(s)) ?? "/act" });
    },
  });
  const list = merchantsOf(me);
  const roleName = (role: string) =>
    role === "owner" || role === "manager" || role === "cashier" ? t(`role.${role}`) : role;
  return (
    <Screen title={t("act.title")} lead={t("act.lead")}>
      <Refused error={act.error} />
      {list.length === 0 ? (
        <Empty icon="store" title={t("act.nothing")}>
          <p>{t("act.nothingHint")}</p>
        </Empty>
      ) : (
        <ul className="co-choices">
          {[...list, ...(me.merchant ? [{ merchant: "", role: "" }] : [])].map((m) => (
            <li key={m.merchant}>
              <button
                type="button"
                className="co-choice"
                aria-current={m.merchant !== "" && m.merchant === me.merchant}
                onClick={() => !act.isPending && act.mutate(m.merchant)}
              >
                <Icon name={m.merchant ? "store" : "me"} />
                <span className="lw-break">
                  <span className="co-strong">
                    {m.merchant === "" ? t("act.self") : (nameOf(m.merchant) ?? t("act.number", { id: m.merchant }))}
                  </span>
                  {m.role && <span className="lw-muted co-block">{roleName(m.role)}</span>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Open />
    </Screen>
  );
}

/** Anybody may begin to sell, at once. */
function Open() {
  const t = useT();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [attempt, setAttempt] = useState(newAttempt);
  const open = useMutation({
    mutationFn: async () => {
      await api.openMerchant(attempt.key, name.trim());
      return api.session();
    },
    onSuccess: async (s) => {
      begin(queries, s);
      await navigate({ to: "/stores/new" });
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (name.trim() && !open.isPending) open.mutate();
  };
  return (
    <Panel title={t("act.open")}>
      <form className="co-form" onSubmit={submit} noValidate>
        <Field
          label={t("act.name")}
          maxLength={40}
          autoComplete="organization"
          value={name}
          hint={t("act.nameHint")}
          onChange={(e) => setName(e.target.value)}
        />
        <Refused error={open.error} />
        <p>
          <Button type="submit" busy={open.isPending} disabled={!name.trim()}>
            {t("act.begin")}
          </Button>
        </p>
      </form>
    </Panel>
  );
}
