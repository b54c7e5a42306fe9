import type { Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";
import { words } from "../../web/apps/console/src/words/en.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test } from "./world.ts";

const keys = (o: object, above = ""): string[] =>
  Object.entries(o).flatMap(([k, v]) =>
    typeof v === "string" ? [above + k.replace(/_(one|other)$/, "")] : keys(v as object, `${above}${k}.`),
  );
const known = new Set(keys(words).filter((k) => k.includes(".")));

async function check(page: Page, name: string) {
  const where = `${name} of ${page.url()}`;
  await expect(page.locator(".lw-skeleton")).toHaveCount(0);
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined))));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  const found = violations.map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
  expect.soft(found, where).toEqual([]);
  const text = await page.locator("body").innerText();
  expect.soft(text.match(/\b[a-z]\w*(\.\w+)+\b/g)?.filter((w) => known.has(w)) ?? [], where).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, where).toBeLessThanOrEqual(0);
}

const looks = [
  { theme: "light", language: "en", options: desk },
  { theme: "dark", language: "zh", options: desk },
  { theme: "dark", language: "en", options: desk },
  { theme: "light", language: "zh", options: {} },
];

const merchant = [
  "/overview",
  "/trades",
  "/trades/nothing",
  "/settlements",
  "/card",
  "/staff",
  "/authorizations",
  "/act",
];
const operator = ["/people", "/merchants", "/rules", "/rules/new", "/decisions", "/fees", "/proposals", "/audit"];
const open = ["/signin", "/docs", "/docs/alipay.trade.pay", "/docs/nothing", "/sandbox", "/nowhere"];

for (const { theme, language, options } of looks) {
  const name = `${language}, ${theme}, ${options === desk ? "desk" : "phone"}`;
  test(`every page of the console is accessible: ${name}`, async ({ person, world }) => {
    test.setTimeout(240_000);
    const somebody = async (phone?: string) => {
      const p = (await person("Somebody", options)).page;
      await p.addInitScript((l) => localStorage.setItem("livewell.look", JSON.stringify(l)), { theme, language });
      if (phone) await signIn(world, p, phone);
      return p;
    };
    const visit = async (p: Page, path: string) => {
      await p.goto(`${world.url}/console${path}`);
      await expect(p.locator("h1")).toBeVisible();
      await p.waitForLoadState("load");
      await check(p, name);
    };
    const dialog = async (p: Page, button: ReturnType<Page["locator"]>) => {
      await button.click();
      await expect(p.getByRole("dialog")).toBeVisible();
      await check(p, name);
      await p.keyboard.press("Escape");
    };
    const stranger = await somebody();
    for (const path of open) await visit(stranger, path);

    const owner = await somebody(demo.noodles);
    for (const path of merchant) await visit(owner, path);
    await visit(owner, "/trades");
    await owner.locator("tbody th a").first().click();
    await expect(owner.locator("dl.co-facts")).toBeVisible();
    await check(owner, name);
    await dialog(owner, owner.locator(".co-title .lw-button"));

    const dev = await somebody(demo.developer);
    const headers = { Origin: world.url };
    const made = await dev.context().request.post(`${world.url}/console/api/apps`, {
      headers,
      data: { name: `Test ${name}`, kind: "isv", products: ["trade"], redirects: ["https://a.example/back"] },
    });
    const app = (await made.json()) as { id: string };
    const pages = ["", "/keys", "/notifications", "/notifications/nothing", "/requests", "/requests/nothing"];
    for (const path of ["/apps", "/apps/new", ...pages.map((x) => `/apps/${app.id}${x}`)]) await visit(dev, path);
    await visit(dev, `/apps/${app.id}/keys`);
    await dialog(dev, dev.locator(".co-panelhead .lw-button").first());
    const back = encodeURIComponent("https://a.example/back");
    await visit(dev, `/authorize?app_id=${app.id}&redirect_uri=${back}&state=1`);

    const olga = await somebody(demo.olga);
    for (const path of operator) await visit(olga, path);
    await visit(olga, "/merchants");
    await dialog(olga, olga.locator("tbody .lw-button").first());
    await visit(olga, "/fees");
    await dialog(olga, olga.locator(".co-title .lw-button.primary"));
  });
}
