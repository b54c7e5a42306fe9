import type { Shop } from "./shop.ts";
import type { Person, World } from "./world.ts";

const open = (text: string) => `/open?text=${encodeURIComponent(text)}`;

/** Gives ann money and a shop, and the addresses of every page of the app that she has then. */
export async function consumerPages(ann: Person, shop: Shop, world: World, key: string): Promise<string[]> {
  await shop.give(ann.phone, "5.00");
  const made = await ann.page.request.post(`${world.url}/api/coder`, {
    data: { name: "Breakfast cart" },
    headers: { "Idempotency-Key": key },
  });
  const { shop: cart, code } = (await made.json()) as { shop: { id: string }; code: { id: string; content: string } };
  return [
    ...(await lifePages(ann, world, key)),
    ...[
      "/",
      "/bills",
      "/ranking",
      "/messages",
      "/me",
      "/scan",
      "/paycode",
      "/receive",
      "/transfer",
      "/collect",
      "/city",
      "/apps/edit",
      "/mini",
      "/nowhere",
    ],
    ...["profile", "security", "pin", "devices", "consents", "agreements", "settings", "cards"].map((x) => `/me/${x}`),
    ...["/messages/preferences", "/cards/topup", "/cards/withdraw"],
    ...["", "/live", "/days", "/staff", "/support", `/codes/${code.id}`].map((x) => `/collect/${cart.id}${x}`),
    ...[open("no code of ours"), open(code.content), open(await shop.dynamicQr("3.00", "Soup"))],
    ...["/trades/nothing", "/welcome"],
  ];
}

type Line = { id: string; price: { amount: string; currency: string } };

/** The pages of stores and orders, with an order and something in the basket, at a shop that never closes. */
async function lifePages(ann: Person, world: World, key: string): Promise<string[]> {
  const { request } = ann.page;
  const get = async (path: string) => (await request.get(world.url + path)).json() as Promise<unknown>;
  const post = async (path: string, data: object) =>
    (
      await request.post(world.url + path, { data, headers: { "Idempotency-Key": key, Origin: world.url } })
    ).json() as Promise<unknown>;
  const { items: stores } = (await get("/api/stores?city=110000&category=grocery")) as { items: { id: string }[] };
  const store = stores[0]?.id ?? "";
  const { items } = (await get(`/api/stores/${store}`)) as { items: { id: string; name: string; skus: Line[] }[] };
  const [item] = items.slice(-1);
  const [sku] = item?.skus ?? [];
  if (!item || !sku) throw new Error("the demo's grocery sells nothing");
  const wants = [{ sku: sku.id, qty: 1, seen: sku.price }];
  const { total } = (await post(`/api/stores/${store}/quote`, { mode: "pickup", wants })) as { total: object };
  const made = (await post("/api/orders", { store, mode: "pickup", wants, total })) as { id: string };
  const at = { lat: 39.93, lng: 116.455 };
  await post("/api/addresses", { name: "Ann Example", phone: "13900000000", place: "Gongti North Road 1", at });
  const basket = [{ ...wants[0], choices: [], item: item.id, name: item.name, with: [], withEn: [] }];
  await ann.page.evaluate(
    ([k, v]) => localStorage.setItem(k ?? "", v ?? ""),
    [`livewell.basket.${store}`, JSON.stringify(basket)],
  );
  return [
    ...(await tablePages(get, post)),
    ...[
      "/stores",
      "/stores?mode=dinein&kind=hotel",
      `/stores/${store}`,
      `/stores/${store}/checkout?mode=pickup`,
      `/stores/${store}/reviews`,
    ],
    ...["/favourites", "/coupons", "/addresses", "/orders", `/orders/${made.id}`, "/rider"],
  ];
}

/** The pages of who waits for a table and has booked one, where the demo has both. */
async function tablePages(
  get: (path: string) => Promise<unknown>,
  post: (path: string, data: object) => Promise<unknown>,
): Promise<string[]> {
  const { items } = (await get("/api/stores?city=110000&mode=dinein&text=corner")) as { items: { id: string }[] };
  const store = items[0]?.id ?? "";
  const { today } = (await get(`/api/stores/${store}/bookings`)) as { today: string };
  const day = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  const slots = (await get(`/api/stores/${store}/bookings/slots?day=${day}&party=2`)) as {
    items: { at: string; free: boolean }[];
  };
  const at = slots.items.find((s) => s.free)?.at;
  const ticket = (await post(`/api/stores/${store}/queue`, { party: 2 })) as { id: string };
  const booking = (await post(`/api/stores/${store}/bookings`, { at, party: 2 })) as { id: string };
  const { card } = (await post(`/api/stores/${store}/membership`, { terms: 1 })) as { card: { id: string } };
  return [
    `/stores/${store}`,
    "/members",
    `/members/${card.id}`,
    `/stores/${store}/book`,
    `/queue/${ticket.id}`,
    `/bookings/${booking.id}`,
  ];
}

/** The pages of the console, by who may open them. */
export const consolePages = {
  open: ["/signin", "/docs", "/docs/alipay.trade.pay", "/docs/nothing", "/sandbox", "/nowhere"],
  merchant: [
    "/overview",
    "/sales",
    "/sales?days=90",
    "/members",
    "/trades",
    "/trades/nothing",
    "/settlements",
    "/card",
    "/staff",
    "/support",
    "/licence",
    "/provider",
    "/authorizations",
    "/act",
  ],
  store: (store: string, item: string, order: string) => [
    ...["/stores", "/stores/new", `/kitchen/${store}`],
    ...["", "/menu", "/menu/new", `/menu/${item}`, "/orders", `/orders/${order}`].map((x) => `/stores/${store}${x}`),
    ...[
      "/sales",
      "/claims",
      "/vouchers",
      "/register",
      "/offers",
      "/coupons",
      "/areas",
      "/post",
      "/tables",
      "/queue",
      "/bookings",
      "/settings",
    ].map((x) => `/stores/${store}${x}`),
  ],
  operator: [
    ...["/people", "/merchants", "/providers", "/rules", "/rules/new", "/decisions", "/fees", "/proposals", "/audit"],
    ...["/home", "/services", "/cities", "/claims", "/claims?status=decided", "/licences"],
    ...[
      "/licences?status=approved",
      "/policies",
      "/policies/edit",
      "/minireviews",
      "/programs",
      "/words",
      "/terminals",
      "/partners",
    ],
  ],
  developer: (app: string) => [
    ...["/apps", "/apps/new", "/hosts", "/hosts/none"],
    ...["", "/keys", "/notifications", "/notifications/nothing", "/requests", "/requests/nothing", "/usage"].map(
      (x) => `/apps/${app}${x}`,
    ),
  ],
};
