import { api, type Amount } from "@livewell/api";
import { fail, failures, type Bridge } from "@livewell/mini";

/** A line of an order as programs write it. */
interface Line {
  sku: string;
  choices?: string[];
  count: number;
  /** The price that the person saw. */
  price: Amount;
}

const str = (v: unknown) => (typeof v === "string" ? v : "");
/** A picture's whole address: a program's own paths lead into its package. */
const full = (picture: string | undefined) => (picture ? new URL(picture, location.origin).href : "");
const modes = ["dinein", "pickup", "parcel"] as const;

export interface Town {
  city: string;
  at: { lat: number; lng: number } | undefined;
  /** Goes to a page of the app. */
  open(service: string): boolean;
}

// Documented calls that show the person what is theirs, by the page of the app that has it: one page for a
// list and for what is in it.
const shown: Record<string, string> = {
  openCardList: "members",
  openCardDetail: "members",
  openMerchantCardList: "members",
  openVoucherList: "coupons",
  openVoucherDetail: "coupons",
  openMerchantVoucherList: "coupons",
  openKBVoucherDetail: "coupons",
  navigateToCouponDetail: "coupons",
  openTicketList: "orders",
  openTicketDetail: "orders",
  openMerchantTicketList: "orders",
  openSetting: "consents",
};

/** my.livewell.*: stores of the city. Their orders are the person's own, beside all others. */
export function shopCalls(town: () => Town, refused: (e: unknown) => never): Bridge {
  /** A documented call that shows the person what is theirs, on a page of the app. */
  const shows =
    (service: string): Bridge[string] =>
    (_, trusted) => {
      if (!trusted) throw failures.refused("leaving without a touch");
      if (!town().open(service)) throw fail(2, "there is no such page here");
      return { success: true };
    };
  return {
    ...Object.fromEntries(Object.entries(shown).map(([name, service]) => [name, shows(service)])),
    "livewell.memberCard": shows("members"),
    "livewell.city": async () => {
      const [{ city }, home] = await Promise.all([api.city({ chosen: town().city }), api.home(town().city)]).catch(
        refused,
      );
      const services = [...home.buttons.map((b) => b.vertical as string), "pickup", "orders", "paycode", "scan"];
      return { code: city.code, zh: city.zh, en: city.en, services };
    },
    "livewell.open": (o, trusted) => {
      if (!trusted) throw failures.refused("leaving without a touch");
      if (!town().open(str(o.service))) throw fail(2, "there is no such service");
      return { success: true };
    },
    "livewell.stores": async (o) => {
      const { city, at } = town();
      const mode = modes.find((m) => m === o.mode) ?? "pickup";
      const { items } = await api
        .stores({ city, lat: at?.lat ?? 0, lng: at?.lng ?? 0, mode, text: str(o.text), limit: 30 })
        .catch(refused);
      // Those of other platforms are ordered there.
      return { stores: items.filter((s) => !s.link).map((s) => ({ ...s, picture: full(s.picture) })) };
    },
    "livewell.menu": async (o) => {
      const page = await api.store(str(o.store)).catch(refused);
      const { id, name, nameEn, picture, modes } = page.store;
      return {
        store: { id, name, nameEn, picture, modes, open: page.open },
        sections: page.sections,
        items: page.items,
      };
    },
    /** What a store gives out to everybody. What the person has of it is theirs alone: an order takes the best. */
    "livewell.coupons": async (o) => ({ offered: (await api.storeCoupons(str(o.store)).catch(refused)).items }),
    "livewell.order": async (o, trusted) => {
      if (!trusted) throw failures.refused("an order without a touch");
      const mode = modes.find((m) => m === o.mode);
      if (!mode) throw fail(2, "mode must be dinein, pickup or parcel");
      const wants = ((o.lines ?? []) as Line[]).map((l) => ({
        sku: l.sku,
        choices: l.choices ?? [],
        qty: l.count,
        seen: l.price,
      }));
      const address = mode === "parcel" ? (await api.addresses()).items[0]?.id : undefined;
      const basket = {
        mode,
        wants,
        ...(mode === "dinein" ? { table: str(o.table) } : {}),
        ...(address ? { address } : {}),
        ...(o.note ? { note: str(o.note) } : {}),
      };
      const quote = await api.quote(str(o.store), basket).catch(refused);
      const [problem] = quote.problems;
      if (problem) throw fail(2, problem.code);
      const made = await api
        .placeOrder(str(o.key) || crypto.randomUUID(), { ...basket, store: str(o.store), total: quote.total })
        .catch(refused);
      return { order: made.id, tradeNO: made.trade, total: quote.total };
    },
    "livewell.state": async (o) => {
      const order = await api.order(str(o.order)).catch(refused);
      return { status: order.status, number: order.number, code: order.code, total: order.total };
    },
  };
}
