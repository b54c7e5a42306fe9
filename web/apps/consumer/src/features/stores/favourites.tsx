import { api } from "@livewell/api";
import { useT } from "@livewell/i18n";
import { Empty } from "@livewell/ui";
import { Listed } from "../../shared/listed";
import { GoLink, SubPage } from "../../shared/nav";
import { StoreRow } from "./stores";

/** The stores that somebody marked, the newest first. */
export function Favourites() {
  const t = useT();
  return (
    <SubPage title={t("favourite.title")} above="/me">
      <Listed
        queryKey={["favourites"]}
        fetch={(cursor) => api.favourites(cursor || undefined)}
        empty={
          <Empty icon="heart" title={t("favourite.none")}>
            <p>{t("favourite.noneText")}</p>
            <GoLink to="/stores" search={{ mode: "takeaway", kind: "" }}>
              {t("order.first")}
            </GoLink>
          </Empty>
        }
      >
        {(stores) => (
          <ul className="app-stores">
            {stores.map((s) => (
              <StoreRow key={s.id} store={s} mode="takeaway" />
            ))}
          </ul>
        )}
      </Listed>
    </SubPage>
  );
}
