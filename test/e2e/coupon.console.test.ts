import { demo, desk, signIn } from "./console.ts";
import { expect, test } from "./world.ts";

test("a store gives out coupons at its console and ends them", async ({ person, world }) => {
  const chen = await person("Chen", desk);
  await signIn(world, chen.page, demo.noodles);
  const p = chen.page;
  const list = await p.request.get(`${world.url}/console/api/stores`);
  const store = ((await list.json()) as { items: { id: string }[] }).items[0]?.id ?? "";
  await p.goto(`${world.url}/console/stores/${store}/coupons`);
  await p.getByRole("button", { name: "Give out coupons" }).click();
  const form = p.getByRole("dialog");
  await form.getByLabel("Amount off").fill("6");
  await form.getByLabel("For goods from").fill("6");
  await form.getByRole("button", { name: "Give out coupons" }).click();
  await expect(form.getByRole("alert")).toHaveText("Give an amount that is 0 or more, and above the amount off.");
  await form.getByLabel("For goods from").fill("26");
  await form.getByLabel("Coupons in all").fill("20");
  await form.getByRole("button", { name: "Give out coupons" }).click();
  await expect(p.getByText("The coupons can be claimed")).toBeVisible();
  const row = p.getByRole("table", { name: "Coupons" }).getByRole("row", { name: /¥6.00 off/ });
  await expect(row).toContainText("0 of 20");
  await expect(row).toContainText("¥120.00");
  await expect(row).toContainText("On");

  // Somebody finds it in the store, and has it still when it is ended.
  const ann = await (await person("Ann Example")).signUp();
  await ann.go(`/stores/${store}`);
  await ann.page.getByRole("button", { name: "Claim: ¥6.00 off" }).click();
  await expect(ann.page.getByText("The coupon is yours")).toBeVisible();
  await p.getByRole("button", { name: "End: ¥6.00 off" }).click();
  await form.getByRole("button", { name: "End", exact: true }).click();
  await expect(row).toContainText("Ended");
  await expect(row).toContainText("1 of 20");
  await ann.go(`/stores/${store}`);
  await expect(ann.page.getByRole("button", { name: "Claim: ¥8.00 off" })).toBeVisible();
  await expect(ann.page.getByText("¥6.00 off")).toBeHidden();
  await ann.go("/coupons");
  await expect(ann.page.getByText("¥6.00 off")).toBeVisible();
});
