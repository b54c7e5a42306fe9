import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { desk, signIn } from "./console.ts";
import { Buyer, Noodles } from "./store.ts";
import { expect, test, type Person, type World } from "./world.ts";

// The wasm of the reader lies in its package; nothing is fetched.
const wasm = await readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

async function atWork(person: (name: string, o?: object) => Promise<Person>, world: World) {
  const p = (await person("Chen", desk)).page;
  return { p, store: await Noodles.of(world, p.context()) };
}

const column = (p: Page, name: string) => p.getByRole("region", { name, exact: true });

// Journey J3, steps 5, 7 and 8.
test("a dish is sold out, an order is made, handed over by its code, and a piece paid back", async ({
  person,
  world,
}) => {
  const { p, store } = await atWork(person, world);
  const buyer = await Buyer.of(world, (await person("Li")).page.context());

  await p.goto(`${world.url}/console/stores`);
  await p.getByRole("link", { name: "Corner Noodles" }).click();
  await p.getByRole("link", { name: "Menu", exact: true }).click();
  const out = p.getByRole("switch", { name: "Sold out: Soy egg" });
  await out.click();
  await expect(out).toHaveAttribute("aria-checked", "true");
  await expect(p.getByText("Soy egg is sold out")).toBeVisible();
  await expect
    .poll(async () => (await buyer.menu(store.id)).find((d) => d.nameEn === "Soy egg")?.available, { timeout: 2000 })
    .toBe(false);
  await p.getByRole("searchbox", { name: "Find in the menu" }).fill("卤蛋");
  await expect(p.getByRole("switch")).toHaveCount(1);

  await p.getByRole("link", { name: "Orders", exact: true }).click();
  await expect(column(p, "New").getByText("No new orders")).toBeVisible();
  await p.getByRole("button", { name: "Turn the sound on" }).click();
  await expect(p.getByRole("button", { name: "Sound is on" })).toHaveAttribute("aria-pressed", "true");
  const kitchen = await p.context().newPage();
  await kitchen.goto(`${world.url}/console/kitchen/${store.id}`);
  await expect(kitchen.getByText("Nothing to make")).toBeVisible();

  const order = await buyer.order(store.id, [store.dish("Braised beef noodles"), store.dish("Iced soy milk")]);
  const card = (name: string) => column(p, name).getByRole("article", { name: `Order ${order.number}` });
  await expect(card("New")).toBeVisible({ timeout: 3000 });
  await expect(card("New")).toContainText("Regular · Mild");
  await expect(p.getByText(`New order ${order.number}`)).toBeVisible();
  await expect(kitchen.getByText("1 new order waits to be accepted")).toBeVisible();

  // With the keyboard: the focus goes with the card.
  await p.getByRole("button", { name: `Accept: order ${order.number}` }).press("Enter");
  await expect(card("Making")).toBeVisible();
  await expect(card("Making")).toBeFocused();
  await expect(kitchen.getByRole("heading", { name: `Order ${order.number}` })).toBeVisible({ timeout: 1000 });
  await kitchen.getByRole("button", { name: `Ready: order ${order.number}` }).click();
  await expect(kitchen.getByText("Nothing to make")).toBeVisible();
  await expect(card("Ready")).toBeVisible({ timeout: 1000 });

  await p.getByRole("button", { name: `Hand over: order ${order.number}` }).click();
  const dialog = p.getByRole("dialog");
  await dialog.getByLabel("Four digits").fill(order.code === "0000" ? "1111" : "0000");
  await dialog.getByRole("button", { name: "Hand over", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("not that of this order");
  await dialog.getByLabel("Four digits").fill(order.code);
  await dialog.getByRole("button", { name: "Hand over", exact: true }).click();
  await expect(p.getByText(`Order ${order.number} is handed over`)).toBeVisible();
  await expect(card("Ready")).toHaveCount(0);

  await p.getByRole("link", { name: "History" }).click();
  await p.getByRole("link", { name: order.number, exact: true }).click();
  await p.getByRole("button", { name: `Refund: order ${order.number}` }).click();
  await dialog.getByLabel("Pieces of Iced soy milk, up to 1").fill("1");
  await dialog.getByRole("button", { name: "Missing" }).click();
  await dialog.getByRole("button", { name: "Refund ¥5.00" }).click();
  await expect(p.getByText("¥5.00 refunded")).toBeVisible();
  await expect(p.getByRole("table", { name: "Refunds" }).getByRole("row", { name: /Missing/ })).toContainText("¥5.00");
  await expect(p.getByText("1 paid back")).toBeVisible();
  expect((await buyer.look(order.id)).refunded.amount).toBe("5.00");
});

test("what the server does not take is put back, and a broken line is told and mended", async ({ person, world }) => {
  const { p, store } = await atWork(person, world);
  const buyer = await Buyer.of(world, (await person("Li")).page.context());
  await p.goto(`${world.url}/console/stores/${store.id}/menu`);
  const out = p.getByRole("switch", { name: "Sold out: Smashed cucumber" });
  await p.route("**/soldout", (r) => r.abort());
  await out.click();
  await expect(p.getByText(/^Smashed cucumber stays as it was/)).toBeVisible();
  await expect(out).toHaveAttribute("aria-checked", "false");

  await p.getByRole("link", { name: "Orders", exact: true }).click();
  await expect(column(p, "New")).toBeVisible();
  await p.context().setOffline(true);
  await expect(p.getByText(/^The line is lost/)).toBeVisible();
  const order = await buyer.order(store.id, [store.dish("Clear beef noodles")]);
  await p.context().setOffline(false);
  await expect(p.getByRole("article", { name: `Order ${order.number}` })).toBeVisible({ timeout: 15_000 });
  await expect(p.getByText(/^The line is lost/)).toBeHidden();
});

test("a cashier sees the board and marks what is sold out, and changes nothing else", async ({ person, world }) => {
  const { p, store } = await atWork(person, world);
  const added = await p.request.post(`${world.url}/console/api/merchant/staff`, {
    data: { phone: "13800000005", role: "cashier" },
    headers: { Origin: world.url },
  });
  expect(added.ok()).toBe(true);
  const c = (await person("Sam", desk)).page;
  await signIn(world, c, "13800000005");
  await c.goto(`${world.url}/console/stores/${store.id}/menu`);
  const tabs = c.getByRole("navigation", { name: "Pages of this store" });
  await expect(tabs.getByRole("link")).toHaveText([
    ...["Orders", "Menu", "History", "Claims", "Vouchers", "Register", "Waiting line", "Bookings"],
  ]);
  await expect(c.getByRole("link", { name: "Add an item" })).toHaveCount(0);
  const out = c.getByRole("switch", { name: "Sold out: Noodles with bean sauce" });
  await out.click();
  await expect(c.getByText("Noodles with bean sauce is sold out")).toBeVisible();
  await c.getByRole("button", { name: "Pause" }).click();
  await c.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(c.getByText("The store takes no orders")).toBeVisible();
  await c.getByRole("button", { name: "Take orders again" }).click();
  await expect(c.getByText("The store takes orders again")).toBeVisible();
  await c.goto(`${world.url}/console/stores/${store.id}/settings`);
  await expect(c.getByText("Only owners and managers can change this.")).toBeVisible();
});

test("an order is rejected with a reason, and its money goes back", async ({ person, world }) => {
  const { p, store } = await atWork(person, world);
  const buyer = await Buyer.of(world, (await person("Li")).page.context());
  await p.goto(`${world.url}/console/stores/${store.id}`);
  await expect(column(p, "New")).toBeVisible();
  const order = await buyer.order(store.id, [store.dish("Clear beef noodles")], { mode: "dinein", table: "7" });
  await expect(p.getByRole("article", { name: `Order ${order.number}` })).toContainText("Table 7");
  await p.getByRole("button", { name: `Reject: order ${order.number}` }).click();
  const dialog = p.getByRole("dialog");
  await dialog.getByRole("button", { name: "Reject", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Please say why");
  await dialog.getByRole("button", { name: "Too busy right now" }).click();
  await dialog.getByRole("button", { name: "Reject", exact: true }).click();
  await expect(p.getByText(`Order ${order.number} is cancelled`)).toBeVisible();
  expect(await buyer.look(order.id)).toMatchObject({ status: "cancelled", reason: "Too busy right now" });
});

test("a store is opened, gets a section and a dish with variants, and a wrong code is told at its field", async ({
  person,
  world,
}) => {
  const { p } = await atWork(person, world);
  await p.goto(`${world.url}/console/stores/new`);
  await p.getByRole("button", { name: "Open a store" }).click();
  await expect(p.getByText("Give a name of 1 to 40 characters.")).toBeVisible();
  await expect(p.getByLabel("Name", { exact: true })).toBeFocused();
  await p.getByLabel("Name", { exact: true }).fill("东街面馆");
  await p.getByLabel("Name in English").fill("East Street Noodles");
  await p.getByLabel("Address").fill("东街 1 号");
  await p.getByLabel("Latitude").fill("39.94");
  await p.getByLabel("Longitude").fill("116.46");
  await p.getByRole("switch", { name: /Dine-in/ }).click();
  await p.getByRole("button", { name: "Open a store" }).click();
  await expect(p.getByRole("heading", { name: "Menu · East Street Noodles" })).toBeVisible();

  await p.getByRole("button", { name: "Sections" }).click();
  const dialog = p.getByRole("dialog");
  await dialog.getByLabel("Name of section 1", { exact: true }).fill("面");
  await dialog.getByRole("button", { name: "Add a section" }).click();
  await dialog.getByLabel("Name of section 2", { exact: true }).fill("饮料");
  await dialog.getByRole("button", { name: "Move up: section 2" }).press("Enter");
  await expect(dialog.getByLabel("Name of section 1", { exact: true })).toHaveValue("饮料");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(p.getByRole("main").getByRole("heading", { level: 2 })).toHaveText(["饮料", "面"]);

  const add = async (name: string, price: string) => {
    await p.getByRole("link", { name: "Add an item" }).click();
    await p.getByRole("textbox", { name: "Name", exact: true }).first().fill(name);
    await p.getByLabel("Your own code").fill("A-1");
    await p.getByLabel("Price").first().fill(price);
  };
  await add("豆浆", "5");
  await p.getByRole("button", { name: "Add a variant" }).click();
  await p.getByRole("button", { name: "Save" }).click();
  await expect(p.getByText("Give a price with at most two decimals.")).toBeVisible();
  const variant = (n: number) => p.getByRole("group", { name: `Variant ${n}` });
  for (const [n, name, price] of [
    [1, "小杯", "5"],
    [2, "大杯", "7.5"],
  ] as const) {
    await variant(n).getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await variant(n).getByLabel("Price").fill(price);
  }
  await variant(2).getByLabel("Stock left").fill("12");
  await p.getByRole("button", { name: "Save" }).click();
  await expect(p.getByText("The item is saved")).toBeVisible();
  await expect(p.getByText("from ¥5.00")).toBeVisible();
  await expect(p.getByText("12 left")).toBeVisible();

  await add("茶", "3");
  await p.getByRole("button", { name: "Save" }).click();
  const code = p.getByLabel("Your own code");
  await expect(code).toBeFocused();
  await expect(code).toHaveAccessibleDescription("Another item of the store has this code.");
});

test("an area is drawn with the keyboard, and the codes of the tables can be read", async ({ person, world }, info) => {
  const { p, store } = await atWork(person, world);
  await p.goto(`${world.url}/console/stores/${store.id}/areas`);
  const corner = p.getByRole("button", { name: /^Corner 1: / });
  const before = await corner.getAttribute("aria-label");
  await corner.focus();
  for (let i = 0; i < 4; i++) await p.keyboard.press("Shift+ArrowRight");
  const after = await corner.getAttribute("aria-label");
  expect(after).not.toBe(before);
  await p.keyboard.press("Enter");
  await expect(p.getByRole("button", { name: /^Corner 2: / })).toBeFocused();
  await p.keyboard.press("Delete");
  await p.getByRole("button", { name: "Save" }).click();
  await expect(p.getByText("The areas are saved")).toBeVisible();
  await p.reload();
  await expect(corner).toHaveAttribute("aria-label", after ?? "");

  // A park in it, where nobody delivers to: its corners are moved like those of the border.
  await p.getByRole("button", { name: "Cut a hole" }).click();
  await expect(p.getByRole("radio", { name: "Hole 1" })).toBeChecked();
  await corner.focus();
  await p.keyboard.press("ArrowUp");
  await p.getByRole("button", { name: "Save" }).click();
  await expect(p.getByText("The areas are saved")).toBeVisible();
  await p.reload();
  await expect(p.getByText("1 hole", { exact: true })).toBeVisible();
  await p.getByRole("radio", { name: "Hole 1" }).check({ force: true });
  await p.getByRole("button", { name: "Fill hole 1" }).click();
  await expect(corner).toHaveAttribute("aria-label", after ?? "");
  const far = await corner.boundingBox();
  if (!far) throw new Error("no corner");
  await p.mouse.move(far.x + far.width / 2, far.y + far.height / 2);
  await p.mouse.down();
  await p.mouse.move(far.x + far.width / 2 - 60, far.y + far.height / 2 + 20, { steps: 4 });
  await p.mouse.up();
  await expect(corner).not.toHaveAttribute("aria-label", after ?? "");
  await expect(p.getByText("There are changes that are not saved")).toBeVisible();

  await p.getByRole("link", { name: "Table codes" }).click();
  await p.getByLabel("First table").fill("7");
  await p.getByLabel("How many tables").fill("2");
  await expect(p.getByRole("img")).toHaveCount(2);
  const picture = info.outputPath("table.png");
  await p.getByRole("img", { name: "QR code of table 8" }).screenshot({ path: picture });
  const [read] = await readBarcodes(new Uint8Array(await readFile(picture)), { formats: ["QRCode"] });
  expect(read?.text).toBe(`${world.url}/stores/${store.id}?table=8`);
});

test("a second store has the menu of the first, and a price of its own", async ({ person, world }) => {
  const { p, store } = await atWork(person, world);
  const made = await p.request.post(`${world.url}/console/api/stores`, {
    headers: { Origin: world.url, "Idempotency-Key": "second" },
    data: {
      ...{
        name: "巷口面馆二店",
        nameEn: "Corner Noodles Two",
        category: "noodles",
        city: "110000",
        address: "二街 2 号",
      },
      ...{
        at: { lat: 39.93, lng: 116.46 },
        modes: ["pickup"],
        hours: { week: Array(7).fill([{ from: 0, to: 1440 }]) },
      },
      terms: { autoAccept: false, within: 5, making: 15, packing: { amount: "0.00", currency: "CNY" } },
    },
  });
  expect(made.ok(), await made.text()).toBe(true);
  const second = ((await made.json()) as { id: string }).id;
  await p.goto(`${world.url}/console/stores/${second}/settings`);
  await p.getByLabel("The menu is").selectOption({ label: "Corner Noodles" });
  await p.getByRole("button", { name: "Have its menu" }).click();
  await expect(p.getByText("The menu comes within a minute.")).toBeVisible();
  await expect
    .poll(async () => {
      const r = await p.request.get(`${world.url}/api/stores/${second}`);
      return ((await r.json()) as { items: object[] }).items.length;
    })
    .toBe(store.dishes.length);

  await p.getByRole("link", { name: "Menu", exact: true }).click();
  await p.getByRole("link", { name: "Soy egg" }).click();
  await expect(p.getByText("This item comes from the chain.")).toBeVisible();
  await expect(p.getByRole("textbox", { name: "Name", exact: true }).first()).toBeDisabled();
  await p.getByLabel("Price").first().fill("3.50");
  await p.getByRole("button", { name: "Save" }).click();
  const egg = p.getByRole("listitem").filter({ hasText: "Soy egg" });
  await expect(egg).toContainText("Chain, own price");
  await expect(egg).toContainText("¥3.50");
  await p.getByRole("link", { name: "Soy egg" }).click();
  await p.getByRole("button", { name: "Take the chain's price" }).click();
  await expect(p.getByText("It costs what it costs in the chain.")).toBeVisible();
});
