import { randomUUID } from "node:crypto";
import type { BrowserContext, Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";
import { desk, signIn } from "./console.ts";
import { Buyer, codeOf, Noodles } from "./store.ts";
import { expect, test, type Person, type World } from "./world.ts";

test.use({ clock: new Date().toISOString() });

const counter = { ...desk, viewport: { width: 1366, height: 768 } };
const [soap, towel] = ["6901234567892", "6909876543217"];

type Named = { id: string; nameEn?: string };
type Made = { store: string; item: (nameEn: string) => Promise<{ left?: number }> };

/** Two goods with barcodes in the noodle house, five of the soap. */
async function stocked(world: World, owner: BrowserContext): Promise<Made> {
  const store = (await Noodles.of(world, owner)).id;
  const at = `${world.url}/console/api/stores/${store}`;
  const menu = async () =>
    (await (await owner.request.get(`${at}/menu`)).json()) as {
      sections: Named[];
      items: (Named & { skus: { left?: number }[] })[];
    };
  const { sections, items } = await menu();
  const add = async (name: string, nameEn: string, barcode: string, amount: string, left?: number) => {
    if (items.some((x) => x.nameEn === nameEn)) return;
    const r = await owner.request.post(`${at}/items`, {
      data: {
        ...{ section: sections[0]?.id, name, nameEn, allergens: [], groups: [], listed: true },
        skus: [{ price: { amount, currency: "CNY" }, barcode, ...(left === undefined ? {} : { left }) }],
      },
      headers: { Origin: world.url, "Idempotency-Key": randomUUID() },
    });
    if (!r.ok()) throw new Error(await r.text());
  };
  await add("肥皂", "Soap", soap, "6.50", 5);
  await add("毛巾", "Towel", towel, "19.90");
  return { store, item: async (n) => (await menu()).items.find((x) => x.nameEn === n)?.skus[0] ?? {} };
}

async function accessible(page: Page) {
  await expect(page.locator(".lw-skeleton")).toHaveCount(0);
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined))));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  expect.soft(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`)).toEqual([]);
}

type Start = (name: string, o?: object) => Promise<Person>;

/** The owner at an open till with 100.00 in it. */
async function atTill(person: Start, world: World, name: string) {
  const p = (await person("Chen", counter)).page;
  await signIn(world, p, "13800000003");
  const goods = await stocked(world, p.context());
  await p.goto(`${world.url}/console/stores/${goods.store}`);
  await p.getByRole("link", { name: "Register" }).click();
  await p.getByRole("button", { name: "Add a till" }).click();
  await p.getByRole("dialog").getByLabel("Name of the till").fill(name);
  await p.keyboard.press("Enter");
  await expect(p.getByText("The till is added")).toBeVisible();
  const which = p.getByRole("combobox", { name: "Till" });
  if (await which.isVisible()) await which.selectOption(name);
  await accessible(p);
  await p.getByLabel("Cash to begin with").fill("100");
  await p.keyboard.press("Enter");
  const field = p.getByLabel("Scan, code or name");
  await expect(field).toBeFocused();
  // As a scanner does: keys into what has the focus, then Enter.
  const scan = async (text: string) => {
    await p.keyboard.type(text);
    await p.keyboard.press("Enter");
  };
  return { p, goods, field, scan, total: p.getByRole("complementary", { name: "Total" }).getByRole("status").first() };
}

test("a large payment waits for its buyer, is called off, and a sale is voided and one refunded", async ({
  person,
  world,
}) => {
  test.setTimeout(120_000);
  const { p, field, scan, total, goods } = await atTill(person, world, "Back");
  const ann = (await person("Li")).page;
  await Buyer.of(world, ann.context());
  const dialog = p.getByRole("dialog");
  await scan(`60*${towel}`);
  await expect(total).toContainText("¥1,194.00");
  await scan(await codeOf(ann, world));
  await expect(p.getByText("¥1,194.00 waits for the buyer’s PIN")).toBeVisible();
  await accessible(p);
  await p.getByRole("button", { name: "Call it off" }).click();
  await expect(p.getByText(/was not confirmed/)).toBeVisible();
  await p.keyboard.press("F9");
  await dialog.getByRole("button", { name: "Void" }).click();
  await expect(p.getByText("Nothing yet")).toBeVisible();
  await expect(field).toBeFocused();

  // By a part of its name, with options and by the mouse.
  await scan("braised");
  await p.getByRole("list", { name: "Which one?" }).getByRole("button").first().click();
  await accessible(p);
  await dialog.getByRole("button", { name: "Add" }).click();
  await p.getByRole("button", { name: "One more Braised beef noodles" }).click();
  await p.keyboard.press("F2");
  await dialog.getByRole("group", { name: "Usual amounts" }).getByRole("button").first().click();
  await expect(p.getByText("Sold", { exact: true }).first()).toBeVisible();
  await expect(total).toContainText("¥0.00");
  await expect(field).toBeFocused();
  await p.keyboard.press("Enter");
  await expect(p.getByText("Nothing yet")).toBeVisible();
  const sales = p.getByRole("table", { name: "Sales of this store" });
  await expect(sales.getByRole("row", { name: /Void/ })).toHaveCount(1);
  await sales
    .getByRole("button", { name: /^Refund the sale/ })
    .first()
    .click();
  await dialog.getByLabel("Reason").fill("cold");
  await p.keyboard.press("Enter");
  await expect(p.getByText(/refunded$/).first()).toBeVisible();
  await expect(sales.getByRole("row", { name: /Refunded/ })).toHaveCount(1);

  // The server is asked in vain: the guest with cash need not wait, and it is one sale.
  const left = (await goods.item("Soap")).left ?? 0;
  await scan(towel);
  await p.route("**/register/sales", async (r) => {
    await r.fetch(); // it arrives, and its answer is lost
    await r.abort();
  });
  await p.keyboard.press("F2");
  await p.keyboard.press("Enter");
  await expect(p.getByText(/^Sold without a network/)).toBeVisible();
  await p.unroute("**/register/sales");
  await expect(sales.getByRole("row", { name: /without a network/ })).not.toHaveCount(0);
  await expect(sales.getByRole("row", { name: /Open/ })).toHaveCount(0);
  expect((await goods.item("Soap")).left ?? 0).toBe(left);
  await p.getByRole("button", { name: "Cash up" }).click();
  await dialog.getByLabel("Counted").fill("119.40");
  await p.keyboard.press("Enter");
  await expect(dialog.getByText("¥0.50 too little")).toBeVisible();
});

test("a cashier gives twenty percent at most, and makes no till", async ({ person, world }) => {
  const { p, goods } = await atTill(person, world, "Third");
  await p.request.post(`${world.url}/console/api/merchant/staff`, {
    data: { phone: "13800000005", role: "cashier" },
    headers: { Origin: world.url },
  });
  const c = (await person("Sam", { ...desk, viewport: { width: 390, height: 844 } })).page;
  await signIn(world, c, "13800000005");
  await c.goto(`${world.url}/console/stores/${goods.store}/register`);
  const which = c.getByRole("combobox", { name: "Till" });
  await expect(c.getByText(/^Till/).first()).toBeVisible();
  if (await which.isVisible()) await which.selectOption("Third");
  await expect(c.getByRole("button", { name: "Add a till" })).toHaveCount(0);
  await expect(c.getByLabel("Scan, code or name")).toBeFocused();
  await c.keyboard.insertText(towel);
  await c.keyboard.press("Enter");
  await c.keyboard.press("F8");
  await c.keyboard.insertText("21");
  await c.keyboard.press("Enter");
  await expect(c.getByRole("dialog").getByText("At most 20 percent: ¥3.98.")).toBeVisible();
  await accessible(c);
  expect(await c.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

// Journey J12, steps 6 and 9, with the keyboard alone.
test("a sale is split, five are made without a network, and the count is the ledger's", async ({ person, world }) => {
  test.setTimeout(120_000);
  const { p, goods, field, scan, total } = await atTill(person, world, "Front");
  const ann = (await person("Li")).page;
  await Buyer.of(world, ann.context());
  const dialog = p.getByRole("dialog");

  await scan(soap);
  await scan(`2*${towel}`);
  const list = p.getByRole("list", { name: "Items of this sale" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(total).toContainText("¥46.30");
  await scan("no such thing");
  await expect(p.getByText("Nothing here is called “no such thing”.")).toBeVisible();
  await p.keyboard.press("F8");
  await p.keyboard.insertText("10");
  await p.keyboard.press("Enter");
  await expect(total).toContainText("¥41.67");
  await accessible(p);

  // Twenty in cash, then a code that is of nobody, then ann's.
  await p.keyboard.press("F2");
  await expect(dialog.getByLabel("Cash that is given")).toBeFocused();
  await accessible(p);
  await p.keyboard.insertText("20");
  await p.keyboard.press("Enter");
  await expect(total).toContainText("¥21.67");
  expect((await goods.item("Soap")).left).toBe(4);
  await p.keyboard.press("F4");
  await expect(dialog.getByLabel("The buyer’s payment code")).toBeFocused();
  await scan("280000000000000000");
  await expect(dialog.getByRole("alert")).toContainText(/code is not valid/);
  await p.keyboard.press("Escape");
  await expect(total).toContainText("¥21.67");
  await p.reload(); // nothing is lost
  await expect(total).toContainText("¥21.67");
  await expect(field).toBeFocused();
  await scan(await codeOf(ann, world));
  await expect(p.getByText("Sold", { exact: true }).first()).toBeVisible();
  await expect(ann.getByRole("status").getByText("Paid")).toBeVisible();
  const receipt = p.getByRole("region", { name: "Receipt" });
  await expect(receipt).toContainText("¥41.67");
  await expect(receipt).toContainText("-¥4.63");
  await accessible(p);
  await p.emulateMedia({ media: "print" });
  await expect(receipt).toBeVisible();
  await expect(field).toBeHidden();
  await p.emulateMedia({ media: "screen" });

  // The cable is out, and somebody closes the page: it opens again.
  await expect
    .poll(() =>
      p.evaluate(async () => {
        const own = `${location.origin}/console/assets/`;
        const used = performance.getEntriesByType("resource").filter((r) => r.name.startsWith(own));
        const hits = await Promise.all(used.map((r) => caches.match(r.name)));
        return navigator.serviceWorker.controller !== null && used.length > 0 && hits.every(Boolean);
      }),
    )
    .toBe(true);
  await p.context().setOffline(true);
  await p.reload();
  await expect(p.getByText(/^No network\./)).toBeVisible();
  await expect(field).toBeFocused(); // the price list is there
  // Six soaps wanted, four are there; the till sells what lies on its table.
  for (let i = 1; i <= 5; i++) {
    await scan(i === 1 ? `2*${soap}` : soap);
    await p.keyboard.press("F2");
    await p.keyboard.insertText("20");
    await p.keyboard.press("Enter");
    await expect(p.getByText(/^Sold without a network/)).toBeVisible();
    await expect(total).toContainText(i === 1 ? "¥7.00" : "¥13.50");
    await expect(p.getByText(i === 1 ? "1 sale waits to be sent" : `${i} sales wait to be sent`)).toBeVisible();
  }
  await expect(p.getByRole("button", { name: "Cash up" })).toBeDisabled();
  // Half an hour later the session is over too. What was sold waits for the next one.
  await world.later("30m");
  await p.context().setOffline(false);
  await expect(p.getByLabel("Phone number")).toBeVisible({ timeout: 20_000 }); // it asks every 15 seconds
  await p.getByLabel("Phone number").fill("13800000003");
  await p.getByRole("button", { name: "Get a sign-in code" }).click();
  const six = p.getByLabel("Six-digit code");
  await expect(six).toBeVisible();
  await six.fill(await world.code("13800000003"));
  await expect(p.getByText(/to be sent$/)).toHaveCount(0, { timeout: 20_000 });
  const sales = p.getByRole("table", { name: "Sales of this store" });
  await expect(sales.getByRole("row", { name: /without a network.*¥(13\.00|6\.50)/ })).toHaveCount(5);
  await expect(sales.getByRole("row", { name: /1 more than there were/ })).toHaveCount(2);
  expect((await goods.item("Soap")).left).toBe(0);
  const odd = p.getByRole("list", { name: "To look at" });
  await expect(odd.getByRole("listitem")).toHaveCount(2);
  await accessible(p);
  for (let n = 2; n > 0; n--) await odd.getByRole("button").first().click();
  await expect(odd).toHaveCount(0);

  // 100.00 to begin with, 20.00 of the first sale, 13.00 and four times 6.50.
  await p.getByRole("button", { name: "Cash up" }).click();
  await dialog.getByLabel("Counted").fill("159");
  await p.keyboard.press("Enter");
  await expect(dialog.getByText("The drawer is right")).toBeVisible();
  await expect(dialog).toContainText("¥159.00");
  await accessible(p);
  await p.keyboard.press("Escape");
  await expect(p.getByRole("heading", { name: "This till is closed" })).toBeVisible();
  expect(await world.livewell("verify", "--data", `${world.dir}/data`)).toMatch(/register/);
});
