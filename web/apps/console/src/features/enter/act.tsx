import { api } from "@livewell/api/console";
import { Empty, Icon } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { hatsOf, merchantsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
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
  const now = useQuery({ queryKey: ["merchant"], queryFn: api.merchant, enabled: Boolean(me.merchant) });
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
                    {m.merchant === ""
                      ? t("act.self")
                      : m.merchant === me.merchant
                        ? (now.data?.name ?? m.merchant)
                        : t("act.number", { id: m.merchant })}
                  </span>
                  {m.role && <span className="lw-muted co-block">{roleName(m.role)}</span>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Screen>
  );
}
