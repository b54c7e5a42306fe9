import { api, type HeldCoupon } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Card, Choice, Empty } from "@livewell/ui";
import { useState } from "react";
import { CouponText, nothing } from "../../shared/coupon";
import { Listed } from "../../shared/listed";
import { useName } from "../../shared/name";
import { GoLink, SubPage } from "../../shared/nav";

const states = ["usable", "used", "expired"] as const;

/** The coupons of the person, the latest claimed first. */
export function Coupons() {
  const t = useT();
  const [state, setState] = useState<(typeof states)[number]>("usable");
  return (
    <SubPage title={t("coupon.mine")} above="/me">
      <Choice
        label={t("coupon.states")}
        value={state}
        onChange={setState}
        options={states.map((s) => ({ value: s, label: t(`coupon.${s}`) }))}
      />
      <Listed
        queryKey={["coupons", "mine", state]}
        fetch={(cursor) => api.coupons({ state, ...(cursor ? { cursor } : {}) })}
        empty={
          <Empty icon="bag" title={t("coupon.empty")}>
            <p>{t("coupon.emptyText")}</p>
            <GoLink to="/stores" search={{ mode: "takeaway", kind: "" }}>
              {t("order.first")}
            </GoLink>
          </Empty>
        }
      >
        {(coupons) => (
          <ul className="app-coupons">
            {coupons.map((c) => (
              <li key={c.id}>
                <Held of={c} />
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </SubPage>
  );
}

function Held({ of: c }: { of: HeldCoupon }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  return (
    <Card className="app-coupon">
      <div className="app-item-text">
        <CouponText of={c} />
        <span className="lw-small lw-break">
          <span translate="no">{name({ name: c.name ?? "", nameEn: c.nameEn })}</span>
          {c.all && ` · ${t("coupon.all")}`}
        </span>
        {c.status === "held" && <span className="app-few">{t("coupon.held")}</span>}
        {c.status === "used" && !nothing(c.off) && (
          <span className="lw-small">{t("coupon.saves", { amount: f.money(c.off) })}</span>
        )}
      </div>
      {c.order ? (
        <GoLink kind="link" to="/orders/$id" params={{ id: c.order }}>
          {t("coupon.see")}
        </GoLink>
      ) : (
        c.store && (
          <GoLink kind="link" to="/stores/$id" params={{ id: c.store }} search={{ mode: "takeaway" }}>
            {t("basket.toStore")}
          </GoLink>
        )
      )}
    </Card>
  );
}
