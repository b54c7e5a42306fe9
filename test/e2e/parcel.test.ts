import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test } from "./world.ts";

test.use({ clock: "2020-03-10T18:30:00+08:00", permissions: ["clipboard-read", "clipboard-write"] });

test("a book by post: the store says what it costs, sends it, and it comes", async ({ person, shop, world }) => {
  test.setTimeout(240_000);
  const ada = (await person("Ada", desk)).page;
  await signIn(world, ada, demo.books);
  const list = await ada.request.get(`${world.url}/console/api/stores`);
  const store = ((await list.json()) as { items: { id: string }[] }).items[0]?.id ?? "";

  // What it costs, and where to. A rule for one city more, tried before it is saved.
  await ada.goto(`${world.url}/console/stores/${store}/post`);
  await expect(ada.getByRole("heading", { name: "Rule 4" })).toBeVisible();
  const cost = ada.getByRole("status").filter({ hasText: "Sending it costs" });
  await expect(cost).toHaveText("Sending it costs ¥0.00.");
  await ada.getByLabel("Goods for (yuan)", { exact: true }).fill("50");
  await expect(cost).toHaveText("Sending it costs ¥7.00.");
  await expect(ada.getByText("¥18.00 more of goods, and it is free.")).toBeVisible();
  await ada.getByRole("button", { name: "Add a rule" }).click();
  await ada.getByRole("button", { name: "Save" }).click();
  await expect(ada.getByText("Another rule is for everywhere else. Choose regions.")).toBeVisible();
  await ada.getByRole("button", { name: "Choose regions of rule 5" }).click();
  const pick = ada.getByRole("dialog");
  await expect(pick.getByLabel("Tianjin")).toBeHidden(); // another rule has it
  await clean(ada, "choosing regions");
  await pick.getByRole("searchbox").fill("guangdong");
  await pick.getByRole("checkbox", { name: "Shenzhen" }).check();
  await pick.getByRole("button", { name: "Done" }).click();
  await ada.getByRole("group", { name: "Rule 5" }).getByLabel("Cost (yuan)", { exact: true }).fill("21");
  await ada.getByLabel("To", { exact: true }).selectOption({ label: "Shenzhen" });
  await expect(cost).toHaveText("Sending it costs ¥25.00.");
  await clean(ada, "what sending costs");
  await ada.getByRole("button", { name: "Save" }).click();
  await expect(ada.getByText("The postage is saved")).toBeVisible();

  // A notebook of 400 g to the east of Beijing.
  const li = await (await person("Li")).signUp();
  const p = li.page;
  await shop.give(li.phone, "100.00");
  await li.go(`/stores/${store}?mode=parcel`);
  await p.getByRole("button", { name: "Add Notebook" }).click();
  await p.getByRole("link", { name: "Check out" }).click();
  await expect(p.getByText("Choose an address.")).toBeVisible();
  const home = { name: "Li", phone: li.phone, place: "Gongti North Road 1", at: { lat: 39.93, lng: 116.455 } };
  await p.request.post(`${world.url}/api/addresses`, {
    headers: { "Idempotency-Key": "home", Origin: world.url },
    data: home,
  });
  await p.reload();
  await p.getByRole("radio", { name: "By post" }).check({ force: true });
  await expect(p.getByText("¥42.00 more of goods, and it is sent free.")).toBeVisible();
  await expect(p.getByText("About 4 days")).toBeVisible();
  await clean(p, "checking out a parcel");
  await p.getByRole("button", { name: "Order for ¥32.00" }).click();
  await p.getByRole("button", { name: /^Pay ¥/ }).click();
  await li.enterPin();
  const state = p.getByRole("status");
  await expect(state.getByText("Being packed", { exact: true })).toBeVisible();

  await ada.goto(`${world.url}/console/stores/${store}`);
  await ada.getByRole("button", { name: /^Packed: order/ }).click();
  await expect(state.getByText("Packed", { exact: true })).toBeVisible();
  await ada.getByRole("button", { name: /^Send: order/ }).click();
  const form = ada.getByRole("dialog");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("5 to 40 letters, digits and dashes.")).toBeVisible();
  await form.getByLabel("Carrier").selectOption({ label: "ZTO Express" });
  await form.getByLabel("Tracking number").fill("zto 7654321");
  await clean(ada, "sending a parcel");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(ada.getByText(/^Order .* is on its way/)).toBeVisible();

  await expect(state.getByText("On its way", { exact: true })).toBeVisible();
  await expect(p.getByText("ZTO Express")).toBeVisible();
  await p.getByRole("button", { name: "Copy the number" }).click();
  await expect(p.getByText("The number is copied.")).toBeVisible();
  expect(await p.evaluate(() => navigator.clipboard.readText())).toBe("ZTO7654321");
  await clean(p, "a parcel on its way");
  await p.getByRole("button", { name: "I have received it" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "I have received it" }).click();
  await expect(state.getByText("Completed", { exact: true })).toBeVisible();
  await expect(p.getByRole("button", { name: "Review Notebook" })).toBeVisible();
});
