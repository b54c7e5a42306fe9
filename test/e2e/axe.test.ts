import type { Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";
import { expect, test } from "./world.ts";

// The first words of all keys: one of them with a dot after it is a missing word.
const rawKey =
  /\b(common|tabs|signin|welcome|profile|pin|home|paycode|receive|transfer|cashier|freeze|agreement|bill|messages|me|settings|security|passkeys|devices|consents|authorize|scan|coder)\.[a-z][A-Za-z_]+\b/;

async function check(page: Page, name: string) {
  await expect(page.locator(".lw-skeleton")).toHaveCount(0);
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined))));
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  expect(passes.length).toBeGreaterThan(5); // it has looked at something
  const found = violations.map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
  expect.soft(found, `${name} of ${page.url()}`).toEqual([]);
  expect.soft(await page.locator("body").innerText(), `${name} of ${page.url()}`).not.toMatch(rawKey);
  // Nothing is wider than the phone.
  expect
    .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} of ${page.url()}`)
    .toBeLessThanOrEqual(0);
}

const looks = [
  { theme: "light", language: "en", textSize: "normal" },
  { theme: "dark", language: "zh", textSize: "normal" },
  { theme: "light", language: "zh", textSize: "larger" },
  { theme: "dark", language: "en", textSize: "large" },
];

for (const look of looks) {
  const name = `${look.language}, ${look.theme}, ${look.textSize}`;
  test(`every page is accessible: ${name}`, async ({ person, shop, world }) => {
    test.setTimeout(240_000);
    const ann = await (await person("Ann Example")).signUp();
    const p = ann.page;
    await shop.give(ann.phone, "5.00");
    const send = (method: string, path: string, data: object) =>
      p.request.fetch(world.url + path, {
        method,
        data,
        headers: { "Idempotency-Key": `${look.theme}${look.language}` },
      });
    await send("PATCH", "/api/profile", look);
    const { shop: cart, code } = (await (await send("POST", "/api/coder", { name: "Breakfast cart" })).json()) as {
      shop: { id: string };
      code: { id: string; content: string };
    };
    await p.evaluate((l) => localStorage.setItem("livewell.look", JSON.stringify(l)), look);
    const open = (text: string) => `/open?text=${encodeURIComponent(text)}`;
    const pages = [
      ...["/", "/bills", "/messages", "/me", "/scan", "/paycode", "/receive", "/transfer", "/collect", "/nowhere"],
      ...[
        "/me/profile",
        "/me/security",
        "/me/pin",
        "/me/devices",
        "/me/consents",
        "/me/agreements",
        "/me/settings",
        "/messages/preferences",
        "/me/cards",
        "/cards/topup",
        "/cards/withdraw",
      ],
      ...["", "/live", "/days", "/staff", `/codes/${code.id}`].map((x) => `/collect/${cart.id}${x}`),
      open("no code of ours"),
      open(code.content),
      open(await shop.dynamicQr("3.00", "Soup")),
      "/trades/nothing",
      "/welcome",
    ];
    for (const path of pages) {
      await ann.go(path);
      await expect(p.locator("h1")).toBeVisible();
      await p.waitForLoadState("load");
      await check(p, name);
    }
    await ann.go("/bills");
    await p.locator("a.lw-row").first().click();
    await expect(p.locator("dl.lw-pairs")).toBeVisible();
    await check(p, name);
    // A confirmation, with its keypad.
    await ann.go(open(await shop.dynamicQr("3.00", "Soup")));
    await p.locator("main .lw-button.primary").click();
    await expect(p.getByRole("dialog")).toBeVisible();
    await check(p, name);
    // A question.
    await ann.go("/me");
    await p.locator(".lw-button.danger").click();
    await expect(p.getByRole("dialog")).toBeVisible();
    await check(p, name);
    await p.getByRole("dialog").locator(".lw-button.danger").click();
    await expect(p).toHaveURL(/signin/);
    await check(p, name);
  });
}
