import type { Page } from "@playwright/test";
import { demo, desk, signIn } from "./console.ts";
import { expect, test, type World } from "./world.ts";

// A Tuesday evening in the east of 北京, when much is open.
test.use({
  clock: "2020-03-10T18:30:00+08:00",
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

/** What an operator sends from the console. */
class Operator {
  private readonly world: World;
  private readonly page: Page;
  private keys = 0;

  private constructor(world: World, page: Page) {
    this.world = world;
    this.page = page;
  }

  static async at(world: World, page: Page): Promise<Operator> {
    await signIn(world, page, demo.olga);
    return new Operator(world, page);
  }

  async send<T>(method: string, path: string, data?: object): Promise<T> {
    const r = await this.page.request.fetch(`${this.world.url}/console/api/home/${path}`, {
      method,
      ...(data ? { data } : {}),
      headers: { Origin: this.world.url, "Idempotency-Key": `e2e-${Date.now()}-${this.keys++}` },
    });
    expect(r.ok(), await r.text()).toBe(true);
    return (await r.json()) as T;
  }
}

/** A moment as a field for local times wants it. */
const inShanghai = (at: number) => new Date(at + 8 * 3600_000).toISOString().slice(0, 16);

const services = (p: Page) => p.getByRole("navigation", { name: "Services of the city" });
const mine = (p: Page) => p.getByRole("navigation", { name: "My Apps" });

async function choose(p: Page, city: string) {
  await p.getByRole("link", { name: /^City:/ }).click();
  await expect(p.getByRole("heading", { name: "Choose a city" })).toBeVisible();
  await p.getByRole("searchbox").fill(city);
  const best = p.getByRole("main").getByRole("listitem").first();
  await expect(best).toContainText(city);
  await best.getByRole("button").click();
}

test("the services of a city, and an operator's edit without a reload", async ({ person, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  const olga = await Operator.at(world, (await person("Olga", desk)).page);

  await expect(services(p).getByRole("link")).toHaveText(["Takeaway", "Food & play"]);
  await expect(p.getByRole("heading", { name: "Enjoy the evening time" })).toBeVisible();
  await choose(p, "Shaoxing");
  await expect(p.getByRole("link", { name: /City: Shaoxing/ })).toBeVisible();
  await expect(mine(p)).toBeVisible();
  await expect(services(p)).toHaveCount(0);

  // An operator gives the small city two buttons: one has something behind it.
  const before = Date.now();
  await olga.send("PUT", "cities/330600/buttons", { buttons: ["civic", "food"] });
  await expect(services(p).getByRole("link")).toHaveText(["Food & play"], { timeout: 2000 });

  // A layout of its own, with a block that this app does not know.
  const words = (en: string) => ({ zh: "绍兴", en });
  const none = { zh: "", en: "" };
  const { id } = await olga.send<{ id: string }>("POST", "layouts", { city: "330600", segment: "everyone" });
  await olga.send("POST", `layouts/${id}/versions`, {
    blocks: [
      { id: "q", kind: "quick", title: none, quick: { items: ["scan", "paycode"] } },
      { id: "h", kind: "hologram", title: words("A hologram"), other: { depth: 3 } },
      { id: "s", kind: "strip", title: none, strip: { text: words("Boats run late tonight"), to: "/bills" } },
      {
        id: "b",
        kind: "banners",
        title: none,
        banners: { items: [{ label: "ad", title: words("Yellow wine week"), text: none, to: "/stores" }] },
      },
      { id: "r", kind: "recent", title: words("Your last bills"), recent: { most: 3 } },
    ],
  });
  await olga.send("PUT", `layouts/${id}/live`, { version: 2 });
  await expect(p.getByText("Boats run late tonight")).toBeVisible({ timeout: 2000 });
  await expect(p.getByRole("link", { name: /Ad.*Yellow wine week/ })).toBeVisible();
  await expect(p.getByRole("heading", { name: "Your last bills" })).toBeVisible();
  await expect(p.getByText("A hologram")).toHaveCount(0);
  await expect(p.getByRole("link", { name: "Transfer", exact: true })).toHaveCount(0);
  await expect(p.getByTestId("balance")).toHaveCount(0);

  // Back to what all cities have.
  await olga.send("DELETE", `layouts/${id}/live`);
  await expect(p.getByTestId("balance")).toBeVisible({ timeout: 2000 });
  await expect(p.getByRole("heading", { name: "Recent" })).toBeVisible();

  await olga.send("PUT", "cities/330600/crisis", {
    on: true,
    text: { zh: "请少出门。", en: "Please stay at home." },
    contactless: true,
  });
  const notice = p.getByRole("region", { name: "Important" });
  await expect(notice).toContainText("Please stay at home.", { timeout: 2000 });
  await expect(notice).toContainText("Contact-less delivery");
  expect((await notice.boundingBox())?.y).toBe(0);
  await olga.send("PUT", "cities/330600/crisis", { on: false });
  await expect(notice).toHaveCount(0, { timeout: 2000 });
  expect(Date.now() - before).toBeLessThan(30_000);
});

test("the strip that says who sells stands above the fold, from the search too", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await p.getByRole("searchbox", { name: "Search stores" }).fill("noodle");
  await p.getByRole("searchbox", { name: "Search stores" }).press("Enter");
  await expect(p).toHaveURL(/\/stores\?.*text=noodle/);
  await expect(p.getByRole("searchbox")).toHaveValue("noodle");
  await expect(
    p
      .getByRole("main")
      .getByText(/Noodles/)
      .first(),
  ).toBeVisible();
  await ann.go("/");
  for (const name of ["Takeaway", "Food & play"]) {
    await services(p).getByRole("link", { name }).click();
    const box = await p.getByText(/The platform does not sell this itself/).boundingBox();
    expect(box && box.y + box.height).toBeLessThan(844);
    await p.getByRole("button", { name: "Back" }).click();
  }
});

test("My Apps is arranged with the keyboard, and is so on the other phone", async ({ person, world }) => {
  const ann = await (await person("Ann Example", { hasTouch: false })).signUp();
  const p = ann.page;
  const other = await person("Ann Example");
  await other.go("/signin");
  await world.later("2m"); // until another code can be sent
  await other.signIn(ann.phone);
  const theirs = mine(other.page).getByRole("link");
  await expect(theirs.first()).toHaveText("Pick up");

  await mine(p).getByRole("link", { name: "Edit" }).focus();
  await p.keyboard.press("Enter");
  await expect(p.getByRole("heading", { name: "My Apps" })).toBeVisible();
  const rows = p.locator("ul", { has: p.getByRole("button", { name: /^Move/ }) }).getByRole("listitem");
  await expect(rows.first()).toHaveText("Pick up");
  // Orders goes up, and the focus with it: pressed again it can go no higher.
  await p.getByRole("button", { name: "Move Orders up" }).focus();
  await p.keyboard.press("Enter");
  await expect(rows.first()).toHaveText("Orders");
  await expect(p.getByText("Orders: place 1 of 7")).toBeAttached();
  await expect(p.getByRole("button", { name: "Move Orders up" })).toBeFocused();
  await p.keyboard.press("Enter");
  await p.getByRole("button", { name: "Remove Bank cards" }).press("Enter");
  await p.getByRole("button", { name: "Add Transfer" }).press("Enter");
  const want = ["Orders", "Pick up", "My shop", "Addresses", "Auto-pay", "App access", "Transfer"];
  await expect(rows).toHaveText(want);

  await expect(theirs).toHaveText([...want, "Edit"], { timeout: 5000 });
  await ann.go("/");
  await expect(mine(p).getByRole("link")).toHaveText([...want, "Edit"]);

  // By pointer: the last row is dragged to the top.
  await ann.go("/apps/edit");
  const grip = rows.nth(6).locator("span").first();
  const from = await grip.boundingBox();
  const to = await rows.first().boundingBox();
  if (!from || !to) throw new Error("the rows are not to be seen");
  await p.mouse.move(from.x + 10, from.y + 10);
  await p.mouse.down();
  await p.mouse.move(from.x + 10, from.y - 60);
  await p.mouse.move(to.x + 10, to.y + 2);
  await p.mouse.up();
  await expect(rows.first()).toHaveText("Transfer");
  await p.getByRole("button", { name: "The usual apps again" }).click();
  await expect(rows.first()).toHaveText("Pick up");
  await expect(theirs.first()).toHaveText("Pick up", { timeout: 5000 });
});

test("a stranger's apps are kept by the browser", async ({ person }) => {
  const bob = await person("Bob Builder");
  await bob.go("/apps/edit");
  await bob.page.getByRole("button", { name: "Remove Pick up" }).click();
  await bob.page.reload();
  await expect(bob.page.getByRole("button", { name: "Add Pick up" })).toBeVisible();
});

test("two hundred cards: none twice, and nothing jumps", async ({ person }) => {
  test.setTimeout(120_000);
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await p.addInitScript(() => {
    const w = window as unknown as { shift: number };
    w.shift = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!e.hadRecentInput) w.shift += e.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await ann.go("/");
  const cards = p.locator("[data-card]");
  await expect(cards.first()).toBeVisible();
  for (let n = 0; n < 200; n = await cards.count()) {
    await p.evaluate(() => window.scrollBy(0, innerHeight));
    await p.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    if ((await p.getByText("That is all that is open near you").count()) > 0) break;
  }
  const ids = await cards.evaluateAll((all) => all.map((e) => e.getAttribute("data-card")));
  expect(ids.length).toBeGreaterThanOrEqual(200);
  expect(new Set(ids).size).toBe(ids.length);
  const shift = () => p.evaluate(() => (window as unknown as { shift: number }).shift);
  console.log(`layout shift over ${ids.length} cards: ${(await shift()).toFixed(4)}`);
  expect(await shift()).toBeLessThan(0.1);
  // The measure is at work: what jumps is seen.
  await p.evaluate(() => window.scrollTo(0, 0));
  await p.evaluate(() => document.querySelector<HTMLElement>("main")?.style.setProperty("padding-top", "300px"));
  await expect.poll(shift).toBeGreaterThan(0.1);

  // To the end, which says so; a store's own card leads to it.
  await cards.first().scrollIntoViewIfNeeded();
  await cards.first().click();
  await expect(p).toHaveURL(/\/stores\//);
});

test("a city without stores says so, and the beta channel can be left", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await choose(p, "Lhasa");
  await expect(p.getByRole("heading", { name: "No stores near you yet" })).toBeVisible();
  await ann.go("/me/settings");
  const beta = p.getByRole("switch", { name: /Beta channel/ });
  await beta.click();
  await expect(beta).toBeChecked();
  await p.reload();
  await expect(beta).toBeChecked();
  await beta.click();
  await p.reload();
  await expect(beta).not.toBeChecked();
});

test("an operator arranges the page of a city at the console, and goes back", async ({ person, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  await choose(ann.page, "Luoyang");
  await expect(ann.page.getByRole("heading", { name: "Recent" })).toBeVisible();
  const o = (await person("Olga", desk)).page;
  await signIn(world, o, demo.olga);
  await o.goto(`${world.url}/console/home`);
  await o.getByRole("button", { name: "New layout" }).click();
  await o.getByLabel("City").selectOption({ label: "Luoyang" });
  await o.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await expect(o.getByRole("heading", { name: "Luoyang · Everyone" })).toBeVisible();
  await o.getByRole("button", { name: "Publish version 1" }).click();
  await expect(o.getByText("People see it now.")).toBeVisible();

  // With the keyboard: the strip goes up and keeps the focus, the bills go.
  const up = o.getByRole("button", { name: "Move up: Message strip" });
  await up.focus();
  await o.keyboard.press("Enter");
  await expect(up).toBeFocused();
  await o.keyboard.press("Enter");
  await expect(o.getByText("Message strip: place 2 of 9")).toBeAttached();
  await o.getByRole("button", { name: "Remove: Recent bills" }).press("Enter");
  await o.getByRole("button", { name: /^Picture feed/ }).click();
  await o.getByLabel("Chinese").fill("洛阳早市");
  await o.getByLabel("English").fill("Morning market");
  await expect(o.getByRole("group", { name: "Preview" })).toContainText("Morning market");
  await o.getByLabel("Note").fill("No bills in Luoyang");
  await o.getByRole("button", { name: "Save as a new version" }).click();
  await expect(o.getByRole("heading", { name: "Blocks of version 2" })).toBeVisible();
  await o.getByRole("button", { name: "Publish version 2" }).click();
  await expect(ann.page.getByRole("heading", { name: "Morning market" })).toBeVisible();
  await expect(ann.page.getByRole("heading", { name: "Recent" })).toHaveCount(0);

  await o.getByRole("button", { name: "Roll back to version 1" }).click();
  await expect(ann.page.getByRole("heading", { name: "Recent" })).toBeVisible();
  await expect(ann.page.getByRole("heading", { name: "Enjoy the evening time" })).toBeVisible();

  await o.getByRole("button", { name: "Show version 2 beside the live one" }).click();
  await o.getByLabel("Percent").fill("37.5");
  await o.getByRole("dialog").getByRole("button", { name: "Try beside" }).click();
  await expect(o.getByText("Version 2 for 37.5 %")).toBeVisible();

  // At a time, which comes with the clock; all see it then.
  await o.getByRole("button", { name: "Schedule version 2" }).click();
  await o.getByLabel("Publish at").fill(inShanghai(world.now().getTime() + 5 * 60_000));
  await o.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
  await expect(o.getByText("It will be published by itself.")).toBeVisible();
  await world.later("6m");
  await expect(ann.page.getByRole("heading", { name: "Morning market" })).toBeVisible();
});

test("an operator adds a city at the console, and it can be chosen", async ({ person, world }) => {
  const o = (await person("Olga", desk)).page;
  await signIn(world, o, demo.olga);
  await o.goto(`${world.url}/console/cities`);
  await o.getByRole("button", { name: "Add a city" }).click();
  const form = o.getByRole("dialog");
  await form.getByLabel("Chinese name").fill("云上");
  await form.getByLabel("English name").fill("Cloudtop");
  await form.getByLabel("Pinyin").fill("yun shang");
  await form.getByLabel("Latitude of the centre").fill("30.5");
  await form.getByLabel("Longitude of the centre").fill("110.5");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toHaveCount(0);
  await o.getByRole("searchbox").fill("ys");
  await o.getByRole("searchbox").press("Enter");
  await expect(o.getByRole("rowheader", { name: "云上" })).toBeVisible();
  const bob = await person("Bob Builder");
  await bob.go("/city");
  await bob.page.getByRole("searchbox").fill("云上");
  await expect(bob.page.getByRole("main").getByRole("listitem").first()).toContainText("Cloudtop");
  await o.getByRole("button", { name: "Edit 云上" }).click();
  await form.getByLabel("Hidden").check();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(o.getByRole("row", { name: /云上/ })).toContainText("Hidden");
});
