import { expect, test } from "./world.ts";

test("a shop is paid from a card; where one bank refuses another way is chosen", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  for (const number of ["6220010000001230", "6220020000000512"]) {
    await ann.go("/me/cards");
    await p.getByRole("button", { name: "Add a card" }).click();
    await p.getByLabel("Card number").fill(number);
    await p.getByRole("button", { name: "Next" }).click();
    await ann.enterPin();
    await expect(p.getByText(`ends in ${number.slice(-4)}`)).toBeVisible();
  }
  await p.goto(await shop.dynamicQr("18.00", "Lunch box"));
  const pay = async (source: string) => {
    await p.getByText(source, { exact: true }).click();
    await p.getByRole("button", { name: "Pay ¥18.00" }).click();
    await ann.enterPin();
  };
  await pay("Harbour Bank 0512");
  await expect(p.getByText("The bank refused. Nothing was paid: choose another way.")).toBeVisible();
  await pay("Balance (¥0.00)");
  await expect(p.getByText("Not enough money in the account.")).toBeVisible();
  await p.getByRole("button", { name: "Close" }).click();
  await pay("Riverbank 1230");
  await expect(p.getByRole("status").getByText("Paid")).toBeVisible();
});

test("a card tops the balance up and takes money back; a bank that refuses is believed", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  const add = async (number: string) => {
    await ann.go("/me/cards");
    await p.getByRole("button", { name: "Add a card" }).click();
    await p.getByLabel("Card number").fill(number);
    await p.getByRole("button", { name: "Next" }).click();
    await ann.enterPin();
  };
  await p.getByRole("link", { name: "Top up" }).click();
  await add("6220 0100 0000 1230");
  await expect(p.getByText("ends in 1230")).toBeVisible();

  const move = async (name: string, amount: string) => {
    await ann.go("/me/cards");
    await p.getByRole("link", { name, exact: true }).click(); // not one of the orders below
    await p.getByRole("textbox", { name: "Amount" }).fill(amount);
    await p.getByRole("button", { name }).click();
    await ann.enterPin();
  };
  await move("Top up", "50");
  await expect(p.getByRole("status").getByText("Done")).toBeVisible();
  await move("Withdraw", "20");
  await expect(p.getByRole("status").getByText("Done")).toBeVisible();
  await p.getByRole("link", { name: "Done" }).click();
  await expect(p.getByTestId("balance")).toHaveText("¥30.00");

  // A card whose bank always says that there is not enough on it.
  await ann.go("/me/cards");
  await p.getByRole("button", { name: "Remove Riverbank 1230" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(p.getByText("No cards yet")).toBeVisible();
  await add("6220020000000512");
  await expect(p.getByText("ends in 0512")).toBeVisible();
  await move("Top up", "5");
  await expect(p.getByText("Not enough money on the card")).toBeVisible();
  await ann.go("/");
  await expect(p.getByTestId("balance")).toHaveText("¥30.00");
});
