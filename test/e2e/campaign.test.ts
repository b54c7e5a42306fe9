import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { Buyer, Noodles } from "./store.ts";
import { expect, test } from "./world.ts";

test.use({ clock: "2020-03-10T18:34:00+08:00" }); // one that no other test has: it moves on by a month

const day = 24 * 60;

test("a restaurant brings back those not seen for 30 days, and sees what that brought", async ({ person, world }) => {
  test.setTimeout(120_000);
  const owner = (await person("Chen", desk)).page;
  await signIn(world, owner, demo.noodles);
  const noodles = await Noodles.of(world, owner.context());
  const dishes = [noodles.dish("Braised beef noodles")];
  const browser = async () => (await person("Li")).page.context();
  const phones = [1, 2, 4, 5].map((n) => `1380000000${n}`);
  const comes = async (buyer: Buyer) => {
    const placed = await buyer.order(noodles.id, dishes);
    await noodles.move(placed.id, "accepted"); // else it would be cancelled by itself
    return placed;
  };
  for (const phone of phones) await comes(await Buyer.of(world, await browser(), phone));
  await world.later(`${31 * day}m`);

  await signIn(world, owner, demo.noodles);
  await owner.goto(`${world.url}/console/campaigns`);
  await expect(owner.getByText("No campaigns yet")).toBeVisible();
  await owner.getByRole("button", { name: "New campaign" }).click();
  const form = owner.getByRole("dialog");
  await expect(form.getByText("4 people are like this now.")).toBeVisible();
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(form.getByText("Give it a name.")).toBeVisible();
  await form.getByLabel("Name").fill("Back to noodles");
  await form.getByLabel("Amount off").fill("8");
  await form.getByLabel("For goods from").fill("20");
  await expect(form.getByLabel("Held out, in percent")).toHaveValue("10");
  await clean(owner, "the form of a campaign");
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(owner.getByText("The campaign has begun")).toBeVisible();
  await owner.getByRole("link", { name: "Back to noodles" }).click();
  await expect(owner.getByText("Everybody is told")).toBeVisible();

  // Who was told has a coupon and a message; both let them come again.
  let told = 0;
  let net = 0;
  for (const phone of phones) {
    const buyer = await Buyer.of(world, await browser(), phone);
    const coupons = await buyer.coupons();
    const said = (await buyer.messages()).filter((m) => m.code === "campaign.fixed");
    expect(said).toHaveLength(coupons.length);
    if (coupons.length === 0) continue;
    expect(said[0]?.args).toMatchObject({ amount: "8.00", days: "7" });
    told++;
    const placed = await comes(buyer);
    net += Number(placed.total.amount);
    if (told === 1) {
      await noodles.refund(placed.id); // the whole of it: nothing was bought
      net -= Number((await buyer.look(placed.id)).refunded.amount);
    }
  }

  await world.later(`${day}m`);
  await signIn(world, owner, demo.noodles);
  await owner.reload();
  const row = owner.getByRole("row", { name: /^Told/ });
  await expect(row.getByRole("cell")).toHaveText([
    String(told),
    String(Math.max(told - 1, 0)),
    /%$/,
    `¥${net.toFixed(2)}`,
  ]);
  await expect(
    owner
      .getByRole("row", { name: /^Held out/ })
      .getByRole("cell")
      .first(),
  ).toHaveText(String(4 - told));
  const compared = told < 4 ? /^The difference lies between/ : "Nobody is held out yet";
  await expect(owner.getByText(compared)).toBeVisible();
  await expect(owner.getByText("Too early to tell")).toBeVisible();
  await clean(owner, "a campaign");
});
