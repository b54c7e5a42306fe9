import type { FrameLocator, Locator, Page } from "@playwright/test";
import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { asker, Buyer, codeOf, Noodles } from "./store.ts";
import { expect, test, type Person, type World } from "./world.ts";

const upright = { viewport: { width: 1080, height: 1920 }, isMobile: false, hasTouch: true, deviceScaleFactor: 1 };
const counter = { ...desk, viewport: { width: 1366, height: 768 } };
const wall = { ...desk, viewport: { width: 1920, height: 1080 } };

type Start = (name: string, o?: object) => Promise<Person>;

/** The owner of the noodle house at the tab of its terminals, and the self-ordering program. */
async function atTerminals(person: Start, world: World) {
  const dev = (await person("Dev", desk)).page;
  await signIn(world, dev, demo.developer);
  const { items } = (await (await dev.request.get(`${world.url}/console/api/apps`)).json()) as {
    items: { id: string; name: string }[];
  };
  const app = items.find((a) => a.name.includes("Order here"))?.id ?? "";
  const p = (await person("Chen", desk)).page;
  const store = await Noodles.of(world, p.context());
  await p.goto(`${world.url}/console/stores/${store.id}`);
  await p.getByRole("link", { name: "Terminals" }).click();
  const dialog = p.getByRole("dialog");

  /** Adds a terminal in the console and pairs a device with the code that is shown. */
  const pair = async (device: Page, kind: string, name: string) => {
    await p.getByRole("button", { name: "Add a terminal" }).click();
    await dialog.getByLabel("What it is").selectOption(kind);
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    if (kind !== "Pick-up screen") await dialog.getByLabel("App id").fill(app);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const shown = dialog.getByText(/^\d{4} \d{4}$/);
    await expect(shown).toBeVisible();
    await expect(dialog.getByRole("timer")).toContainText(/^(10:00|9:\d\d) left$/);
    const code = (await shown.innerText()).replace(" ", "");
    await dialog.getByRole("button", { name: "Done" }).click();
    await device.goto(`${world.url}/terminal/`);
    await expect(device.getByRole("heading", { name: "Pair this device" })).toBeVisible();
    for (const digit of code) await device.getByRole("button", { name: digit, exact: true }).click();
    await device.getByRole("button", { name: "Pair" }).click();
    await expect(device.getByRole("heading", { name: "Pair this device" })).toBeHidden();
    await expect(p.getByRole("row", { name: new RegExp(name) })).toContainText("On");
  };
  return { p, store, pair, app };
}

const program = (p: Page) => p.frameLocator(".mini iframe.page:visible");

/** Clicks in the program's frame, which a kiosk shows larger than it is: Playwright does not reckon with that. */
async function press(p: Page, target: Locator) {
  await expect(target).toBeVisible();
  await target.scrollIntoViewIfNeeded();
  const [x, y, wide] = await target.evaluate((n) => {
    const r = n.getBoundingClientRect();
    return [r.x + r.width / 2, r.y + r.height / 2, innerWidth] as const;
  });
  const frame = await p.locator(".mini iframe.page:visible").boundingBox();
  if (!frame) throw new Error("no program");
  const scale = frame.width / wide;
  await p.mouse.click(frame.x + x * scale, frame.y + y * scale);
}

/** Puts two dishes that have no choices into the order, and goes on to the payment. */
async function choose(p: Page): Promise<FrameLocator> {
  const f = program(p);
  const add = f.getByRole("button", { name: /^Add / });
  await press(p, add.first());
  await press(p, add.nth(1));
  await press(p, f.getByRole("button", { name: "Go on" }));
  await expect(f.getByText("Eat here")).toBeVisible();
  await press(p, f.getByRole("button", { name: /^Pay ¥/ }));
  return f;
}

/** All that can be touched is 60 px at least, on the host's pages and in the program. */
async function large(p: Page) {
  const small = (nodes: Element[], scale: number) =>
    nodes
      .map((n) => ({ n, r: n.getBoundingClientRect() }))
      .filter(({ r }) => r.width > 0 && Math.min(r.width, r.height) * scale < 60)
      .map(({ n, r }) => `${n.getAttribute("aria-label") ?? n.textContent} ${r.width * scale} x ${r.height * scale}`);
  expect.soft(await p.locator("button:visible, a:visible").evaluateAll(small, 1)).toEqual([]);
  if (await p.locator(".mini iframe.page:visible").count())
    expect
      .soft(await program(p).locator("[role=button]:visible, mp-button:visible").evaluateAll(small, 1.5))
      .toEqual([]);
}

// Journey J12, steps 1 to 5, 7 and 10.
test("guests order at a kiosk, pay by a picture of their code, and leave nothing behind", async ({ person, world }) => {
  test.setTimeout(180_000);
  const { p, store, pair } = await atTerminals(person, world);
  await clean(p, "no terminal");
  const k = (await person("Kiosk", upright)).page;
  const screen = (await person("Wall", wall)).page;
  await k.clock.install();
  await k.goto(`${world.url}/terminal/`);
  await expect(k.getByRole("heading", { name: "Pair this device" })).toBeVisible();
  await clean(k, "pairing");
  await large(k);
  await k.getByLabel("Eight digits").fill("00000000");
  await k.keyboard.press("Enter");
  await expect(k.getByRole("alert")).toContainText("This code is not right");
  await pair(k, "Kiosk", "Door");
  await pair(screen, "Pick-up screen", "Wall");
  await clean(p, "terminals");
  await clean(screen, "screen");

  await expect(k.getByText("Touch to order")).toBeVisible();
  await clean(k, "attract");
  await large(k);
  await k.getByRole("button", { name: "English" }).click();
  await expect(program(k).getByRole("button", { name: /^Add / }).first()).toBeVisible();
  await large(k);
  await choose(k);
  await expect(k.getByText("Show your pay code to the scanner")).toBeVisible();
  await clean(k, "payment");
  await large(k);
  const li = (await person("Li")).page;
  const buyer = await Buyer.of(world, li.context());
  await li.goto(`${world.url}/paycode`);
  const picture = await li.getByRole("img", { name: /QR/ }).screenshot();
  await k
    .getByLabel("Read a picture of the code")
    .setInputFiles({ name: "c.png", mimeType: "image/png", buffer: picture });
  await expect(k.getByRole("heading", { name: "Paid. Thank you!" })).toBeVisible();
  const number = await k.getByRole("status").innerText();
  expect(number).toMatch(/^P\d+$/);
  await clean(k, "paid");
  await k.getByRole("button", { name: "Go on" }).click();
  await expect(program(k).getByText(number)).toBeVisible();

  const board = (await (await p.request.get(`${world.url}/console/api/stores/${store.id}/board`)).json()) as {
    items: { id: string; number: string; note: string; status: string }[];
  };
  const order = board.items.find((o) => o.number === number);
  expect(order?.note).toBe("Eat here");
  expect((await buyer.look(order?.id ?? "")).number).toBe(number);
  if (order?.status === "paid") await store.move(order.id, "accepted");
  const column = (name: RegExp) => screen.getByRole("region", { name });
  await expect(column(/Being prepared/)).toContainText(number);
  await store.move(order?.id ?? "", "ready");
  await expect(column(/Ready/)).toContainText(number);
  await expect(column(/Being prepared/)).not.toContainText(number);
  const receipt = await (await k.request.get(`${world.url}/terminal/api/orders/${order?.id}/receipt`)).body();
  expect([...receipt.subarray(0, 2)]).toEqual([0x1b, 0x40]);
  expect(receipt.includes(number)).toBe(true);

  // The next one goes away in the middle of an order.
  await press(k, program(k).getByRole("button", { name: "Order something else" }));
  await press(k, program(k).getByRole("button", { name: /^Add / }).first());
  await expect(program(k).getByRole("button", { name: "Go on" })).toBeVisible();
  await k.clock.fastForward(91_000);
  const still = k.getByRole("dialog", { name: "Are you still there?" });
  await expect(still.getByRole("timer")).toContainText("seconds");
  await large(k);
  await still.getByRole("button", { name: "I am still here" }).click();
  await expect(still).toBeHidden();
  await expect(k.locator(".mini iframe.page")).not.toHaveCount(0);
  await k.clock.fastForward(91_000);
  await expect(still).toBeVisible();
  await k.clock.fastForward(16_000);
  await expect(k.getByText("Touch to order")).toBeVisible();
  await expect(k.locator("iframe")).toHaveCount(0);
  const kept = await k.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    (await indexedDB.databases()).length,
  ]);
  expect(kept).toEqual([0, 0, 0]);
  await k.getByRole("button", { name: "中文" }).click();
  await expect(program(k).getByRole("button", { name: /^加入/ }).first()).toBeVisible();
  await expect(program(k).getByRole("button", { name: "去结算" })).toHaveCount(0);

  // Switched off from afar, and on again.
  await p.getByRole("button", { name: "Switch off: Door" }).click();
  await expect(k.getByRole("heading", { name: /Out of service|暂停服务/ })).toBeVisible({ timeout: 5000 });
  await expect(k.locator("iframe")).toHaveCount(0);
  await clean(k, "off");
  await p.getByRole("button", { name: "Switch on: Door" }).click();
  await expect(k.getByText(/Touch to order|触摸点餐/)).toBeVisible({ timeout: 5000 });

  // What an operator stops, its store cannot start again.
  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  await olga.goto(`${world.url}/console/terminals`);
  const stop = async (name: string, action: string, reason: string) => {
    await olga.getByRole("button", { name }).click();
    await olga.getByRole("dialog").getByLabel("Reason").fill(reason);
    await olga.getByRole("dialog").getByRole("button", { name: action, exact: true }).click();
  };
  await stop("Stop Door", "Stop", "It was stolen.");
  await expect(k.getByRole("heading", { name: /Out of service|暂停服务/ })).toBeVisible({ timeout: 5000 });
  await expect(p.getByText("The platform stopped this device: It was stolen.")).toBeVisible();
  await expect(p.getByRole("button", { name: /Switch o.*: Door/ })).toHaveCount(0);
  await stop("Let Door work again", "Let it work again", "It was found.");
  await expect(k.getByText(/Touch to order|触摸点餐/)).toBeVisible({ timeout: 5000 });
});

test("one program sells on phone, kiosk and register, and all figures are equal in the end", async ({
  person,
  world,
}) => {
  test.setTimeout(180_000);
  const { p, store, pair, app } = await atTerminals(person, world);
  await store.till();
  const figures = async () =>
    (await (await p.request.get(`${world.url}/console/api/stores/${store.id}/sales`)).json()) as {
      total: { gross: { amount: string }; orders: number };
    };
  const before = await figures();
  const fen = (text: string) => Math.round(Number(text.replace(/[^\d.]/g, "")) * 100);

  // On a phone.
  const li = (await person("Li")).page;
  await Buyer.of(world, li.context());
  const mine = async () =>
    (await (await li.request.get(`${world.url}/api/orders`)).json()) as { items: { total: { amount: string } }[] };
  await li.goto(`${world.url}/mini/${app}?page=${encodeURIComponent(`pages/menu/menu?store=${store.id}`)}`);
  await choose(li);
  await li.getByLabel("Enter your payment PIN").fill("604913");
  await expect(program(li).getByText(/^P\d+$/)).toBeVisible();

  const phone = fen((await mine()).items[0]?.total.amount ?? "");

  // At a kiosk.
  const k = (await person("Kiosk", upright)).page;
  await pair(k, "Kiosk", "Door 2");
  await k.getByRole("button", { name: "English" }).click();
  await choose(k);
  const price = fen(await k.getByText(/^¥/).first().innerText());
  await k.keyboard.type(await codeOf(li, world));
  await k.keyboard.press("Enter"); // as a scanner does
  await k.getByRole("button", { name: "Go on" }).click();
  await expect(program(k).getByText(/^P\d+$/)).toBeVisible();

  // At the register: in cash, then by code.
  const r = (await person("Register", counter)).page;
  await pair(r, "Register", "Front");
  const panel = r.getByRole("complementary", { name: "Register" });
  await expect(panel.getByText(/^Open: /)).toBeVisible();
  await clean(r, "register");
  await choose(r);
  await expect(panel.getByRole("heading", { name: "In cash" })).toBeVisible();
  await clean(r, "tender");
  const due = fen(await panel.getByRole("status").innerText());
  await panel.getByLabel("Received").fill("0.01");
  await panel.getByRole("button", { name: "Take cash" }).click();
  await expect(panel.getByText("Give at least the amount to pay.")).toBeVisible();
  await panel.getByLabel("Received").fill("200");
  await panel.getByRole("button", { name: "Take cash" }).click();
  await expect(panel.getByText(/^R\d+$/)).toBeVisible();
  await expect(panel.getByText(/^Change: ¥/)).toContainText((200 - due / 100).toFixed(2));
  await panel.getByRole("button", { name: "Next customer" }).click();
  await choose(r);
  const again = fen(await panel.getByRole("status").innerText());
  await panel.getByLabel("Pay code").fill(await codeOf(li, world));
  await r.keyboard.press("Enter");
  await expect(panel.getByText(/^R\d+$/)).toBeVisible();
  await panel.getByRole("button", { name: "Next customer" }).click();
  await expect(panel.getByText("No order yet")).toBeVisible();

  // The figures of the store and the drawer are the ledger's.
  const after = await figures();
  expect(after.total.orders - before.total.orders).toBe(4);
  expect(fen(after.total.gross.amount) - fen(before.total.gross.amount)).toBe(phone + price + due + again);
  expect(await world.livewell("verify", "--data", `${world.dir}/data`)).toMatch(/register/);
});

// Journey J12, step 6.
test("with the network cable out a paired register sells five for cash, and the server has each once", async ({
  person,
  world,
}) => {
  test.setTimeout(180_000);
  const { p, store, pair } = await atTerminals(person, world);
  await store.till();
  const console = `${world.url}/console/api/stores/${store.id}`;
  const figures = async () =>
    (await (await p.request.get(`${console}/sales`)).json()) as {
      total: { gross: { amount: string }; orders: number };
    };
  const offline = async () => {
    const { items } = (await (await p.request.get(`${console}/register/sales?limit=50`)).json()) as {
      items: { channel: string; status: string; total: { amount: string } }[];
    };
    return items.filter((x) => x.channel === "offline");
  };
  const before = await figures();
  const had = (await offline()).length;
  const r = (await person("Register", counter)).page;
  await pair(r, "Register", "Cable");
  const panel = r.getByRole("complementary", { name: "Register" });
  await expect(program(r).getByRole("button", { name: /^Add / }).first()).toBeVisible();
  await expect(panel.getByText("No order yet")).toBeVisible();

  // The cable goes while an order waits for its money: another one takes its place.
  await press(r, program(r).getByRole("button", { name: "Add Clear beef noodles" }));
  await press(r, program(r).getByRole("button", { name: "Go on" }));
  await press(r, program(r).getByRole("button", { name: /^Pay ¥/ }));
  await expect(panel.getByLabel("Pay code or member’s code")).toBeVisible();
  await r.context().setOffline(true);
  await expect(panel.getByText(/^No network\. Sell for cash/)).toBeVisible();
  await expect(panel.getByText(/no points, no coupons/)).toBeVisible();
  await expect(panel.getByLabel(/code/i)).toHaveCount(0); // what needs the server is not offered
  const fen = (text: string) => Math.round(Number(text.replace(/[^\d.]/g, "")) * 100);
  const find = r.getByRole("searchbox", { name: "Find goods" });
  let sum = 0;
  for (let i = 1; i <= 5; i++) {
    if (i > 1) {
      if (i === 2) await clean(r, "goods without a network");
      await find.fill(i === 2 ? "braised" : "clear");
      await r.getByRole("list", { name: "Goods" }).getByRole("button").first().click();
      if (i === 2) {
        const dialog = r.getByRole("dialog", { name: /Braised/ });
        for (const group of await dialog.getByRole("group").all()) await group.getByLabel(/¥/).first().check();
        await clean(r, "choices without a network");
        await dialog.getByRole("button", { name: "Add" }).click();
      }
      if (i === 3) await r.getByRole("button", { name: "One more Clear beef noodles" }).click();
      await r.getByRole("button", { name: "Take cash" }).click();
    }
    await expect(panel.getByRole("heading", { name: "In cash" })).toBeVisible();
    if (i === 1) await clean(r, "cash without a network");
    const due = fen(await panel.getByText(/^¥/).first().innerText());
    await panel.getByLabel("Received").fill("100");
    await panel.getByRole("button", { name: "Take cash" }).click();
    await expect(panel.getByText(`O${i}`, { exact: true })).toBeVisible();
    await expect(panel.getByText(/^Change: ¥/)).toContainText((100 - due / 100).toFixed(2));
    await expect(panel.getByText(i === 1 ? "1 sale waits to be sent" : `${i} sales wait to be sent`)).toBeVisible();
    sum += due;
    await panel.getByRole("button", { name: "Next customer" }).click();
  }
  expect((await figures()).total.orders).toBe(before.total.orders);

  // The first answer is lost on the way: what is sent again is known.
  let sent = 0;
  await r.route("**/terminal/api/sync", async (route) => {
    const answer = await route.fetch();
    if (++sent === 1) await route.abort();
    else await route.fulfill({ response: answer });
  });
  await r.context().setOffline(false);
  await expect(panel.getByText(/to be sent$/)).toHaveCount(0, { timeout: 30_000 });
  await expect(panel.getByText(/^No network/)).toHaveCount(0);
  expect(sent).toBeGreaterThan(1);
  await r.reload();
  await expect(program(r).getByRole("button", { name: /^Add / }).first()).toBeVisible();
  await expect(panel.getByText(/to be sent$/)).toHaveCount(0);
  const all = (await offline()).slice(0, 5);
  expect((await offline()).length).toBe(had + 5);
  expect(all.map((x) => x.status)).toEqual(Array.from({ length: 5 }, () => "finished"));
  expect(all.reduce((n, x) => n + fen(x.total.amount), 0)).toBe(sum);
  const after = await figures();
  expect(after.total.orders - before.total.orders).toBe(5);
  expect(fen(after.total.gross.amount) - fen(before.total.gross.amount)).toBe(sum);
  expect(await world.livewell("verify", "--data", `${world.dir}/data`)).toMatch(/register/);
});

/** Until the worker has the page and every file of this version. */
const keptByWorker = (p: Page) =>
  expect
    .poll(() =>
      p.evaluate(async () => {
        const used = performance.getEntriesByType("resource").map((r) => r.name);
        const files = used.filter((n) => n.startsWith(`${location.origin}/terminal/assets/`));
        const hits = await Promise.all(["/terminal/", ...files].map((n) => caches.match(n)));
        return navigator.serviceWorker.controller !== null && files.length > 0 && hits.every(Boolean);
      }),
    )
    .toBe(true);

test("a register that is reloaded without a network goes on selling, and the server has each sale once", async ({
  person,
  world,
}) => {
  test.setTimeout(180_000);
  const { p, store, pair } = await atTerminals(person, world);
  await store.till();
  const sales = async () => {
    const path = `${world.url}/console/api/stores/${store.id}/register/sales?limit=50`;
    const { items } = (await (await p.request.get(path)).json()) as {
      items: { channel: string; status: string; total: { amount: string } }[];
    };
    return items.filter((x) => x.channel === "offline");
  };
  const had = (await sales()).length;
  const r = (await person("Register", counter)).page;
  await pair(r, "Register", "Reload");
  const panel = r.getByRole("complementary", { name: "Register" });
  await expect(program(r).getByRole("button", { name: /^Add / }).first()).toBeVisible();
  await expect(panel.getByText(/^Open: .+, since/)).toBeVisible();
  const cashier = /^Open: (.+), since/.exec(await panel.getByText(/^Open: /).innerText())?.[1] ?? "?";
  await keptByWorker(r);
  const here = () => r.evaluate(() => JSON.stringify(localStorage));
  await expect.poll(here).toContain("livewell.terminal.goods");

  const fen = (text: string) => Math.round(Number(text.replace(/[^\d.]/g, "")) * 100);
  const sell = async (number: string) => {
    await r.getByRole("searchbox", { name: "Find goods" }).fill("clear");
    await r.getByRole("list", { name: "Goods" }).getByRole("button").first().click();
    await r.getByRole("button", { name: "Take cash" }).click();
    await expect(panel.getByRole("heading", { name: "In cash" })).toBeVisible();
    const due = fen(await panel.getByText(/^¥/).first().innerText());
    await panel.getByRole("button", { name: "Exactly" }).click();
    await panel.getByRole("button", { name: "Take cash" }).click();
    await expect(panel.getByText(number, { exact: true })).toBeVisible();
    return due;
  };
  await r.context().setOffline(true);
  await r.reload();
  await expect(r.getByRole("heading", { name: "Reload" })).toBeVisible();
  await expect(panel.getByText(/^No network\. Sell for cash/)).toBeVisible();
  await expect(panel.getByText(/^Open since /)).toBeVisible();
  await clean(r, "a register that came up without a network");
  let sum = await sell("O1");
  await r.reload(); // in the middle: the sale is kept all the same
  await expect(panel.getByText("1 sale waits to be sent")).toBeVisible();
  sum += await sell("O2");
  await r.reload();
  await expect(panel.getByText("2 sales wait to be sent")).toBeVisible();
  expect(await here()).not.toContain(cashier);
  expect((await sales()).length).toBe(had);

  // Back again, without another load.
  await r.evaluate(() => Object.assign(globalThis, { same: true }));
  const same = () => r.evaluate(() => "same" in globalThis);
  await r.context().setOffline(false);
  await expect(panel.getByText(/to be sent$/)).toHaveCount(0, { timeout: 30_000 });
  await expect(program(r).getByRole("button", { name: /^Add / }).first()).toBeVisible();
  await expect(panel.getByText(`Open: ${cashier}, since`)).toBeVisible({ timeout: 30_000 });
  expect(await same()).toBe(true);
  const all = (await sales()).slice(0, 2);
  expect((await sales()).length).toBe(had + 2);
  expect(all.map((x) => x.status)).toEqual(["finished", "finished"]);
  expect(all.reduce((n, x) => n + fen(x.total.amount), 0)).toBe(sum);
  expect(await world.livewell("verify", "--data", `${world.dir}/data`)).toMatch(/register/);

  // Another version waits until the customer has gone, and what only the old one had goes too.
  const inCache = (name: string) =>
    r.evaluate(async (n) => Boolean(await (await caches.open("livewell-terminal")).match(n)), name);
  await r.evaluate(async () => (await caches.open("livewell-terminal")).put("/terminal/assets/old.js", new Response()));
  await r.route("**/terminal/files.json", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...((await answer.json()) as object), version: "another" } });
  });
  await r.reload();
  await expect.poll(() => inCache("/terminal/next")).toBe(true);
  await r.evaluate(() => Object.assign(globalThis, { same: true }));
  await choose(r);
  await panel.getByRole("button", { name: "Exactly" }).click();
  await panel.getByRole("button", { name: "Take cash" }).click();
  await expect(panel.getByText(/^R\d+$/)).toBeVisible();
  expect([await same(), await inCache("/terminal/next")]).toEqual([true, true]);
  const loaded = r.waitForEvent("load");
  await panel.getByRole("button", { name: "Next customer" }).click();
  await loaded;
  await expect(panel.getByText("No order yet")).toBeVisible();
  expect([await same(), await inCache("/terminal/next")]).toEqual([false, false]);
  await expect.poll(() => inCache("/terminal/assets/old.js")).toBe(false);

  // Stopped while it was away: it hears of it, and what it kept is gone.
  await keptByWorker(r);
  await r.context().setOffline(true);
  await r.reload();
  await expect(panel.getByText(/^No network/)).toBeVisible();
  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  await olga.goto(`${world.url}/console/terminals`);
  await olga.getByRole("button", { name: "Stop Reload" }).click();
  await olga.getByRole("dialog").getByLabel("Reason").fill("It was stolen.");
  await olga.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
  await expect(olga.getByRole("button", { name: "Let Reload work again" })).toBeVisible();
  await r.context().setOffline(false);
  await expect(r.getByRole("heading", { name: "Out of service" })).toBeVisible({ timeout: 15_000 });
  expect(await here()).not.toContain("livewell.terminal");
  await r.context().setOffline(true);
  await r.reload();
  await expect(r.getByRole("heading", { name: "No connection" })).toBeVisible();
});

test("a kiosk that is reloaded without a network says so, and comes back by itself", async ({ person, world }) => {
  const { p, pair } = await atTerminals(person, world);
  const k = (await person("Kiosk", upright)).page;
  await pair(k, "Kiosk", "Alone");
  await expect(k.getByText("Touch to order")).toBeVisible();
  await keptByWorker(k);
  await k.context().setOffline(true);
  await k.reload();
  await expect(k.getByRole("heading", { name: "No connection" })).toBeVisible();
  await clean(k, "a kiosk without a network");
  await k.context().setOffline(false);
  await expect(k.getByText("Touch to order")).toBeVisible({ timeout: 15_000 });

  // Removed while it was away.
  await k.context().setOffline(true);
  await k.reload();
  await expect(k.getByRole("heading", { name: "No connection" })).toBeVisible();
  await p.getByRole("button", { name: "Remove: Alone" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(p.getByRole("row", { name: /Alone/ })).toHaveCount(0);
  await k.context().setOffline(false);
  await expect(k.getByRole("heading", { name: "Pair this device" })).toBeVisible({ timeout: 15_000 });
  expect(await k.evaluate(() => localStorage.length)).toBe(0);
});

// Journey J12, step 8.
test("a member’s code at the register: points and coupon by the rules of the phone", async ({ person, world }) => {
  test.setTimeout(180_000);
  const { p, store, pair } = await atTerminals(person, world);
  await store.till();
  const li = (await person("Li")).page;
  const buyer = await Buyer.of(world, li.context());

  // On the phone: becoming a member, a coupon, and an order that brings points.
  await li.goto(`${world.url}/stores/${store.id}?mode=pickup`);
  await li.getByRole("button", { name: /Become a member/ }).click();
  await expect(li.getByRole("dialog", { name: "Join Neighbours" })).toContainText("You can leave at any time");
  await clean(li, "joining");
  await li.getByRole("button", { name: "Agree and join" }).click();
  await expect(li.getByText("You are a member")).toBeVisible();
  await expect(li.getByRole("link", { name: /Neighbours.*0 points/ })).toBeVisible();
  await li.getByRole("button", { name: "Claim: ¥8.00 off" }).click();
  await expect(li.getByText("The coupon is yours")).toBeVisible();
  const clear = store.dish("Clear beef noodles");
  const placed = await buyer.order(store.id, [clear], { mode: "pickup", coupons: [] });
  const move = asker(world, p.context(), "/console/api/");
  for (const to of ["accepted", "ready"])
    if ((await buyer.look(placed.id)).status !== to) await store.move(placed.id, to);
  await move("POST", `orders/${placed.id}/move`, { to: "completed", code: placed.code });

  // The same basket on the phone: 48.00, a coupon of 8.00 and 24 points of a fen.
  await li.goto(`${world.url}/stores/${store.id}?mode=pickup`);
  await li.getByRole("button", { name: "Add Clear beef noodles" }).click();
  await li.getByRole("button", { name: "One more of Clear beef noodles" }).click();
  await li.getByRole("link", { name: "Check out" }).click();
  const total = li.getByRole("button", { name: /^Order for ¥/ });
  await expect(total).toHaveText("Order for ¥40.00");
  await expect(li.getByText("This order brings 40 points once it is completed.")).toBeVisible();
  await li.getByRole("switch", { name: /Use 24 points/ }).click();
  await expect(total).toHaveText("Order for ¥39.76");
  await expect(li.getByText("This order brings 39 points once it is completed.")).toBeVisible();
  await clean(li, "checkout with points");

  // The card, whose code is another one every minute.
  await li.goto(`${world.url}/me`);
  await li.getByRole("link", { name: "Member cards" }).click();
  await clean(li, "cards");
  await li.getByRole("link", { name: /Neighbours/ }).click();
  await expect(li.getByRole("img", { name: "QR code of the member card" })).toBeVisible();
  await expect(li.getByText("24 points").first()).toBeVisible();
  await expect(li.getByText(/976 points until the next level: Silver/)).toBeVisible();
  await clean(li, "card");
  await li.getByRole("button", { name: /show the number/ }).click();
  const code = (await li.getByRole("button", { expanded: true }).innerText()).replace(/\s/g, "");
  expect(code).toMatch(/^29\d{16}$/);

  // The same basket at the paired register.
  const r = (await person("Register", counter)).page;
  await pair(r, "Register", "Members");
  const panel = r.getByRole("complementary", { name: "Register" });
  const add = program(r).getByRole("button", { name: "Add Clear beef noodles" });
  await press(r, add);
  await press(r, add);
  await press(r, program(r).getByRole("button", { name: "Go on" }));
  await press(r, program(r).getByRole("button", { name: /^Pay ¥/ }));
  await expect(panel.getByText("¥48.00")).toBeVisible();
  await panel.getByLabel("Pay code or member’s code").fill("290000000000000000");
  await r.keyboard.press("Enter");
  await expect(panel.getByRole("alert")).toContainText("This code is of no member here");
  await panel.getByLabel("Pay code or member’s code").fill(code);
  await r.keyboard.press("Enter");
  const guest = panel.getByRole("region", { name: "Member" });
  await expect(guest).toContainText(/Member.*24 points/);
  await expect(guest).toContainText("Coupon: ¥8.00 off");
  await expect(guest).toContainText("Brings 40 points");
  await expect(panel.getByText("¥40.00")).toBeVisible();
  await guest.getByRole("button", { name: "Use 24 points: ¥0.24 off" }).click();
  await expect(panel.getByText("¥39.76")).toBeVisible();
  await expect(guest).toContainText("Brings 39 points");
  await clean(r, "a member");
  await panel.getByLabel("Received").fill("50");
  await panel.getByRole("button", { name: "Take cash" }).click();
  await expect(panel.getByText("Points used: 24")).toBeVisible();
  await expect(panel.getByText("Points earned: 39")).toBeVisible();
  const receipt = await r.request.get(
    new URL((await panel.getByRole("link", { name: /Receipt/ }).getAttribute("href")) ?? "", world.url).href,
  );
  expect((await receipt.body()).toString("latin1")).toContain("Points used");

  // What happened is on the card, and the coupon is used.
  await li.reload();
  const history = li.getByRole("list", { name: "History" });
  await expect(history.getByRole("listitem").filter({ hasText: "Used" })).toContainText("−24");
  await expect(history.getByRole("listitem").filter({ hasText: "Earned" }).first()).toContainText("+39");
  await expect(li.getByText("39 points").first()).toBeVisible();
  expect((await buyer.coupons()).length).toBe(0);

  // At the console's register a payment code says it too.
  await p.goto(`${world.url}/console/stores/${store.id}/register`);
  const find = p.getByLabel("Scan, code or name");
  await expect(find).toBeFocused();
  await p.keyboard.type("clear beef");
  await p.keyboard.press("Enter");
  await expect(p.getByRole("list", { name: "Items of this sale" }).getByRole("listitem")).toHaveCount(1);
  await p.keyboard.press("F7");
  await p
    .getByRole("dialog")
    .getByLabel("The member’s code")
    .fill(await codeOf(li, world));
  await p.keyboard.press("Enter");
  const box = p.getByRole("region", { name: "Member" });
  await expect(box).toContainText("39 points");
  await box.getByLabel("Use 39 points: ¥0.39 off").check();
  const sum = p.getByRole("complementary", { name: "Total" }).getByRole("status").first();
  await expect(sum).toContainText("¥23.61");
  await clean(p, "a member at the console’s register");
  await p.keyboard.press("F2");
  await p.keyboard.press("Enter");
  await expect(p.getByRole("region", { name: "Receipt" })).toContainText("Points earned: 23");

  // And the merchant sees the card, its history and what the points are worth.
  await p.goto(`${world.url}/console/members`);
  await expect(p.getByRole("region", { name: "What ¥100 bring" })).toContainText("Silver 120 points, worth ¥1.20");
  await p.getByLabel("Points for each yuan that was paid").fill("2");
  await expect(p.getByRole("region", { name: "What ¥100 bring" })).toContainText("Silver 240 points, worth ¥2.40");
  await p.getByLabel("Points for each yuan that was paid").fill("0");
  await p.getByRole("button", { name: "Save" }).click();
  await expect(p.getByText("Give a whole number from 1 to 100.")).toBeVisible();
  await p.getByLabel("Points for each yuan that was paid").fill("1");
  await p.getByRole("button", { name: "Save" }).click();
  await expect(p.getByText("Saved")).toBeVisible();
  await clean(p, "members");
  await p
    .getByRole("button", { name: /^History of card/ })
    .first()
    .click();
  await expect(p.getByRole("dialog").getByRole("row", { name: /Used/ })).toHaveCount(2);
  await clean(p, "history of a member");
  expect(await world.livewell("verify", "--data", `${world.dir}/data`)).toMatch(/member/);
});
