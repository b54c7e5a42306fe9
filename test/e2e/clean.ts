import type { Page } from "@playwright/test";
import axe from "axe-core";
import { expect } from "./world.ts";

/** What a page shows at rest is accessible, and no wider than the screen. A fault does not end the test. */
export async function clean(page: Page, name: string) {
  const where = `${name} of ${page.url()}`;
  await expect(page.locator("main,mp-page").first()).toBeAttached(); // the page has begun
  await expect(page.locator(".lw-skeleton")).toHaveCount(0);
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined))));
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
  );
  expect(passes.length, where).toBeGreaterThan(5); // it has looked at something
  const found = violations.map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
  expect.soft(found, where).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, where).toBeLessThanOrEqual(0);
}
