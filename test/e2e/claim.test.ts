import { join } from "node:path";
import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { Buyer, Noodles } from "./store.ts";
import { expect, test, type Person, type World } from "./world.ts";

test.use({ clock: "2020-03-10T18:35:00+08:00" }); // one that no other test has: it moves on by a day

const picture = join(import.meta.dirname, "../../docs/pictures/store.png");

/** A bowl and an egg that were handed over, and the page of their order. */
async function handed(world: World, noodles: Noodles, li: Person) {
  const buyer = await Buyer.of(world, li.page.context());
  const { id } = await buyer.order(noodles.id, [noodles.dish("Braised beef noodles"), noodles.dish("Soy egg")]);
  for (const to of ["accepted", "ready"]) await noodles.move(id, to);
  await li.go(`/orders/${id}`);
  return buyer;
}

test("an egg is missing: the store does not agree, and the platform gives it back", async ({ person, world }) => {
  test.setTimeout(120_000);
  const owner = (await person("Chen", desk)).page;
  await signIn(world, owner, demo.noodles);
  const noodles = await Noodles.of(world, owner.context());
  const li = await person("Li");
  const p = li.page;
  await handed(world, noodles, li);

  await p.getByRole("button", { name: "Something is wrong" }).click();
  const sheet = p.getByRole("dialog");
  await expect(sheet.getByRole("button", { name: "Tell the store" })).toBeDisabled();
  for (let n = 0; n < 2; n++) await sheet.getByRole("button", { name: "One more of Soy egg" }).click();
  await expect(sheet.getByRole("listitem").filter({ hasText: "Soy egg" }).locator("output")).toHaveText("1");
  await sheet.getByRole("radio", { name: "Missing" }).check({ force: true });
  await sheet.getByLabel("What happened?").fill("There is no egg in the bag.");
  await sheet.locator("input[type=file]").setInputFiles(picture);
  await expect(sheet.getByText("A picture is chosen.")).toBeVisible();
  await clean(p, "saying what is wrong");
  await sheet.getByRole("button", { name: "Tell the store" }).click();
  await expect(p.getByText("The store has until Mar 11")).toBeVisible();
  await expect(p.getByRole("button", { name: "Something is wrong" })).toBeHidden();
  await clean(p, "an order with a claim");

  await owner.goto(`${world.url}/console/stores/${noodles.id}/claims`);
  await expect(owner.getByText("There is no egg in the bag.")).toBeVisible();
  await expect(owner.getByRole("img", { name: /^Picture of what is wrong/ })).toBeVisible();
  await clean(owner, "a claim at its store");
  await owner.getByRole("button", { name: "Do not agree" }).click();
  const form = owner.getByRole("dialog");
  await form.getByRole("button", { name: "Do not agree" }).click();
  await expect(form.getByText("Say it in a few words.")).toBeVisible();
  await form.getByLabel("Why not").fill("We put it in.");
  await form.getByRole("button", { name: "Do not agree" }).click();
  await expect(owner.getByText("Nothing waits")).toBeVisible();

  await p.reload();
  await expect(p.getByText("We put it in.")).toBeVisible();
  await p.getByRole("button", { name: "Ask the platform" }).click();
  await sheet.getByLabel("Why is the answer not right?").fill("The bag was closed when it came.");
  await sheet.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(p.getByRole("status").getByText("The platform looks at it")).toBeVisible();

  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  await olga.goto(`${world.url}/console/claims`);
  for (const said of ["There is no egg in the bag.", "We put it in.", "The bag was closed when it came."])
    await expect(olga.getByText(said)).toBeVisible();
  await clean(olga, "a claim with the platform");
  await olga.getByRole("button", { name: "Pay ¥3.00 back" }).click();
  const verdict = olga.getByRole("dialog");
  await verdict.getByLabel("Reason").fill("The store could not show that it was in.");
  await verdict.getByRole("button", { name: "Pay ¥3.00 back" }).click();
  await expect(olga.getByText("Nothing waits")).toBeVisible();

  await p.reload();
  await expect(p.getByText("¥3.00 is back in your balance.")).toBeVisible();
  await expect(p.getByText("The store could not show that it was in.")).toBeVisible();
  await expect(p.getByText("1 refunded")).toBeVisible();
});

test("what a store does not answer in a day is paid back", async ({ person, world }) => {
  test.setTimeout(120_000);
  const owner = (await person("Chen", desk)).page;
  await signIn(world, owner, demo.noodles);
  const noodles = await Noodles.of(world, owner.context());
  const li = await person("Li");
  const p = li.page;
  const buyer = await handed(world, noodles, li);
  await p.getByRole("button", { name: "Something is wrong" }).click();
  await p.getByRole("button", { name: "One more of Soy egg" }).click();
  await p.getByRole("button", { name: "Tell the store" }).click();
  await expect(p.getByText("The store has until")).toBeVisible();
  await p.getByRole("button", { name: "It is fine after all" }).click();
  await expect(p.getByRole("status").getByText("You have taken it back")).toBeVisible();

  await p.getByRole("button", { name: "Something is wrong" }).click();
  await p.getByRole("button", { name: "One more of Soy egg" }).click();
  await p.getByRole("button", { name: "Tell the store" }).click();
  await expect(p.getByText("The store has until")).toBeVisible();
  await world.later("24h");
  await p.reload();
  await expect(p.getByText("¥3.00 is back in your balance.")).toBeVisible();
  await expect(p.getByText("The store did not answer in time.")).toBeVisible();
  expect((await buyer.messages()).map((m) => m.code)).toContain("claim.settled");
});
