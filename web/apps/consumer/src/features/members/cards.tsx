import { api } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Empty, List } from "@livewell/ui";
import { Listed } from "../../shared/listed";
import { useName } from "../../shared/name";
import { GoLink, RowLink, SubPage } from "../../shared/nav";

/** The person's memberships, the last joined first. */
export function MemberCards() {
  const t = useT();
  const name = useName();
  return (
    <SubPage title={t("member.title")} above="/me">
      <Listed
        queryKey={["members", "mine"]}
        fetch={api.memberships}
        empty={
          <Empty icon="card" title={t("member.none")}>
            <p>{t("member.noneText")}</p>
            <GoLink to="/stores" search={{ mode: "takeaway", kind: "" }}>
              {t("order.first")}
            </GoLink>
          </Empty>
        }
      >
        {(cards) => (
          <List>
            {cards.map((c) => (
              <RowLink
                key={c.id}
                to="/members/$id"
                params={{ id: c.id }}
                icon="card"
                title={<span translate="no">{name(c)}</span>}
                note={<span translate="no">{name({ name: c.shop ?? "", nameEn: c.shopEn })}</span>}
                extra={t("member.points", { count: c.points })}
              />
            ))}
          </List>
        )}
      </Listed>
    </SubPage>
  );
}
