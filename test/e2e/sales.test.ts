import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { desk } from "./console.ts";
import { Buyer, Noodles } from "./store.ts";
import { expect, test } from "./world.ts";

const fen = (text: string) => Math.round(Number(text.replace(/[¥,]/g, "")) * 100);
const yuan = (n: number) => `¥${(n / 100).toFixed(2)}`;
const figure = (p: Page, name: string) =>
  p.getByRole("heading", { name, exact: true, level: 2 }).locator("xpath=following-sibling::p[1]");

// A clock of its own gives the test a server of its own: nobody else has ordered there.
test.use({ clock: "2020-03-10T13:05:00+08:00" });

test("a merchant sees what was sold, where and to how many", async ({ person, world }) => {
  const p = (await person("Chen", desk)).page;
  const store = await Noodles.of(world, p.context());
  const page = `${world.url}/console/stores/${store.id}/sales`;
  await p.goto(page);
  await expect(p.getByRole("heading", { name: "Nothing was sold in this time" })).toBeVisible();

  const li = await Buyer.of(world, (await person("Li")).page.context());
  const [noodles, milk] = [store.dish("Braised beef noodles"), store.dish("Iced soy milk")];
  const made = [
    await li.order(store.id, [noodles]),
    await li.order(store.id, [noodles, milk]),
    await li.order(store.id, [milk], { mode: "voucher" }),
  ];
  await store.refund(made[0]?.id ?? "");
  const now = await Promise.all(made.map((o) => li.look(o.id)));
  const sum = (of: (o: (typeof now)[number]) => string) => now.reduce((n, o) => n + fen(of(o)), 0);
  const [gross, refunded] = [sum((o) => o.total.amount), sum((o) => o.refunded.amount)];
  expect(refunded).toBeGreaterThan(0);

  await p.reload();
  await expect(figure(p, "Sales")).toHaveText(yuan(gross));
  await expect(figure(p, "Refunded")).toHaveText(yuan(refunded));
  await expect(figure(p, "Net sales")).toHaveText(yuan(gross - refunded));
  await expect(figure(p, "Orders")).toHaveText("3");

  // Shares are whole to the last hundredth, in the table and in the drawing.
  const channels = p.getByRole("table", { name: "Where sales come from" });
  await expect(channels.getByRole("row", { name: /^Pick-up/ })).toContainText("2");
  await expect(channels.getByRole("row", { name: /^All/ })).toContainText("100.00%");
  const shares = await channels.getByRole("row").getByText(/%$/).allTextContents();
  expect(shares.slice(0, -1).reduce((n, s) => n + Math.round(Number(s.replace("%", "")) * 100), 0)).toBe(10_000);
  expect(shares).toHaveLength(3);
  await expect(p.getByRole("img", { name: /^Pick-up \d.*, Voucher \d/ })).toBeVisible();

  // The same as tables, for who does not see drawings.
  const panel = (name: string) => p.locator("section").filter({ has: p.getByRole("heading", { name, level: 2 }) });
  for (const name of ["Sales by day", "When people buy"])
    await panel(name).getByRole("button", { name: "Show as a table" }).click();
  const days = p.getByRole("table", { name: "Sales by day" }).getByRole("row");
  await expect(days).toHaveCount(31);
  await expect(days.last()).toContainText(yuan(gross - refunded));
  await expect(p.getByRole("table", { name: "When people buy" }).getByRole("row")).not.toHaveCount(1);
  await expect(p.getByRole("table", { name: "Best sellers" }).getByRole("row", { name: /beef noodles/ })).toBeVisible();
  await expect(
    p.getByRole("table", { name: "What became of orders" }).getByRole("row", { name: /^Paid/ }),
  ).toContainText("100.00%");

  // The file says what the page says, line by line.
  await p.getByText("7 days").click();
  await expect(p).toHaveURL(/days=7/);
  await expect(days).toHaveCount(8);
  const coming = p.waitForEvent("download");
  await p.getByRole("button", { name: "Days as CSV" }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^sales-\d{4}-\d{2}-\d{2}-\d{4}-\d{2}-\d{2}\.csv$/);
  const lines = readFileSync(await file.path(), "utf8")
    .replace("\uFEFF", "")
    .trim()
    .split("\r\n");
  expect(lines).toHaveLength(8);
  const cells = lines.slice(1).map((l) => l.split(","));
  expect(cells.reduce((n, c) => n + fen(c[4] ?? ""), 0)).toBe(gross);
  expect(cells.at(-1)?.slice(1, 4)).toEqual(["3", "1", "1"]);
  for (const [i, c] of cells.entries()) {
    const shown = await days
      .nth(i + 1)
      .getByRole("cell")
      .allTextContents();
    expect(shown.map((x) => x.replace(/[¥,]/g, ""))).toEqual([c[1], c[3], c[4], c[5], c[6], c[7]]);
  }

  // Days of one's own; a week in which nothing was sold.
  await p.getByLabel("From", { exact: true }).fill("2020-01-01");
  await p.getByLabel("To", { exact: true }).fill("2020-01-07");
  await expect(p.getByRole("heading", { name: "Nothing was sold in this time" })).toBeVisible();
  await p.getByLabel("To", { exact: true }).fill("2019-01-07");
  await expect(p.getByText(/A period has 1 to 366 days/)).toBeVisible();

  // The whole has what came in by QR codes too, and leads to the statement.
  await p.getByRole("link", { name: "Sales" }).first().click();
  await expect(p).toHaveURL(/\/console\/sales$/);
  const whole = (await (await p.request.get(`${world.url}/console/api/merchant/sales`)).json()) as {
    total: { gross: { amount: string } };
  };
  expect(fen(await figure(p, "Sales").innerText())).toBe(fen(whole.total.gross.amount));
  await p.getByRole("link", { name: "Statement" }).click();
  await expect(p.getByText(/are held for orders that are not over/)).toBeVisible();
});
