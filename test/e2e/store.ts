import { randomUUID } from "node:crypto";
import type { BrowserContext, Page } from "@playwright/test";
import { demo, signIn } from "./console.ts";
import type { World } from "./world.ts";

type Named = { id: string; name: string };
type Sku = { id: string; price: { amount: string; currency: string } };
export type Dish = Named & { nameEn?: string; skus: Sku[]; groups: { choices: { id: string }[] }[] };
export type Placed = {
  id: string;
  trade: string;
  number: string;
  code: string;
  status: string;
  refunded: { amount: string };
  total: { amount: string };
  vouchers?: { id: string; code: string; status: string }[];
};

// A phone gets a code once a minute only: a worker's tests share a sign-in.
const kept = new Map<string, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** The demo's noodle house as its owner has it, open at every hour. */
export class Noodles {
  readonly id: string;
  readonly dishes: Dish[];
  private readonly world: World;
  private readonly owner: BrowserContext;

  private constructor(world: World, owner: BrowserContext, id: string, dishes: Dish[]) {
    this.world = world;
    this.owner = owner;
    this.id = id;
    this.dishes = dishes;
  }

  static async of(world: World, owner: BrowserContext): Promise<Noodles> {
    const page = await owner.newPage();
    await signIn(world, page, demo.noodles);
    await page.close();
    const ask = asker(world, owner, "/console/api/");
    const { items } = (await ask("GET", "stores")) as { items: (Named & Record<string, unknown>)[] };
    const store = items.find((s) => s.name === "巷口面馆");
    if (!store) throw new Error("the demo has no noodle house");
    const hours = { week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) };
    const kept = ["name", "nameEn", "category", "city", "address", "picture", "at", "modes", "terms"];
    const fields = Object.fromEntries(kept.map((k) => [k, store[k]]));
    await ask("PUT", `stores/${store.id}`, { ...fields, hours });
    const menu = (await ask("GET", `stores/${store.id}/menu`)) as { items: Dish[] };
    return new Noodles(world, owner, store.id, menu.items);
  }

  dish(nameEn: string): Dish {
    const d = this.dishes.find((x) => x.nameEn === nameEn);
    if (!d) throw new Error(`no ${nameEn}`);
    return d;
  }

  move = (order: string, to: string) =>
    asker(this.world, this.owner, "/console/api/")("POST", `orders/${order}/move`, { to });

  /** Three parties at the door, one of which is called. */
  async line() {
    const ask = asker(this.world, this.owner, "/console/api/");
    const at = `stores/${this.id}/queue`;
    for (const name of ["Ann", "Bob", "Cy"]) await ask("POST", `${at}/tickets`, { party: 2, name });
    await ask("POST", `${at}/next`, { letter: "A" });
  }

  /** A till with an open drawer, made where there is none. */
  async till() {
    const ask = asker(this.world, this.owner, "/console/api/");
    const at = `stores/${this.id}/register`;
    const { items } = (await ask("GET", at)) as { items: { id: string; shift?: object }[] };
    const till = items[0] ?? ((await ask("POST", `${at}/tills`, { name: "1" })) as { id: string; shift?: object });
    if (!till.shift) await ask("POST", `${at}/tills/${till.id}/open`, { float: { amount: "100.00", currency: "CNY" } });
  }

  /** Gives one piece of an order's first line back. */
  refund = (order: string) =>
    asker(this.world, this.owner, "/console/api/")("POST", `orders/${order}/refund`, {
      pieces: [{ line: 0, qty: 1 }],
      reason: "spoilt",
    });

  /** Takes a voucher at another till than the page that is tested. */
  redeem = (code: string) =>
    asker(this.world, this.owner, "/console/api/")("POST", `stores/${this.id}/vouchers`, { code });
}

/** Calls of a signed-in browser's session, as its pages make them. */
export function asker(world: World, context: BrowserContext, base: string) {
  return async (method: string, path: string, data?: object): Promise<unknown> => {
    const r = await context.request.fetch(`${world.url}${base}${path}`, {
      method,
      ...(data ? { data } : {}),
      headers: { Origin: world.url, ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}) },
    });
    if (!r.ok()) throw new Error(`${path}: ${await r.text()}`);
    return r.json();
  };
}

/** The payment code that somebody's page shows. */
export async function codeOf(ann: Page, world: World) {
  await ann.goto(`${world.url}/paycode`);
  await ann.getByRole("button", { name: /show the number/ }).click();
  return (await ann.getByRole("button", { expanded: true }).innerText()).replace(/\s/g, "");
}

/** Somebody of the demo with money, who orders as the app would. */
export class Buyer {
  private readonly ask: ReturnType<typeof asker>;

  private constructor(world: World, context: BrowserContext) {
    this.ask = asker(world, context, "/api/");
  }

  static async of(world: World, context: BrowserContext, phone = "13800000001"): Promise<Buyer> {
    const b = new Buyer(world, context);
    await context.addCookies(kept.get(world.url + phone) ?? []);
    if (!(await context.request.get(`${world.url}/api/session`)).ok()) {
      await b.ask("POST", "auth/code", { phone });
      await b.ask("POST", "auth/verify", { phone, code: await world.code(phone), language: "en" });
      kept.set(world.url + phone, await context.cookies());
    }
    return b;
  }

  /** Orders and pays some dishes, one of each, with the first of all choices. */
  async order(store: string, dishes: Dish[], more: object = { mode: "pickup" }): Promise<Placed> {
    const wants = dishes.map((d) => ({
      sku: d.skus[0]?.id,
      qty: 1,
      choices: d.groups.flatMap((g) => g.choices.slice(0, 1).map((c) => c.id)),
    }));
    const quote = (await this.ask("POST", `stores/${store}/quote`, { ...more, wants })) as {
      total: object;
      problems: object[];
    };
    if (quote.problems.length > 0) throw new Error(JSON.stringify(quote.problems));
    const placed = (await this.ask("POST", "orders", { ...more, wants, store, total: quote.total })) as Placed;
    const { proof } = (await this.ask("POST", "confirm/pin", { pin: "604913" })) as { proof: string };
    await this.ask("POST", `trades/${placed.trade}/pay`, { proof });
    return this.look(placed.id);
  }

  look = async (order: string) => (await this.ask("GET", `orders/${order}`)) as Placed;

  coupons = async () => ((await this.ask("GET", "coupons")) as { items: { id: string }[] }).items;

  messages = async () =>
    ((await this.ask("GET", "messages")) as { items: { code: string; args: Record<string, string> }[] }).items;

  menu = async (store: string) =>
    ((await this.ask("GET", `stores/${store}`)) as { items?: (Dish & { available: boolean })[] }).items ?? [];
}
