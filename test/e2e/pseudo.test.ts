import type { Page } from "@playwright/test";
import { consolePages, consumerPages } from "./pages.ts";
import { aLayout, demo, desk, signIn } from "./console.ts";
import { Buyer, Noodles } from "./store.ts";
import { test as base, expect, World } from "./world.ts";

// The words of the catalogues all have accents here and stand in brackets: what
// has none is written in a source file, and what is cut would be cut in German.

// A city of its own: what other tests name their things would be words to this one.
const test = base.extend<object, { world: World }>({
  world: [
    async ({}, use) => {
      const w = await World.start();
      await use(w);
      await w.stop();
    },
    { scope: "worker" },
  ],
});

const look = { theme: "light", language: "en-XA", textSize: "normal" };
const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

// What is not a word of ours: names that people chose, dates and lengths of time
// as the browser writes them, digests, addresses.
const data = [
  /\b(livewell|Sandbox shop|Sandbox partner|Ann Example|Breakfast cart|Beijing|Soup|Welcome gift|no code of ours|Chrome|Linux|Test app)\b/g,
  /\b(Lee Software|Dev Lee|Olga Operator)\b/g,
  // The demo's programs, and why they were approved.
  /\b(Order here|Paper Boat( Books)?|City card)\b|Written by the house\./g,
  // The demo's noodle house and what it sells.
  /\b(Corner Noodles|Favourites|[Aa]ll|Braised beef noodles|Clear beef noodles|Tomato and egg noodles)\b/g,
  /\b(Hot and sour glass noodles|Noodles with bean sauce|Soy egg|Smashed cucumber|Iced soy milk)\b/g,
  /\b(AM|PM)\b|\/art\/\S+/g,
  /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/g,
  /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b/g,
  /\b\d+ (second|minute|hour)s?\b/g,
  /\b[0-9a-f]{32}\b|https:\S+/g,
];
// Names that look like keys are allowed on their page alone.
const names: Record<string, RegExp[]> = {
  "/docs/alipay.trade.pay": [/\balipay\.trade\.pay\b/g],
  "/words": [/\b(you are stupid|idiot|earn money fast|click here to win|free gift card)\b/g],
  "/services": [/\b(Shanghai|Guangzhou|Chengdu)\b/g],
  "/rules": [/\b(proof|transfer\.new_payee|velocity\.hour|code\.confirm|static\.day|limit\.(day|single))\b/g],
};

/** What is wrong with the texts of a page. */
async function faults(page: Page, allowed: RegExp[]): Promise<string[]> {
  await expect(page.locator(".lw-skeleton")).toHaveCount(0);
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined))));
  const { texts, cut } = await page.evaluate(() => {
    const foreign = '[translate="no"], body [lang], code, pre, textarea'; // not in the reader's language, and says so
    const texts = new Set([document.title]);
    const cut = new Set<string>();
    const short = (s: string) => s.trim().replace(/\s+/g, " ").slice(0, 80);
    for (const e of document.querySelectorAll("*"))
      if (!e.closest(foreign))
        for (const name of ["aria-label", "placeholder", "title", "alt"]) texts.add(e.getAttribute(name) ?? "");

    /** Where a box is cut off by one above it: not where it can be scrolled to. */
    const look = (of: Element, box: DOMRect, text: string) => {
      const ours = text.trim().startsWith("[");
      for (let a: Element | null = of; a; a = a.parentElement) {
        const s = getComputedStyle(a);
        if (s.clipPath !== "none") return; // for readers of the screen alone
        const r = a.getBoundingClientRect();
        const hides = (v: string) => v === "hidden" || v === "clip";
        const dots = s.textOverflow === "ellipsis" || s.getPropertyValue("-webkit-line-clamp") !== "none";
        const wide = box.left < r.left - 1 || box.right > r.right + 1;
        const high = box.top < r.top - 1 || box.bottom > r.bottom + 1;
        if ((hides(s.overflowX) && wide) || (hides(s.overflowY) && high)) {
          if (ours || !dots) cut.add(`cut off: ${short(text)}`); // what people wrote may end in dots
          return;
        }
        if (wide && s.display !== "inline" && a.matches("button, a, label, select"))
          cut.add(`spills out of its control: ${short(text)}`);
        if (/auto|scroll/.test(s.overflowX) && a !== document.documentElement && a !== document.body) return;
        if (s.position === "fixed") return;
      }
      if (box.right > innerWidth + 1 || box.left < -1) cut.add(`outside of the window: ${short(text)}`);
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      const of = n.parentElement;
      const text = n.textContent ?? "";
      if (!of || !text.trim() || of.closest("script, style, noscript")) continue;
      if (!of.closest(foreign)) texts.add(text);
      const range = document.createRange();
      range.selectNodeContents(n);
      for (const box of range.getClientRects()) look(of, box, text);
    }
    if (document.documentElement.scrollWidth > innerWidth) cut.add("the page scrolls sideways");
    return { texts: [...texts], cut: [...cut] };
  });
  expect(
    texts.some((t) => t.startsWith("[")),
    "the page speaks",
  ).toBe(true);
  const plain = texts.filter((t) => /[A-Za-z]{2}/.test([...allowed, ...data].reduce((s, re) => s.replace(re, ""), t)));
  return [...plain.map((t) => `not of a catalogue: ${t.trim().slice(0, 120)}`), ...cut];
}

/** The names of all cities. */
async function cityNames(world: World): Promise<RegExp> {
  const { items } = (await (await fetch(`${world.url}/api/cities`)).json()) as { items: { en: string }[] };
  return new RegExp(`^\\s*(${items.map((c) => c.en).join("|")})\\s*$`, "g");
}

/** Looks at a page in both sizes. */
async function check(page: Page, allowed: RegExp[] = []) {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const where = `${new URL(page.url()).pathname} at ${size.width}`;
    expect.soft(await faults(page, allowed), where).toEqual([]);
  }
}

type Named = { name: string; nameEn?: string };

/** The names of the city's stores and of what they sell, the long ones first. */
async function soldNames(world: World): Promise<RegExp[]> {
  const get = async (path: string) =>
    (await fetch(world.url + path)).json() as Promise<{ items: (Named & { id: string })[] }>;
  const { items: stores } = await get("/api/stores?city=110000&limit=200");
  const menus = await Promise.all(stores.map((s) => get(`/api/stores/${s.id}`)));
  // What other platforms offer stands in lists of one way to get it, with whose it is.
  const { items: elsewhere } = await get("/api/stores?city=110000&limit=200&mode=takeaway");
  const named = [...stores, ...elsewhere, ...menus.flatMap((m) => m.items)];
  const names = named.flatMap((x) => [x.name, x.nameEn ?? ""]).filter(Boolean);
  const platforms = ["livewell and Little Elephant", "Little Elephant"];
  const all = [...new Set(names), ...platforms, "Gongti North Road 1"].sort((a, b) => b.length - a.length);
  return [new RegExp(all.map((n) => n.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g")];
}

test("no word of the app is outside of the catalogues, none is cut", async ({ person, shop, world }) => {
  test.setTimeout(240_000);
  const ann = await (await person("Ann Example", { hasTouch: false })).signUp();
  const p = ann.page;
  const pages = await consumerPages(ann, shop, world, "pseudo");
  const sold = await soldNames(world);
  await p.evaluate((l) => localStorage.setItem("livewell.look", JSON.stringify(l)), look);
  for (const path of pages) {
    await ann.go(path);
    await expect(p.locator("h1")).toBeVisible();
    await p.waitForLoadState("load");
    await check(p, sold);
  }
  await ann.go("/me");
  await p.locator(".lw-button.danger").click();
  await expect(p.getByRole("dialog")).toBeVisible();
  await check(p);
});

test("no word of the console is outside of the catalogues, none is cut", async ({ person, world }) => {
  test.setTimeout(240_000);
  const somebody = async (phone?: string) => {
    const p = (await person("Somebody", desk)).page;
    await p.addInitScript((l) => localStorage.setItem("livewell.look", JSON.stringify(l)), look);
    if (phone) await signIn(world, p, phone);
    return p;
  };
  const cities = await cityNames(world);
  const visit = async (p: Page, path: string) => {
    await p.goto(`${world.url}/console${path}`);
    await expect(p.locator("h1")).toBeVisible();
    await p.waitForLoadState("load");
    await check(p, path.endsWith("/post") ? [cities] : names[path]);
  };
  const stranger = await somebody();
  for (const path of consolePages.open) await visit(stranger, path);
  const owner = await somebody(demo.noodles);
  for (const path of consolePages.merchant) await visit(owner, path);
  const noodles = await Noodles.of(world, owner.context());
  const buyer = await Buyer.of(world, (await person("Li")).page.context());
  const dish = noodles.dish("Braised beef noodles");
  const { id: order } = await buyer.order(noodles.id, [dish]);
  for (const path of consolePages.store(noodles.id, dish.id, order)) await visit(owner, path);
  await noodles.till();
  await visit(owner, `/stores/${noodles.id}/register`);
  await owner.locator(".rg-scan input").fill("Soy egg");
  await owner.locator(".rg-scan input").press("Enter");
  for (const key of ["F8", "F4", "F2"]) {
    await owner.keyboard.press(key);
    await expect(owner.getByRole("dialog")).toBeVisible();
    await check(owner);
    if (key !== "F2") await owner.keyboard.press("Escape");
  }
  await owner.keyboard.press("Enter");
  await expect(owner.locator(".rg-receipt")).toBeVisible();
  await check(owner);
  const dev = await somebody(demo.developer);
  const made = await dev.context().request.post(`${world.url}/console/api/apps`, {
    headers: { Origin: world.url },
    data: { name: "Test app", kind: "isv", products: ["trade"], redirects: ["https://a.example/back"] },
  });
  const { id } = (await made.json()) as { id: string };
  for (const path of consolePages.developer(id)) await visit(dev, path);
  const olga = await somebody(demo.olga);
  for (const path of consolePages.operator) await visit(olga, path);
  await visit(olga, await aLayout(world, olga));
  await olga.locator(".co-blockname").nth(4).click();
  await check(olga);
});
