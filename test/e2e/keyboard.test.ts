import type { Page } from "@playwright/test";
import { expect, PIN, test } from "./world.ts";

/** Presses Tab until something with this name has the focus. */
async function tabTo(page: Page, name: RegExp) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const e = document.activeElement;
      if (!(e instanceof HTMLElement)) return "";
      const label = e instanceof HTMLInputElement ? e.labels?.[0]?.textContent : undefined;
      return (e.getAttribute("aria-label") ?? label ?? e.textContent).trim();
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

test("a transfer with the keyboard alone", async ({ person, shop }) => {
  const ann = await (await person("Ann Example", { isMobile: false, hasTouch: false })).signUp();
  const bob = await (await person("Bob Builder")).signUp();
  await shop.give(ann.phone, "30.00");
  const p = ann.page;
  const k = p.keyboard;
  await p.reload();
  await expect(p.getByTestId("balance")).toHaveText("¥30.00");
  await tabTo(p, /^Transfer$/);
  await k.press("Enter");
  await expect(p.getByLabel("Phone number of the receiver")).toBeFocused();
  await k.type(bob.phone);
  await k.press("Enter");
  await expect(p.getByLabel("Amount to send")).toBeFocused();
  await k.type("7.25");
  await k.press("Enter");
  await expect(p.getByLabel("Enter your payment PIN")).toBeFocused();

  // Escape leaves, and the focus is back where it was.
  await k.press("Escape");
  await expect(p.getByRole("dialog")).toHaveCount(0);
  await expect(p.getByLabel("Amount to send")).toBeFocused();
  await k.press("Enter");
  // Tab stays inside the dialog.
  for (let i = 0; i < 6; i++) {
    await k.press("Tab");
    expect(
      await p.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null,
      ),
    ).toBe(true);
  }
  await p.getByLabel("Enter your payment PIN").focus();
  await k.type(PIN);
  await expect(p.getByRole("status").getByText("Money sent")).toBeVisible();
  await tabTo(p, /^Done$/);
  await k.press("Enter");
  await expect(p.getByTestId("balance")).toHaveText("¥22.75");
});
