import type { Page } from "@playwright/test";
import { demo, desk, signIn } from "./console.ts";
import { expect, test, type Person, type World } from "./world.ts";

// A Tuesday evening, when people eat.
test.use({
  clock: "2020-03-10T18:30:00+08:00",
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

type Store = { id: string; name: string };
type Item = { id: string; name: string };

/** The people of Corner Noodles, at their console. */
class Owner {
  private readonly world: World;
  private readonly page: Page;
  readonly store: string;

  private constructor(world: World, page: Page, store: string) {
    this.world = world;
    this.page = page;
    this.store = store;
  }

  static async at(world: World, page: Page): Promise<Owner> {
    await signIn(world, page, demo.noodles);
    const list = await page.request.get(`${world.url}/console/api/stores`);
    const [store] = ((await list.json()) as { items: Store[] }).items;
    return new Owner(world, page, store?.id ?? "");
  }

  async post(path: string, data: object) {
    const r = await this.page.request.post(`${this.world.url}/console/api/${path}`, {
      data,
      headers: { Origin: this.world.url },
    });
    expect(r.ok(), await r.text()).toBe(true);
  }

  move = (order: string, to: string, code = "") => this.post(`orders/${order}/move`, { to, ...(code ? { code } : {}) });

  /** The code on the ticket of an order. */
  async code(order: string): Promise<string> {
    const r = await this.page.request.get(`${this.world.url}/console/api/orders/${order}`);
    return ((await r.json()) as { code: string }).code;
  }

  async soldOut(name: string, out: boolean) {
    const menu = await this.page.request.get(`${this.world.url}/console/api/stores/${this.store}/menu`);
    const item = ((await menu.json()) as { items: Item[] }).items.find((i) => i.name === name);
    await this.post(`stores/${this.store}/items/${item?.id}/soldout`, { out });
  }
}

async function pay(ann: Person) {
  await ann.page.getByRole("button", { name: /^Pay ¥/ }).click();
  await ann.enterPin();
}

const orderOf = (p: Page) => new URL(p.url()).pathname.split("/").pop() ?? "";

test("takeaway, from the list of stores to the door", async ({ person, shop, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const owner = await Owner.at(world, (await person("Chen", desk)).page);
  await shop.give(ann.phone, "300.00");
  const p = ann.page;
  await ann.go("/stores?mode=takeaway");
  const notice = p.getByText("The platform does not sell this itself.");
  await expect(notice).toBeInViewport();

  // Where to.
  await p.getByRole("link", { name: "Choose an address" }).click();
  await p.getByRole("button", { name: "Add an address" }).click();
  await p.getByLabel("Street and building").fill("Gongti North Road 1");
  await p.getByLabel("Floor and room").fill("301");
  await p.getByLabel("Phone").fill("13900000000");
  const pin = p.getByRole("button", { name: /^Place of the door/ });
  await pin.focus();
  await pin.press("Shift+ArrowUp");
  await expect(pin).toHaveAccessibleName(/100 \/ 0/);
  await p.getByRole("button", { name: "Save" }).click();
  await p.getByRole("button", { name: /Gongti North Road 1 301/ }).click();
  await expect(p.getByText("To: Gongti North Road 1")).toBeVisible();

  // A store, and a dish that needs a choice.
  await p.getByRole("searchbox", { name: "Find a store" }).fill("corner");
  await p.getByRole("link", { name: /Corner Noodles/ }).click();
  await p.getByRole("button", { name: "Choose: Braised beef noodles" }).click();
  await p.getByRole("button", { name: /^Add for/ }).click();
  await expect(p.getByRole("alert")).toHaveText("needed");
  await p.getByRole("radio", { name: /Large/ }).check();
  await p.getByRole("radio", { name: "Medium" }).check();
  await p.getByRole("button", { name: "Add for ¥32.00" }).click();
  await p.getByRole("button", { name: "Add Soy egg" }).click();
  await p.getByRole("button", { name: "One more of Soy egg" }).click();
  await expect(p.getByText("3 pieces")).toBeVisible();
  await p.getByRole("link", { name: "Check out" }).click();
  const total = p.getByRole("button", { name: /^Order for ¥/ });
  await expect(total).toHaveText("Order for ¥40.00"); // 32 + 2 × 3, and 2 for the way

  // Whoever tampers with the price gets nothing.
  const basket = await p.evaluate(
    (id) => JSON.parse(localStorage.getItem(`livewell.basket.${id}`) ?? "[]") as object[],
    owner.store,
  );
  const cheap = await p.request.post(`${world.url}/api/orders`, {
    headers: { "Idempotency-Key": "cheap", Origin: world.url },
    data: {
      store: owner.store,
      mode: "pickup",
      wants: basket.map((l) => ({ ...pick(l), qty: 1 })),
      total: { amount: "0.01", currency: "CNY" },
    },
  });
  expect(cheap.status()).toBe(422);
  expect(await cheap.text()).toContain("order.changed");

  await total.click();
  await pay(ann);
  await expect(p.getByRole("status").getByText("Waiting for the store")).toBeVisible();
  const id = orderOf(p);

  // The page moves by itself.
  for (const [to, text] of [
    ["accepted", "Being made"],
    ["ready", "Ready"],
    ["underway", "On its way"],
    ["completed", "Completed"],
  ] as const) {
    await owner.move(id, to);
    await expect(p.getByRole("status").getByText(text, { exact: true })).toBeVisible();
  }

  // Only now can it be reviewed, each line once.
  await p.getByRole("button", { name: "Review Braised beef noodles" }).click();
  await p.getByRole("radio", { name: "4 stars" }).check({ force: true });
  await p.getByLabel("What was it like?").fill("Hot, and worth the way.");
  await p.locator("dialog input[type=file]").setInputFiles({ name: "bowl.png", mimeType: "image/png", buffer: dot });
  await expect(p.getByText("A picture is chosen.")).toBeVisible();
  await p.getByRole("button", { name: "Publish" }).click();
  await expect(p.getByRole("button", { name: "Review Braised beef noodles" })).toBeHidden();
  await expect(p.getByRole("button", { name: "Review Soy egg" })).toBeVisible();
  await ann.go(`/stores/${owner.store}/reviews`);
  await expect(p.getByText("Hot, and worth the way.")).toBeVisible();
  await expect(p.getByRole("img", { name: "Picture of Braised beef noodles" })).toBeVisible();
  await ann.go(`/orders/${id}`);
  await p.getByRole("button", { name: "Order again" }).click();
  await expect(total).toHaveText("Order for ¥40.00");
});

/** A picture of one dot. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

const pick = (l: object) => ({ sku: (l as { sku: string }).sku, choices: (l as { choices: string[] }).choices });

test("a store that does not answer: the order ends and the money is back", async ({ person, shop, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const owner = await Owner.at(world, (await person("Chen", desk)).page);
  await shop.give(ann.phone, "50.00");
  const p = ann.page;
  await ann.go(`/stores/${owner.store}?mode=pickup`);
  await p.getByRole("button", { name: "Add Clear beef noodles" }).click();
  await p.getByRole("link", { name: "Check out" }).click();
  await p.getByRole("button", { name: "Order for ¥24.00" }).click();
  await pay(ann);
  await expect(p.getByRole("status").getByText("Waiting for the store")).toBeVisible();
  await expect(p.getByRole("img", { name: /Pick-up code \d{4}/ })).toBeVisible();
  await world.later("5m");
  await expect(p.getByText("The store did not answer in time.")).toBeVisible();
  await ann.go("/");
  await expect(p.getByTestId("balance")).toHaveText("¥50.00");
});

test("what is sold out goes within two seconds, and whoever has it in the basket is told", async ({
  person,
  shop,
  world,
}) => {
  const ann = await (await person("Ann Example")).signUp();
  const owner = await Owner.at(world, (await person("Chen", desk)).page);
  await shop.give(ann.phone, "50.00");
  const p = ann.page;
  await ann.go(`/stores/${owner.store}?mode=pickup`);
  await p.getByRole("button", { name: "Add Smashed cucumber" }).click();
  await p.getByRole("button", { name: "Add Soy egg" }).click();
  const gone = p.getByRole("listitem").filter({ hasText: "Smashed cucumber" }).getByText("Sold out");
  await owner.soldOut("凉拌黄瓜", true);
  await expect(gone).toBeVisible({ timeout: 2000 });
  await p.getByRole("link", { name: "Check out" }).click();
  await expect(p.getByRole("alert")).toHaveText("This is sold out.");
  await expect(p.getByRole("button", { name: /^Order for/ })).toBeDisabled();
  await p.getByRole("button", { name: "Take out what cannot be had" }).click();
  await expect(p.getByRole("button", { name: "Order for ¥3.00" })).toBeEnabled();
  await owner.soldOut("凉拌黄瓜", false);
});

test("a store is shared by a short link, and one that was ended says so", async ({ person, world }) => {
  const owner = await Owner.at(world, (await person("Chen", desk)).page);
  const ann = await (await person("Ann Example", { permissions: ["clipboard-read", "clipboard-write"] })).signUp();
  const p = ann.page;
  await ann.go(`/stores/${owner.store}`);
  await p.evaluate(() => Object.defineProperty(navigator, "share", { value: undefined }));
  await p.getByRole("button", { name: "Share" }).click();
  await expect(p.getByText("The link is copied.")).toBeVisible();
  const url = await p.evaluate(() => navigator.clipboard.readText());
  expect(url).toMatch(new RegExp(`^${world.url}/s/[a-z2-7]{8}$`));

  // Bob has no account yet: he gets one, and where he wanted.
  const bob = await person("Bob Example");
  await bob.signUp(new URL(url).pathname);
  await expect(bob.page).toHaveURL(new RegExp(`/stores/${owner.store}`));
  await expect(bob.page.getByRole("heading", { name: "Corner Noodles" })).toBeVisible();

  const ended = await p.request.delete(`${world.url}/api/links/${url.slice(-8)}`, { headers: { Origin: world.url } });
  expect(ended.ok()).toBe(true);
  await bob.go(new URL(url).pathname);
  await expect(bob.page.getByText("This link has ended or expired.")).toBeVisible();
  await expect(bob.page.getByRole("link", { name: "To the home page" })).toBeVisible();
});

test("a favourite is found again on another device", async ({ person, world }) => {
  const owner = await Owner.at(world, (await person("Chen", desk)).page);
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await ann.go(`/stores/${owner.store}`);
  const heart = p.getByRole("button", { name: "Favourite" });
  await expect(heart).toHaveAttribute("aria-pressed", "false");
  await heart.click();
  await expect(p.getByText("Added to your favourites")).toBeVisible();
  const again = await person("Ann Example");
  await world.later("2m"); // a phone gets a code once a minute
  await again.go("/signin?to=/favourites");
  await again.signIn(ann.phone);
  await again.page.getByRole("link", { name: /Corner Noodles/ }).click();
  await again.page.getByRole("button", { name: "Favourite" }).click();
  await expect(again.page.getByText("Taken from your favourites")).toBeVisible();
  await ann.go("/favourites");
  await expect(p.getByText("No favourites yet")).toBeVisible();
});

// Journey J13, and steps 10 and 11 of J1.
test("a rider fetches an order against its ticket and brings it; the buyer sees where it is", async ({
  person,
  shop,
  world,
}) => {
  const ann = await (await person("Ann Example")).signUp();
  const rita = await (await person("Rita Rider")).signUp();
  const owner = await Owner.at(world, (await person("Chen", desk)).page);
  await shop.give(ann.phone, "90.00");
  const p = ann.page;
  const made = await p.request.post(`${world.url}/api/addresses`, {
    headers: { "Idempotency-Key": "home", Origin: world.url },
    data: { name: "Ann", phone: "13900000000", place: "Gongti North Road 1", at: { lat: 39.934, lng: 116.455 } },
  });
  expect(made.ok()).toBe(true);
  await ann.go(`/stores/${owner.store}?mode=takeaway`);
  await p.getByRole("button", { name: "Add Clear beef noodles" }).click();
  await p.getByRole("link", { name: "Check out" }).click();
  await p.getByRole("button", { name: /^Order for ¥/ }).click();
  await pay(ann);
  await expect(p.getByRole("status").getByText("Waiting for the store")).toBeVisible();
  const id = orderOf(p);

  // Off duty nothing is offered; on duty the order is, with its fee and thirty seconds.
  const r = rita.page;
  await rita.go("/rider");
  await expect(r.getByRole("heading", { name: "Off duty" })).toBeVisible();
  await r.getByRole("button", { name: "Start my shift" }).click();
  await expect(r.getByText("Waiting for offers")).toBeVisible();
  await owner.move(id, "accepted");
  await owner.move(id, "ready");
  const offer = r.getByRole("alert", { name: "New offer" });
  await expect(offer).toContainText("¥2.00", { timeout: 25_000 });
  await offer.getByRole("button", { name: "Take it" }).click();

  const ticket = await owner.code(id);
  await r.getByLabel("Code on the ticket").fill(ticket === "0000" ? "1111" : "0000");
  await r.getByRole("button", { name: "I have it" }).click();
  await expect(r.getByText("The code is not that of this order.")).toBeVisible();
  await r.getByLabel("Code on the ticket").fill(ticket);
  await r.getByRole("button", { name: "I have it" }).click();
  await expect(r.getByRole("heading", { name: /Bring to/ })).toBeVisible();

  // The pin moves on the buyer's page.
  const pin = p.locator(".app-plan-spot.rider");
  await expect(p.getByRole("status").getByText("On its way", { exact: true })).toBeVisible();
  const before = await pin.getAttribute("style");
  await r.context().setGeolocation({ latitude: 39.9335, longitude: 116.455 });
  await expect.poll(() => pin.getAttribute("style"), { timeout: 10_000 }).not.toBe(before);
  const door = await p.locator(".app-code").textContent();
  await r.getByLabel("Code that the buyer shows").fill(door ?? "");
  await r.getByRole("button", { name: "Handed over" }).click();
  await expect(p.getByRole("status").getByText("Completed", { exact: true })).toBeVisible();
  await expect(r.getByText("¥2.00").first()).toBeVisible();
  await r.getByRole("button", { name: "End my shift" }).click();
  await rita.go("/");
  await expect(r.getByTestId("balance")).toHaveText("¥2.00");
});

// Journey J3, step 6.
test("two phones at a table choose together and one of them orders", async ({ person, shop, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const bob = await (await person("Bob Example")).signUp();
  const owner = await Owner.at(world, (await person("Chen", desk)).page);
  await shop.give(ann.phone, "90.00");
  const at = `/stores/${owner.store}?table=7`;
  await ann.go(at);
  await bob.go(at);
  const [a, b] = [ann.page, bob.page];
  await expect(a.getByText("Table 7")).toBeVisible();
  await a.getByRole("button", { name: "Add Soy egg" }).click();
  await b.getByRole("button", { name: "Add Clear beef noodles" }).click();
  for (const p of [a, b]) await expect(p.getByText("2 pieces")).toBeVisible();
  await Promise.all([
    a.getByRole("button", { name: "One more of Soy egg" }).click(),
    b.getByRole("button", { name: "One more of Soy egg" }).click(),
  ]);
  for (const p of [a, b]) await expect(p.getByText("4 pieces")).toBeVisible();
  await a.getByRole("link", { name: "Check out" }).click();
  await expect(a.getByLabel("Table")).toHaveValue("7");
  await a.getByRole("button", { name: "Order for ¥33.00" }).click(); // 24 and three eggs
  await pay(ann);
  await expect(a.getByRole("status").getByText("Waiting for the store")).toBeVisible();
  await expect(b.getByText("4 pieces")).toBeHidden();
});
