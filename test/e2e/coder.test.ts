import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { expect, test } from "./world.ts";

// The wasm of the reader lies in its package; nothing is fetched.
const wasm = await readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

// Journey J2, steps 1 to 5 and 8.
test("a breakfast cart is open in a minute, is paid by a scan and hears it", async ({ person, shop, world }, info) => {
  const cart = await (await person("Wang Wu")).signUp();
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "40.00");
  const c = cart.page;

  // From "Collect money" to a code that can be printed.
  const started = Date.now();
  await c.getByRole("link", { name: "Collect money" }).click();
  await c.getByLabel("Name of your shop").fill("Wang's pancakes");
  await c.getByRole("button", { name: "Make the code" }).click();
  const code = c.getByRole("img", { name: "QR code to pay Wang's pancakes" });
  await expect(code).toBeVisible();
  await expect(c.getByRole("button", { name: "Print" })).toBeVisible();
  expect(Date.now() - started).toBeLessThan(60_000);

  // The print can be read by a library that did not draw it; so can the poster files.
  const picture = info.outputPath("code.png");
  await code.screenshot({ path: picture });
  const read = async (file: Buffer) => (await readBarcodes(new Uint8Array(file), { formats: ["QRCode"] }))[0]?.text;
  const content = await read(await readFile(picture));
  expect(content).toMatch(new RegExp(`^${world.url}/q/`));
  const pdf = await c.request.get(world.url + (await c.getByRole("link", { name: "PDF" }).getAttribute("href")));
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
  const svg = await c.request.get(world.url + (await c.getByRole("link", { name: "SVG" }).getAttribute("href")));
  expect((await svg.text()).includes("<title>Wang's pancakes</title>")).toBe(true);

  // The cart listens; a customer scans the picture, types 12 and pays.
  await c.getByRole("link", { name: "Hear payments" }).click();
  await expect(c.getByText("Ready. Payments appear here as they come.")).toBeVisible();
  await c.getByRole("button", { name: "Turn the sound on" }).click();
  const a = ann.page;
  await a.getByRole("link", { name: "Scan" }).click();
  await a.locator("input[type=file]").setInputFiles(picture);
  await expect(a.getByText("Wang's pancakes")).toBeVisible();
  await a.getByRole("textbox", { name: "Amount" }).fill("12");
  await a.getByRole("button", { name: "Pay ¥12.00" }).click();
  await ann.enterPin();
  await expect(a.getByRole("status").getByText("Paid")).toBeVisible();
  await expect(c.getByRole("status").getByText("¥12.00")).toBeVisible();

  // The line breaks; what came meanwhile is told once when it is back.
  await cart.page.context().setOffline(true);
  await ann.go(new URL(content ?? "").pathname);
  await a.getByRole("textbox", { name: "Amount" }).fill("3.5");
  await a.getByRole("button", { name: "Pay ¥3.50" }).click();
  await ann.enterPin();
  await expect(a.getByRole("status").getByText("Paid")).toBeVisible();
  await cart.page.context().setOffline(false);
  await expect(c.getByRole("status").getByText("¥3.50")).toBeVisible({ timeout: 20_000 });
  await expect(c.getByText("¥3.50")).toHaveCount(1);

  // A code for one price.
  await c.getByRole("button", { name: "Back" }).click();
  await c.goto(c.url().replace(/\/(codes|live).*/, ""));
  await expect(c.getByText("¥15.50").first()).toBeVisible();
  await c.getByRole("button", { name: "Add a code" }).click();
  await c.getByLabel("What it is for").fill("Egg pancake");
  await c.getByRole("textbox", { name: "Fixed amount" }).fill("6");
  await c.getByRole("button", { name: "Make the code" }).click();
  await c.getByRole("link", { name: /Egg pancake/ }).click();
  await expect(c.getByText("¥6.00")).toBeVisible();
  const fixed = info.outputPath("fixed.png");
  await c.getByRole("img", { name: /QR code to pay/ }).screenshot({ path: fixed });
  await ann.go("/scan");
  await a.locator("input[type=file]").setInputFiles(fixed);
  await a.getByRole("button", { name: "Pay ¥6.00" }).click();
  await ann.enterPin();
  await expect(a.getByRole("status").getByText("Paid")).toBeVisible();

  // The day, and its statement.
  await c.goto(c.url().replace(/\/codes.*/, "/days"));
  await expect(c.getByText("3 payments")).toBeVisible();
  await expect(c.getByText("¥21.50").first()).toBeVisible();
  const [file] = await Promise.all([
    c.waitForEvent("download"),
    c.getByRole("link", { name: "Download the statement" }).click(),
  ]);
  const csv = await readFile(await file.path(), "utf8");
  expect(csv.match(/payment/g)).toHaveLength(3);
  expect(csv).toContain("12.00");
});

test("staff hear payments too, and stop when they leave", async ({ person }) => {
  const boss = await (await person("Wang Wu")).signUp();
  const girl = await (await person("Li Si")).signUp();
  const b = boss.page;
  await boss.go("/collect");
  await b.getByLabel("Name of your shop").fill("Stall");
  await b.getByRole("button", { name: "Make the code" }).click();
  await expect(b.getByText("Scan to pay")).toBeVisible();
  await b.goto(b.url().replace(/\/codes.*/, "/staff"));
  await b.getByLabel("Phone number").fill(girl.phone);
  await b.getByRole("button", { name: "Add" }).click();
  await expect(b.getByText("Li Si")).toBeVisible();

  await girl.go("/collect");
  await girl.page.getByRole("link", { name: /Stall/ }).click();
  await girl.page.getByRole("link", { name: "Hear payments" }).click();
  await expect(girl.page.getByText("Ready. Payments appear here as they come.")).toBeVisible();

  await b.getByRole("button", { name: "Remove Li Si" }).click();
  await b.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(b.getByText("Li Si")).toHaveCount(0);
  await girl.go("/collect");
  await expect(girl.page.getByText("Your shop is one code")).toBeVisible();
});
