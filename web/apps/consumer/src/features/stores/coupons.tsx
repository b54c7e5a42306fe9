import { api, type OfferedCoupon } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, ListHead, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CouponText, couponTitle } from "../../shared/coupon";

/** The coupons that a store gives out. */
export function StoreCoupons({ id }: { id: string }) {
  const t = useT();
  const coupons = useQuery({ queryKey: ["coupons", "store", id], queryFn: () => api.storeCoupons(id) });
  const all = coupons.data?.items ?? [];
  if (!all.length) return null;
  return (
    <>
      <ListHead>{t("coupon.title")}</ListHead>
      <ul className="app-coupons">
        {all.map((c) => (
          <li key={c.id}>
            <Coupon of={c} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Coupon({ of: c }: { of: OfferedCoupon }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const claim = useMutation({
    mutationFn: () => api.claimCoupon(key, c.id),
    onSuccess: () => toast(t("coupon.done")),
    onError: (e) => toast(faultText(e, f)),
    onSettled: () => {
      setKey(crypto.randomUUID());
      return Promise.all(["coupons", "quote"].map((k) => queries.invalidateQueries({ queryKey: [k] })));
    },
  });
  const had = c.mine >= c.each;
  return (
    <Card className="app-coupon">
      <div className="app-item-text">
        <CouponText of={c} />
      </div>
      {had || c.left < 1 ? (
        <span className="lw-muted lw-small">{t(had ? "coupon.claimed" : "coupon.gone")}</span>
      ) : (
        <Button
          kind="soft"
          busy={claim.isPending}
          aria-label={t("coupon.claimOne", { what: couponTitle(t, f, c) })}
          onClick={() => claim.mutate()}
        >
          {t("coupon.claim")}
        </Button>
      )}
    </Card>
  );
}
