import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { demo, desk, signIn } from "./console.ts";
import { expect, test, type Person, type World } from "./world.ts";

// The wasm of the reader lies in its package; nothing is fetched.
const wasm = await readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

// A Tuesday morning, in Beijing.
test.use({
  clock: "2020-03-10T07:30:00+08:00",
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

/** A picture of the page, as a camera would have taken it. */
const aPhoto = async (p: Page) => ({ name: "photo.png", mimeType: "image/png", buffer: await p.screenshot() });

async function addDish(p: Page, name: string, price: string) {
  await p.getByRole("link", { name: "Add an item" }).click();
  await p.getByRole("textbox", { name: "Name", exact: true }).first().fill(name);
  await p.getByLabel("Price").first().fill(price);
  await p.getByRole("button", { name: "Save" }).click();
  await expect(p.getByRole("main").getByText(name)).toBeVisible();
}

// Journey J2, steps 9 to 12.
test("a cart that is one code becomes a store with the same code, and is found by those who are hungry", async ({
  person,
  shop,
  world,
}, info) => {
  test.setTimeout(120_000);
  const cart = await (await person("Wang Wu")).signUp();
  const c = cart.page;
  await cart.go("/collect");
  await c.getByLabel("Name of your shop").fill("Wang's pancakes");
  await c.getByRole("button", { name: "Make the code" }).click();
  const code = c.getByRole("img", { name: "QR code to pay Wang's pancakes" });
  await expect(code).toBeVisible();
  const printed = info.outputPath("code.png");
  await code.screenshot({ path: printed });
  const [before] = await readBarcodes(new Uint8Array(await readFile(printed)), { formats: ["QRCode"] });

  const shopPage = c.url().replace(/\/codes.*/, "");
  await c.goto(shopPage);
  await expect(c.getByText("18 of 100")).toBeVisible();
  const tip = c.getByRole("link", { name: "add opening hours" });
  await expect(tip).toHaveAttribute("href", "/console/stores/new");

  // The same phone, the console: it asks who it is, for it opens more doors.
  await world.later("2m");
  await tip.click();
  await cart.signIn();
  await c.getByLabel("Name", { exact: true }).fill("王记煎饼");
  await c.getByLabel("Name in English").fill("Wang's Pancakes");
  await c.getByLabel("Kind").selectOption("breakfast");
  await c.getByLabel("Address").fill("工体北路 1 号");
  await c.getByLabel("Latitude").fill("39.931");
  await c.getByLabel("Longitude").fill("116.456");
  await c.getByRole("switch", { name: /Takeaway/ }).click();
  await c.getByRole("button", { name: "Open a store" }).click();
  await expect(c.getByRole("heading", { name: "Menu · Wang's Pancakes" })).toBeVisible();
  for (const [name, price] of [
    ["煎饼果子", "8"],
    ["豆浆", "3"],
    ["茶叶蛋", "2.5"],
  ] as const)
    await addDish(c, name, price);
  await c.getByRole("link", { name: "Settings", exact: true }).click();
  await c.locator("input[type=file]").setInputFiles(await aPhoto(c));
  await expect(c.locator(".st-thumb.large")).toHaveAttribute("src", /^\/pictures\//);
  await c.getByRole("button", { name: "Save", exact: true }).click();
  await expect(c.getByText("Saved", { exact: true })).toBeVisible();
  await c.goto(shopPage);
  await expect(c.getByText("62 of 100")).toBeVisible(); // 18, hours 12, a picture 8, dishes 12, orders ahead 12

  // The code on the cart is the one that was printed, and leads to the store now.
  await c.goto(`${shopPage}`);
  const ann = await (await person("Ann Example")).signUp();
  const a = ann.page;
  await a.getByRole("link", { name: "Scan" }).click();
  await a.locator("input[type=file]").setInputFiles(printed);
  await a.getByRole("link", { name: "See what they sell" }).click();
  await expect(a.getByRole("heading", { name: "Wang's Pancakes" })).toBeVisible();
  await expect(a.getByText("煎饼果子")).toBeVisible();
  await c.getByRole("link", { name: /Main code/ }).click();
  await expect(code).toBeVisible();
  const again = info.outputPath("again.png");
  await code.screenshot({ path: again });
  const [after] = await readBarcodes(new Uint8Array(await readFile(again)), { formats: ["QRCode"] });
  expect(after?.text).toBe(before?.text);

  // Found by what it is and how it sells, whatever the list shows otherwise.
  await ann.go("/stores?mode=takeaway");
  await a.getByRole("searchbox", { name: "Find a store" }).fill("早餐 自提");
  await expect(a.getByRole("link", { name: /Wang's Pancakes/ })).toBeVisible();
  await a.getByRole("searchbox", { name: "Find a store" }).fill("早餐 堂食");
  await expect(a.getByRole("link", { name: /Wang's Pancakes/ })).toBeHidden();

  // Payments cost a fee from now on, but not those of a new cart: the page says why, and the cart was told.
  await aFee(world, person);
  await c.goto(shopPage);
  await c.getByRole("link", { name: "No fees until Jun 8, 2020: New carts" }).click();
  const waiver = c.getByRole("region", { name: "New carts" });
  await expect(waiver.getByText("No fee on payments for 90 days, up to ¥300.00 of fees")).toBeVisible();
  await expect(waiver.getByText("You qualify because")).toBeVisible();
  await expect(waiver.getByText("your shop is 0 days old, and this is for up to 30")).toBeVisible();
  await expect(waiver.getByText("¥0.00 of ¥300.00 used")).toBeVisible();
  await shop.give(ann.phone, "40.00");
  await ann.go(new URL(before?.text ?? "").pathname);
  await a.getByRole("textbox", { name: "Amount" }).fill("12");
  await a.getByRole("button", { name: "Pay ¥12.00" }).click();
  await ann.enterPin();
  await expect(a.getByRole("status").getByText("Paid")).toBeVisible();
  await c.reload();
  await expect(waiver.getByText("¥0.12 of ¥300.00 used")).toBeVisible();
  const days = await c.request.get(`${shopPage.replace("/collect/", "/api/coder/")}/days?month=2020-03`);
  const { items } = (await days.json()) as { items: { paid: object; fees: object }[] };
  const yuan = (amount: string) => ({ amount, currency: "CNY" });
  expect(items[0]).toMatchObject({ paid: yuan("12.00"), fees: yuan("0.00") });
  await cart.go("/messages");
  await expect(c.getByText(/No fees until 2020-06-08/).first()).toBeVisible();

  // A lesson is ticked, in the console too it is done; what is not given says why not.
  await c.goto(`${world.url}/console/support`);
  await c.getByRole("button", { name: "I have done it" }).click();
  await expect(c.getByRole("button", { name: "I have done it" })).toBeHidden();
  await expect(c.getByText("this is for businesses that did not begin as one code")).toBeVisible();
  await c.goto(`${world.url}/console/trades`);
  await c.getByRole("main").getByRole("link", { name: "Wang's pancakes" }).click();
  await expect(c.getByText("Fee not taken")).toBeVisible();
  await expect(c.getByText("¥0.12")).toBeVisible();
  await c.goto(`${world.url}/console/overview`);
  await expect(c.getByText("No fees until Jun 8, 2020: New carts")).toBeVisible();
});

/** One operator proposes a fee of 1 % for all, the other one agrees. */
async function aFee(world: World, person: (name: string, look?: typeof desk) => Promise<Person>) {
  const act = async (phone: string, path: string, data: object) => {
    const p = (await person("Operator", desk)).page;
    await signIn(world, p, phone);
    const url = `${world.url}/console/api/proposals${path}`;
    const answer = await p.request.post(url, { data, headers: { Origin: world.url, "Idempotency-Key": "a-fee" } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { id: string };
  };
  const body = { merchant: "", method: "", ppm: 10_000, from: world.now().toISOString() };
  const { id } = await act(demo.olga, "", { kind: "fee", reason: "For a test", body });
  await act(demo.omar, `/${id}/decide`, { approve: true });
}

// Journey J3, step 1, and what the operator makes of it.
test("a restaurant begins at the console, shows its licence and may take more", async ({ person, world }) => {
  const chef = await person("Chef Zhao", desk);
  const p = chef.page;
  await p.goto(`${world.url}/console/`);
  await chef.signIn();
  await p.getByLabel("Name of the business").fill("赵家饭馆");
  await p.getByRole("button", { name: "Begin" }).click();
  await expect(p.getByRole("heading", { name: "Open a store" })).toBeVisible();

  await p.getByRole("link", { name: "Licence", exact: true }).click();
  await expect(p.getByText("¥20,000.00")).toBeVisible();
  await p.locator("input[type=file]").setInputFiles(await aPhoto(p));
  await expect(p.getByRole("img", { name: "The photo that you chose" })).toBeVisible();
  await p.getByLabel("Number").fill("91350100M000100Y43");
  await p.getByLabel("Name on the licence").fill("北京赵家饭馆有限公司");
  await p.getByRole("button", { name: "Send it" }).click();
  await expect(p.getByText("You hear from us within 24 hours. Sell on in the meantime.")).toBeVisible();

  const o = (await person("Olga", desk)).page;
  await signIn(world, o, demo.olga);
  await o.goto(`${world.url}/console/licences`);
  await o.getByRole("button", { name: "赵家饭馆" }).click();
  const dialog = o.getByRole("dialog");
  await expect(dialog.getByRole("img", { name: "Licence of 赵家饭馆" })).toBeVisible();
  await dialog.getByRole("button", { name: "Do not approve" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Say why it is not approved.");
  await dialog.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(o.getByText("赵家饭馆 is approved")).toBeVisible();
  await expect(o.getByText("Nothing waits")).toBeVisible();

  await p.reload();
  await expect(p.getByRole("heading", { name: "Licensed" })).toBeVisible();
  await expect(p.getByText("¥1,000,000.00")).toBeVisible();
});
