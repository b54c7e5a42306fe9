import { api, type RegionCity, type Shipping, type Store } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Field } from "@livewell/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Select } from "../../shared/fields";
import { Panel } from "../../shared/screen";
import { useT } from "../../words";
import { priceOf } from "./itemform";
import { useNamed } from "./names";
import { cny, whole } from "./offerform";

type Props = { store: Store; cities: RegionCity[]; of: Shipping | undefined };

/** What a parcel would cost by rules that are not saved yet; without rules there is nothing to tell. */
export function Example({ store, cities, of }: Props) {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  const [city, setCity] = useState(store.city);
  const [typed, setTyped] = useState({ pieces: "2", grams: "1500", goods: "80" });
  const [pieces, grams] = [whole(typed.pieces, 1, 99_900), whole(typed.grams, 1, 9_999_999)];
  const said = priceOf(typed.goods) !== undefined && pieces !== undefined && grams !== undefined;
  const body = useDeferredValue(of && said ? { ...of, city, pieces, grams, goods: cny(typed.goods) } : undefined);
  const fee = useQuery({
    queryKey: ["shipping.try", store.id, body],
    queryFn: () => (body ? api.tryShipping(store.id, body) : Promise.reject(new Error("nothing to try"))),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (e: { target: { value: string } }) => setTyped({ ...typed, [name]: e.target.value }),
  });
  const x = body && fee.data;
  return (
    <Panel title={t("shipping.example")}>
      <div className="lw-stack">
        <div className="st-pair">
          <Select
            label={t("shipping.to")}
            value={city}
            onPick={setCity}
            options={cities.map((c) => ({ value: c.code, label: named(c.zh, c.en) }))}
          />
          <Field label={t("shipping.goods")} inputMode="decimal" maxLength={10} {...field("goods")} />
          {of?.charge === "piece" ? (
            <Field label={t("shipping.pieces")} inputMode="numeric" maxLength={5} {...field("pieces")} />
          ) : (
            <Field label={t("shipping.grams")} inputMode="numeric" maxLength={7} {...field("grams")} />
          )}
        </div>
        <p role="status" className="co-strong">
          {fee.error
            ? faultText(fee.error, f)
            : !x
              ? t("shipping.unknown")
              : x.sent && x.fee
                ? t("shipping.costs", { amount: f.money(x.fee) })
                : t("shipping.notSent")}
        </p>
        {x?.forFree && <p className="lw-muted">{t("shipping.missing", { amount: f.money(x.forFree) })}</p>}
      </div>
    </Panel>
  );
}
