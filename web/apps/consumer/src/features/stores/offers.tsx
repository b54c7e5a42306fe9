import { api, type Item, type StorePage } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { Button, Card, ListHead } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { setBasket, type Chosen } from "../../shared/basket";
import { useName } from "../../shared/name";
import { Picture } from "../../shared/picture";

type Amount = Item["skus"][number]["price"];

/** Flash sales and groups of a store: bought by themselves, not with the rest of a basket. */
export function Offers({ page }: { page: StorePage }) {
  const t = useT();
  const f = useFormat();
  const go = useNavigate();
  const id = page.store.id;
  const offers = useQuery({ queryKey: ["offers", id], queryFn: () => api.offers(id), refetchInterval: 15_000 });
  const find = (sku: string) => {
    const item = page.items.find((i) => i.skus.some((s) => s.id === sku));
    return item && { item, sku: item.skus.find((s) => s.id === sku) };
  };
  const buy = async (sku: string, price: Amount, offer: string) => {
    const of = find(sku);
    if (!of) return;
    const line: Chosen = {
      sku,
      choices: [],
      qty: 1,
      seen: price,
      item: of.item.id,
      name: of.item.name,
      nameEn: of.item.nameEn,
      with: [of.sku?.name ?? ""].filter(Boolean),
      withEn: [of.sku?.nameEn || of.sku?.name || ""].filter(Boolean),
      picture: of.item.picture,
      offer,
    };
    setBasket(id, [line]);
    await go({ to: "/stores/$id/checkout", params: { id }, search: { mode: "pickup" } });
  };
  const flash = (offers.data?.flash ?? []).filter((s) => find(s.sku));
  const groups = (offers.data?.groups ?? []).filter((d) => find(d.sku));
  if (!flash.length && !groups.length) return null;
  return (
    <>
      <ListHead>{t("offer.title")}</ListHead>
      {flash.map((s) => (
        <Card key={s.id}>
          <Head item={find(s.sku)?.item} price={s.price} was={find(s.sku)?.sku?.price} label={t("offer.flash")}>
            <span>{t("offer.ends", { at: f.short(s.ends) })}</span>
            <span className="app-few">{s.left > 0 ? t("offer.left", { count: s.left }) : t("offer.gone")}</span>
          </Head>
          <Button block disabled={s.left < 1} onClick={() => void buy(s.sku, s.price, s.offer)}>
            {t("offer.buy")}
          </Button>
        </Card>
      ))}
      {groups.map((d) => (
        <Card key={d.id}>
          <Head item={find(d.sku)?.item} price={d.price} was={find(d.sku)?.sku?.price} label={t("offer.group")}>
            <span>{t("offer.people", { number: d.size })}</span>
          </Head>
          <div className="lw-stack">
            {d.gathering.map((p) => (
              <Button key={p.id} block onClick={() => void buy(d.sku, d.price, p.offer)}>
                {t("offer.join", { taken: p.taken, size: p.size })}
              </Button>
            ))}
            <Button kind="soft" block onClick={() => void buy(d.sku, d.price, d.offer)}>
              {t("offer.open")}
            </Button>
          </div>
        </Card>
      ))}
    </>
  );
}

function Head({
  item,
  price,
  was,
  label,
  children,
}: {
  item: Item | undefined;
  price: Amount;
  was: Amount | undefined;
  label: string;
  children: React.ReactNode;
}) {
  const f = useFormat();
  const name = useName();
  return (
    <div className="app-offer">
      <Picture of={item?.picture} size={64} />
      <div className="app-item-text">
        <span className="app-status">{label}</span>
        <strong className="lw-break">{item && name(item)}</strong>
        <span className="app-facts">
          <span className="app-price">{f.money(price)}</span>
          {was && <s>{f.money(was)}</s>}
        </span>
        <span className="app-facts">{children}</span>
      </div>
    </div>
  );
}
