import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test } from "./world.ts";

// A Tuesday evening near 朝阳, with a server whose providers nobody else suspends.
test.use({
  clock: "2020-03-10T18:33:00+08:00",
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

test("a rival platform stands beside the house, by a rule that all can read, until it is suspended", async ({
  person,
  world,
}) => {
  test.setTimeout(120_000);
  const p = (await (await person("Ann Example")).signUp()).page;
  await p.goto(`${world.url}/stores?mode=takeaway`);
  await expect(p.getByText("From livewell and Little Elephant")).toBeVisible();
  const rows = p.locator(".app-stores > li");
  await expect(rows.nth(9)).toBeVisible();
  const first = await rows.evaluateAll((all) => all.slice(0, 10).map((e) => e.textContent));
  const rival = first.filter((x) => x.includes("Ordered at Little Elephant")).length;
  expect(rival).toBeGreaterThan(0);
  expect(rival).toBeLessThan(10);

  // It opens at its own address, in a page that knows nothing of this one.
  const opened = p.context().waitForEvent("page");
  await rows.filter({ hasText: "Ordered at Little Elephant" }).first().getByRole("link").click();
  const there = await opened;
  await expect(there.getByText("Little Elephant", { exact: true })).toBeVisible();
  expect(there.url()).toContain("/elephant/kitchens/");
  expect(await there.evaluate(() => [window.opener === null, document.referrer])).toEqual([true, ""]);
  await there.close();

  // The rule is there to read, as it runs.
  await p.getByRole("link", { name: "How this is ordered" }).click();
  await expect(p.getByRole("heading", { name: "How lists are ordered" })).toBeVisible();
  const { model, parts } = (await (await p.request.get(`${world.url}/api/ranking`)).json()) as {
    model: string;
    parts: { weight: number }[];
  };
  await expect(p.getByText(model)).toBeVisible();
  for (const { weight } of parts) await expect(p.getByText(`${weight}%`, { exact: true })).toBeVisible();
  await clean(p, "the rule");

  // The provider sees how it stands; an operator takes it out of the lists, with a reason that it reads.
  const owner = (await person("Xiang", desk)).page;
  await signIn(world, owner, "13800000011");
  await owner.goto(`${world.url}/console/provider`);
  await expect(owner.getByText("Active")).toBeVisible();
  await expect(owner.getByLabel("Address of your pages")).toHaveValue(world.url);
  await owner.getByLabel("Address of your pages").fill("https://food.example/with/a/path");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("Give a full https address without a path")).toBeVisible();

  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  await olga.goto(`${world.url}/console/providers`);
  await expect(olga.getByRole("table", { name: "Who is seen" }).getByText("Kept").first()).toBeVisible();
  await olga.getByRole("button", { name: "Suspend 小象到家" }).click();
  await olga.getByLabel("Reason").fill("Orders came late for a week.");
  await olga.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(olga.getByText("Its offers are in no list any more")).toBeVisible();

  await p.goto(`${world.url}/stores?mode=takeaway`);
  await expect(p.getByText("From livewell", { exact: true })).toBeVisible();
  await expect(p.getByText("Ordered at Little Elephant")).toHaveCount(0);
  await owner.reload();
  await expect(owner.getByText("Suspended: Orders came late for a week.")).toBeVisible();
});
