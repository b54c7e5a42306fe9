import type { Page } from "@playwright/test";
import { clean } from "./clean.ts";
import { consumerPages } from "./pages.ts";
import { expect, test } from "./world.ts";

// The first words of all keys: one of them with a dot after it is a missing word.
const rawKey =
  /\b(common|tabs|signin|welcome|profile|pin|home|paycode|receive|transfer|cashier|freeze|agreement|bill|messages|me|settings|security|passkeys|devices|consents|authorize|scan|coder|city|vertical|apps|blocks|daypart|feed|beta)\.[a-z][A-Za-z_]+\b/;

async function check(page: Page, name: string) {
  await clean(page, name);
  expect.soft(await page.locator("body").innerText(), `${name} of ${page.url()}`).not.toMatch(rawKey);
}

// The longest tests of all: both workers share them.
test.describe.configure({ mode: "parallel" });

const looks = [
  { theme: "light", language: "en", textSize: "larger" }, // the longer words in the largest letters
  { theme: "dark", language: "zh", textSize: "normal" },
];

for (const look of looks) {
  const name = `${look.language}, ${look.theme}, ${look.textSize}`;
  test(`every page is accessible: ${name}`, async ({ person, shop, world }) => {
    test.setTimeout(480_000);
    const ann = await (await person("Ann Example")).signUp();
    const p = ann.page;
    await p.request.patch(`${world.url}/api/profile`, { data: look });
    const pages = await consumerPages(ann, shop, world, look.theme + look.language);
    await p.evaluate((l) => localStorage.setItem("livewell.look", JSON.stringify(l)), look);
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
    await ann.go(`/open?text=${encodeURIComponent(await shop.dynamicQr("3.00", "Soup"))}`);
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
    await expect(p.locator("h1")).toBeVisible();
    await check(p, name);
  });
}
