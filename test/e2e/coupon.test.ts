import { expect, test } from "./world.ts";

// A Tuesday evening, when people eat.
test.use({ clock: "2020-03-10T18:30:00+08:00" });

type Coupon = { id: string; kind: string; off: { amount: string }; chosen: boolean };
type Quote = { total: { amount: string }; discount: { amount: string }; coupons: Coupon[] };

test("coupons from the store's page to an order, and back when it is cancelled", async ({ person, shop, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "300.00");
  const p = ann.page;
  await ann.go("/stores?mode=pickup");
  await p.getByRole("searchbox", { name: "Find a store" }).fill("corner");
  await p.getByRole("link", { name: /Corner Noodles/ }).click();

  // The store gives out three; two of them are claimed.
  await p.getByRole("button", { name: "Claim: ¥8.00 off" }).click();
  await expect(p.getByText("The coupon is yours")).toBeVisible();
  await expect(p.getByRole("listitem").filter({ hasText: "¥8.00 off" }).getByText("Claimed")).toBeVisible();
  await p.getByRole("button", { name: "Claim: 10% off, up to ¥15.00" }).click();
  await expect(p.getByText("Claimed")).toHaveCount(2);

  // Of 24 the ten percent are the most, and 6 more would make it 8.
  await p.getByRole("button", { name: "Add Clear beef noodles" }).click();
  await p.getByRole("link", { name: "Check out" }).click();
  const total = p.getByRole("button", { name: /^Order for ¥/ });
  await expect(total).toHaveText("Order for ¥21.60");
  const slot = p.getByRole("button", { name: /^Coupons/ });
  await expect(slot).toContainText("−¥2.40");
  await expect(slot).toContainText("¥6.00 more for: ¥8.00 off");
  await p.goBack();
  await p.getByRole("button", { name: "One more of Clear beef noodles" }).click();
  const asked = p.waitForResponse(
    (r) => r.url().endsWith("/quote") && (r.request().postData() ?? "").includes('"qty":2'),
  );
  await p.getByRole("link", { name: "Check out" }).click();
  await expect(slot).toContainText("−¥8.00");
  await expect(total).toHaveText("Order for ¥40.00");

  // What the page shows is what the API says, and that no other choice is better.
  const answer = await asked;
  const best = (await answer.json()) as Quote;
  expect([best.total.amount, best.discount.amount]).toEqual(["40.00", "8.00"]);
  const body = answer.request().postDataJSON() as object;
  for (const c of best.coupons) {
    const other = await p.request.post(answer.url(), { data: { ...body, coupons: [c.id] } });
    expect(Number(((await other.json()) as Quote).discount.amount)).toBeLessThanOrEqual(8);
  }

  // Another, none, and the best again.
  await slot.click();
  await p.getByRole("radio", { name: /10% off/ }).check();
  await expect(p.getByRole("dialog").getByRole("status")).toHaveText("Total ¥43.20");
  await p.getByRole("group", { name: "Off the goods" }).getByRole("radio", { name: "No coupon" }).check();
  await expect(p.getByRole("dialog").getByRole("status")).toHaveText("Total ¥48.00");
  await p.getByRole("button", { name: "Use the best" }).click();
  await p.getByRole("button", { name: "Done" }).click();
  await expect(total).toHaveText("Order for ¥40.00");

  await total.click();
  await p.getByRole("button", { name: "Pay ¥40.00" }).click();
  await ann.enterPin();
  await expect(p.getByRole("status").getByText("Waiting for the store")).toBeVisible();
  await expect(p.getByText("Discount")).toBeVisible();
  await expect(p.getByText("−¥8.00")).toBeVisible();
  const order = new URL(p.url()).pathname;

  // It is used; and it is there again when the order is not to be.
  await ann.go("/me");
  await p.getByRole("link", { name: "My coupons" }).click();
  await expect(p.getByText("10% off, up to ¥15.00")).toBeVisible();
  await expect(p.getByText("¥8.00 off")).toBeHidden();
  await p.getByRole("radio", { name: "Used", exact: true }).check({ force: true });
  await expect(p.getByText("¥8.00 off")).toBeVisible();
  await p.getByRole("link", { name: "To the order" }).click();
  await expect(p).toHaveURL(new RegExp(`${order}$`));
  await p.getByRole("button", { name: "Cancel the order" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Cancel the order" }).click();
  await expect(p.getByRole("status").getByText("Cancelled")).toBeVisible();
  await ann.go("/coupons");
  await expect(p.getByText("¥8.00 off")).toBeVisible();
  await ann.go("/");
  await expect(p.getByTestId("balance")).toHaveText("¥300.00");
});
