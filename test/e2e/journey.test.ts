import type { Page } from "@playwright/test";
import { demo, desk, signIn } from "./console.ts";
import { expect, test, type World } from "./world.ts";

// Journey J1, at half past six on a Tuesday evening, near 朝阳. What other
// tests walk in detail (options, sold out, riders, reviews) is only passed here.
test.use({
  clock: "2020-03-10T18:31:00+08:00", // one that no other test has: a server of its own
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

const cards = (p: Page) => p.locator("[data-card]");
const ids = (p: Page) => cards(p).evaluateAll((all) => all.map((e) => e.getAttribute("data-card") ?? ""));

async function scrollTo(p: Page, n: number) {
  await expect(cards(p).first()).toBeVisible();
  for (let had = 0; had < n; had = await cards(p).count()) {
    await p.evaluate(() => window.scrollBy(0, innerHeight));
    await p.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

type Feed = { items: { id: string; storeName: string; category: string; why: object[] }[]; personal?: boolean };

/** What the feed is for a browser, at a place. */
async function feedOf(world: World, p: Page | undefined): Promise<Feed> {
  const url = `${world.url}/api/feed?city=110000&lat=39.93&lng=116.455&limit=20`;
  const answer = p ? await (await p.request.get(url)).text() : await (await fetch(url)).text();
  return JSON.parse(answer) as Feed;
}

test("an evening takeaway by the feed, from the first look to the next one", async ({ person, shop, world }) => {
  test.setTimeout(120_000);
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "300.00");
  const p = ann.page;

  // The city and the hour.
  const city = p.getByRole("link", { name: /^City: / });
  await expect(city).toHaveText("Beijing");
  await expect(p.getByRole("heading", { name: "Enjoy the evening time" })).toBeVisible();
  const buttons = p.getByRole("navigation", { name: "Services of the city" }).getByRole("listitem");
  const shown = await buttons.count();
  expect(shown).toBeGreaterThan(0);
  const choose = async (text: string, name: string) => {
    await city.click();
    await p.getByRole("searchbox").fill(text);
    await p
      .getByRole("main")
      .getByRole("button", { name: new RegExp(name) })
      .first()
      .click();
    await expect(city).toHaveText(name);
  };
  await choose("cd", "Chengdu");
  await expect(buttons).toHaveCount(shown);
  await choose("lhasa", "Lhasa");
  await expect(buttons).toHaveCount(0);
  await choose("bj", "Beijing");

  // Takeaway says above the fold who sells, and two providers are among the first ten.
  await p.getByRole("link", { name: "Takeaway" }).first().click();
  await expect(p.getByText("The platform does not sell this itself.")).toBeInViewport();
  await expect(p.locator(".app-store").nth(9)).toBeVisible();
  const firstTen = await p.locator(".app-stores > li").evaluateAll((all) => all.slice(0, 10).map((e) => e.textContent));
  const elsewhere = firstTen.filter((x) => x.includes("Ordered at Little Elephant")).length;
  expect(elsewhere).toBeGreaterThan(0);
  expect(elsewhere).toBeLessThan(10);

  // The feed, and why.
  await ann.go("/");
  await scrollTo(p, 40);
  const seen = await ids(p);
  expect(new Set(seen).size).toBe(seen.length);
  await p.evaluate(() => window.scrollTo(0, 0));
  const before = await feedOf(world, p);
  expect(before.personal).toBe(true);
  const first = cards(p).first();
  await first.scrollIntoViewIfNeeded();
  await first.click({ button: "right" }); // what a long press is
  const why = p.getByRole("dialog");
  await expect(why).toContainText(/from you/);
  await expect(why).toContainText("Open now");
  await expect(why).toContainText("How near it is:");
  await p.keyboard.press("Escape");
  await expect(why).toBeHidden();

  // An address outside the area makes the order impossible; the right one makes it possible again.
  const o = (await person("Chen", desk)).page;
  await signIn(world, o, demo.noodles);
  const { items: stores } = (await (await o.request.get(`${world.url}/console/api/stores`)).json()) as {
    items: { id: string }[];
  };
  const store = stores[0]?.id ?? "";
  const place = async (name: string, at: { lat: number; lng: number }) => {
    const r = await p.request.post(`${world.url}/api/addresses`, {
      headers: { "Idempotency-Key": name.replaceAll(" ", "-"), Origin: world.url },
      data: { name: "Ann", phone: "13900000000", place: name, at },
    });
    expect(r.ok()).toBe(true);
  };
  await place("Far Away Road 9", { lat: 40.2, lng: 116.9 });
  await place("Gongti North Road 1", { lat: 39.934, lng: 116.455 });
  const to = async (name: string) => {
    await ann.go("/addresses");
    await p.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await expect(p).not.toHaveURL(/addresses/); // choosing goes back by itself
    await ann.go(`/stores/${store}/checkout?mode=takeaway`);
  };
  await ann.go(`/stores/${store}?mode=takeaway`);
  await p.getByRole("button", { name: "Add Clear beef noodles" }).click();
  await p.getByRole("button", { name: "Add Soy egg" }).click();
  await to("Far Away Road 9");
  const order = p.getByRole("button", { name: /^Order for ¥/ });
  await expect(p.getByText("The store does not deliver there.")).toBeVisible();
  await expect(order).toBeDisabled();
  await to("Gongti North Road 1");
  await expect(order).toBeEnabled();
  await order.click();
  await p.getByRole("button", { name: /^Pay ¥/ }).click();
  await ann.enterPin();
  await expect(p.getByRole("status").getByText("Waiting for the store")).toBeVisible({ timeout: 2000 });
  const id = new URL(p.url()).pathname.split("/").pop() ?? "";
  const review = p.getByRole("button", { name: "Review Clear beef noodles" });
  for (const to of ["accepted", "ready", "underway", "completed"]) {
    await expect(review).toBeHidden();
    const r = await o.request.post(`${world.url}/console/api/orders/${id}/move`, {
      data: { to },
      headers: { Origin: world.url },
    });
    expect(r.ok(), await r.text()).toBe(true);
  }
  await expect(review).toBeVisible();

  // The next look: not the same dish, and more of its kind from others.
  await world.later("1m");
  const after = await feedOf(world, p);
  const noodles = (f: Feed) => f.items.filter((c) => c.category === "noodles" && c.storeName !== "巷口面馆");
  const menu = (await (await fetch(`${world.url}/api/stores/${store}`)).json()) as {
    items: { id: string; nameEn: string }[];
  };
  const dish = menu.items.find((i) => i.nameEn === "Clear beef noodles");
  expect(after.items.map((c) => c.id)).not.toContain(`item-${dish?.id}`);
  expect(noodles(after).length).toBeGreaterThanOrEqual(noodles(before).length);
  expect(noodles(after).length).toBeGreaterThan(0);

  // Without what she bought she sees what strangers see.
  await ann.go("/");
  await cards(p).first().scrollIntoViewIfNeeded();
  await p
    .getByRole("button", { name: /^Why this\?/ })
    .first()
    .click();
  await why.getByRole("switch", { name: /What I ordered counts/ }).click();
  await expect(why.getByRole("switch", { name: /What I ordered counts/ })).not.toBeChecked();
  await p.keyboard.press("Escape");
  const plain = await feedOf(world, p);
  expect(plain.personal).toBe(false);
  expect(plain.items).toEqual((await feedOf(world, undefined)).items);
});
