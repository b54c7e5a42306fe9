import { expect, PIN, test } from "./world.ts";

test("two people sign up; one sends money to the other; both see the bill", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  const bob = await (await person("Bob Builder")).signUp();
  await shop.give(ann.phone, "100.00");

  await ann.page.reload();
  await expect(ann.page.getByTestId("balance")).toHaveText("¥100.00");
  await ann.page.getByRole("link", { name: "Transfer", exact: true }).click();
  await ann.page.getByLabel("Phone number of the receiver").fill(bob.phone);
  await ann.page.getByRole("button", { name: "Next" }).click();
  await ann.page.getByLabel("Amount to send").fill("12.5");
  await ann.page.getByLabel("Note").fill("Lunch");
  await ann.page.getByRole("button", { name: "Send" }).click();

  await ann.page.getByLabel("Enter your payment PIN").fill("000000");
  await expect(ann.page.getByText("Tries left: 4.")).toBeVisible();
  await ann.page.getByLabel("Enter your payment PIN").fill(PIN);
  await expect(ann.page.getByRole("status").getByText("Money sent")).toBeVisible();
  await expect(ann.page.getByText("¥12.50")).toBeVisible();
  await ann.page.getByRole("link", { name: "Done" }).click();
  await expect(ann.page.getByTestId("balance")).toHaveText("¥87.50");

  await bob.page.reload();
  await expect(bob.page.getByTestId("balance")).toHaveText("¥12.50");
  await bob.page.getByRole("link", { name: "All bills" }).click();
  await bob.page.getByRole("link", { name: /Transfer received/ }).click();
  await expect(bob.page.getByText("Lunch")).toBeVisible();
});
