import type { Page } from "@playwright/test";
import { words } from "../../web/apps/console/src/words/en.ts";
import { clean } from "./clean.ts";
import { aLayout, demo, desk, signIn } from "./console.ts";
import { consolePages } from "./pages.ts";
import { Buyer, Noodles } from "./store.ts";
import { expect, test } from "./world.ts";

const keys = (o: object, above = ""): string[] =>
  Object.entries(o).flatMap(([k, v]) =>
    typeof v === "string" ? [above + k.replace(/_(one|other)$/, "")] : keys(v as object, `${above}${k}.`),
  );
const known = new Set(keys(words).filter((k) => k.includes(".")));

async function check(page: Page, name: string) {
  await clean(page, name);
  const text = await page.locator("body").innerText();
  const raw = text.match(/\b[a-z]\w*(\.\w+)+\b/g)?.filter((w) => known.has(w)) ?? [];
  expect.soft(raw, `${name} of ${page.url()}`).toEqual([]);
}

// A server of its own: what is ordered here stays on the board.
test.use({ clock: new Date().toISOString() });

// The longest tests of all: both workers share them.
test.describe.configure({ mode: "parallel" });

const looks = [
  { theme: "light", language: "zh", options: desk },
  { theme: "dark", language: "en", options: {} }, // the longer words on the narrower page
];

const { open, merchant, store, operator, developer } = consolePages;

for (const { theme, language, options } of looks) {
  const name = `${language}, ${theme}, ${options === desk ? "desk" : "phone"}`;
  test(`every page of the console is accessible: ${name}`, async ({ person, world }) => {
    test.setTimeout(480_000);
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
    // One that no order made, which is paid back elsewhere.
    await owner.goto(`${world.url}/console/trades?text=${encodeURIComponent("牛肉面")}&status=TRADE_SUCCESS`);
    await owner.getByRole("link", { name: "牛肉面", exact: true }).first().click();
    await expect(owner.locator("dl.co-facts")).toBeVisible();
    await check(owner, name);
    await dialog(owner, owner.locator(".co-title .lw-button"));

    await visit(owner, "/campaigns");
    await dialog(owner, owner.locator(".co-title .lw-button"));

    // A board with a card in each column but one, and an order that is on it.
    const noodles = await Noodles.of(world, owner.context());
    const buyer = await Buyer.of(world, (await person("Li")).page.context());
    const egg = noodles.dish("Braised beef noodles");
    const made = [
      await buyer.order(noodles.id, [egg]),
      await buyer.order(noodles.id, [egg]),
      await buyer.order(noodles.id, [egg]),
    ];
    const [last, making, waits] = made;
    for (const o of [making, waits]) if (o) await noodles.move(o.id, "accepted");
    if (waits) await noodles.move(waits.id, "ready");
    await noodles.line();
    for (const path of store(noodles.id, egg.id, last?.id ?? "")) await visit(owner, path);
    for (const [path, n] of [
      ["queue", 0],
      ["queue", 2],
      ["queue", 3],
      ["bookings", 0],
    ] as const) {
      await visit(owner, `/stores/${noodles.id}/${path}`);
      await dialog(owner, owner.locator(".st-tools .lw-button").nth(n));
    }
    await visit(owner, `/stores/${noodles.id}`);
    for (const kind of ["new .st-acts .link", "ready .st-acts .primary", "ready .st-acts .link:nth-of-type(3)"])
      await dialog(owner, owner.locator(`.st-column.${kind}`).first());
    await visit(owner, `/stores/${noodles.id}/menu`);
    await dialog(owner, owner.locator(".st-tools .lw-button").first());
    await visit(owner, `/stores/${noodles.id}/offers`);
    for (const n of [0, 1]) await dialog(owner, owner.locator(".co-panelhead .lw-button").nth(n));
    // A sale at the register, and each of its dialogs.
    await noodles.till();
    await visit(owner, `/stores/${noodles.id}/register`);
    await owner.locator(".rg-scan input").fill(`2*${noodles.dish("Soy egg").nameEn}`);
    await owner.locator(".rg-scan input").press("Enter");
    await expect(owner.locator(".rg-lines li")).toHaveCount(1);
    await check(owner, name);
    for (const key of ["F2", "F4", "F8", "F9"]) {
      await owner.keyboard.press(key);
      await expect(owner.getByRole("dialog")).toBeVisible();
      await check(owner, name);
      await owner.keyboard.press("Escape");
    }
    for (const n of [0, 1]) await dialog(owner, owner.locator(".st-tools .lw-button").nth(n));
    await owner.keyboard.press("F2");
    await owner.getByRole("dialog").locator(".rg-quick button").last().click();
    await expect(owner.locator(".rg-receipt")).toBeVisible();
    await check(owner, name);
    // A voucher that is taken, two that clash, and one that waits while there is no network.
    const { id } = await buyer.order(noodles.id, [egg], { mode: "voucher" });
    const code = (await buyer.look(id)).vouchers?.[0]?.code ?? "";
    const [at, usedAt] = ["2026-01-02T03:04:05Z", "2026-01-02T03:00:00Z"];
    const problems = [
      { id: "1", at, state: "problem", fault: "voucher.used", usedAt, doubt: true },
      { id: "2".repeat(30), at, state: "problem", fault: "voucher.void" },
    ];
    await owner.evaluate(
      ([k, v]) => localStorage.setItem(k ?? "", v ?? ""),
      [`livewell.vouchers.${noodles.id}`, JSON.stringify(problems)],
    );
    const key = owner.waitForResponse("**/console/api/voucher-key");
    await visit(owner, `/stores/${noodles.id}/vouchers`);
    await key;
    await owner.context().setOffline(true);
    for (const mood of ["good", "bad"]) {
      await owner.locator(".vo-form input").fill(code);
      await owner.locator(".vo-form input").press("Enter");
      await expect(owner.locator(`.vo-verdict.${mood}`)).toBeVisible();
      await check(owner, name);
    }
    await owner.context().setOffline(false);
    await visit(owner, `/stores/${noodles.id}/areas`);
    await owner.locator(".co-disclose").click();
    await check(owner, name);

    const dev = await somebody(demo.developer);
    const headers = { Origin: world.url };
    const answer = await dev.context().request.post(`${world.url}/console/api/apps`, {
      headers,
      data: { name: `Test ${name}`, kind: "isv", products: ["trade"], redirects: ["https://a.example/back"] },
    });
    const app = (await answer.json()) as { id: string };
    for (const path of developer(app.id)) await visit(dev, path);
    await visit(dev, `/apps/${app.id}/keys`);
    await dialog(dev, dev.locator(".co-panelhead .lw-button").first());
    const back = encodeURIComponent("https://a.example/back");
    await visit(dev, `/authorize?app_id=${app.id}&redirect_uri=${back}&state=1`);

    const olga = await somebody(demo.olga);
    for (const path of operator) await visit(olga, path);
    await visit(olga, "/merchants");
    await dialog(olga, olga.locator("tbody .lw-button").first());
    await visit(olga, await aLayout(world, olga));
    await olga.locator(".co-blockname").nth(4).click();
    await check(olga, name);
    await dialog(olga, olga.locator("tbody .lw-button").nth(2));
    await visit(olga, "/services");
    await dialog(olga, olga.locator("tbody .lw-button").first());
    await visit(olga, "/cities");
    await dialog(olga, olga.locator("tbody .lw-button").first());
    await visit(olga, "/fees");
    await dialog(olga, olga.locator(".co-title .lw-button.primary"));
  });
}
