import { desk } from "./console.ts";
import { Buyer, Noodles } from "./store.ts";
import { expect, test } from "./world.ts";

test("vouchers are redeemed with and without a network, each once", async ({ person, world }) => {
  const p = (await person("Chen", desk)).page;
  const store = await Noodles.of(world, p.context());
  const buyer = await Buyer.of(world, (await person("Li")).page.context());
  const buy = async () => {
    const { id } = await buyer.order(store.id, [store.dish("Iced soy milk")], { mode: "voucher" });
    const code = (await buyer.look(id)).vouchers?.[0]?.code;
    if (!code) throw new Error("no voucher");
    return { id, code };
  };
  const [online, offline, twice] = [await buy(), await buy(), await buy()];

  await p.goto(`${world.url}/console/stores/${store.id}`);
  const key = p.waitForResponse("**/console/api/voucher-key");
  await p.getByRole("link", { name: "Vouchers" }).click();
  await (await key).finished();
  const field = p.getByLabel("Voucher code");
  await expect(field).toBeFocused();
  // As a scanner does: letters into what has the focus, then Enter.
  const scan = async (code: string) => {
    await p.keyboard.insertText(code);
    await p.keyboard.press("Enter");
  };
  const told = p.getByRole("status");
  const last = p.getByRole("table", { name: "Last redeemed in this browser" });

  await scan(online.code);
  await expect(told.getByText("OK", { exact: true })).toBeVisible();
  await expect(told.getByText("Iced soy milk")).toBeVisible();
  await expect(last.getByRole("row", { name: /Iced soy milk/ })).toContainText("Redeemed");
  expect(await buyer.look(online.id)).toMatchObject({ status: "completed" });
  await p.getByRole("heading", { name: "Redeem a voucher" }).click();
  await expect(field).toBeFocused();
  await scan(online.code);
  await expect(told.getByText(/^Already used: .*\d/)).toBeVisible();
  await scan(online.code.replace(store.id, "1"));
  await expect(told.getByText(/not a voucher of ours/)).toBeVisible();

  await p.context().setOffline(true);
  await expect(p.getByText(/^No network\./)).toBeVisible();
  await scan(offline.code);
  await expect(told.getByText("OK", { exact: true })).toBeVisible();
  await expect(told.getByText(/^Checked without a network/)).toBeVisible();
  await expect(p.getByText("1 voucher waits to be sent")).toBeVisible();
  await scan(offline.code);
  await expect(told.getByText(/^Already redeemed in this browser/)).toBeVisible();
  await scan(online.code);
  await expect(told.getByText(/^Already used: /)).toBeVisible();
  await scan(`${offline.code.slice(0, -4)}AAAA`);
  await expect(told.getByText(/not a voucher of ours/)).toBeVisible();
  // Another till takes this one at the same time.
  await scan(twice.code);
  await expect(p.getByText("2 vouchers wait to be sent")).toBeVisible();
  expect((await buyer.look(offline.id)).status).toBe("accepted");
  await store.redeem(twice.code);

  await p.context().setOffline(false);
  await expect(p.getByText(/to be sent/)).toHaveCount(0);
  await expect.poll(async () => (await buyer.look(offline.id)).status).toBe("completed");
  await expect(last.getByRole("row", { name: /Iced soy milk/ })).toHaveCount(3);
  const problems = p.getByRole("list", { name: "To look at" });
  await expect(problems.getByRole("listitem")).toContainText(/somebody had used it before/);
  await p.reload();
  await problems.getByRole("button", { name: "Dismiss: Iced soy milk" }).click();
  await expect(problems).toHaveCount(0);
  await expect(last.getByRole("row", { name: /Not accepted/ })).toHaveCount(1);
  await expect(field).toBeFocused();
});

test("a flash sale and a group deal are opened, and what is wrong is told at its field", async ({ person, world }) => {
  const p = (await person("Chen", desk)).page;
  const store = await Noodles.of(world, p.context());
  await p.goto(`${world.url}/console/stores/${store.id}/offers`);
  await p.getByRole("button", { name: "Open a flash sale" }).click();
  const dialog = p.getByRole("dialog");
  const send = dialog.getByRole("button", { name: /^Open a/ });
  await dialog.getByLabel("What").selectOption("Soy egg");
  await expect(dialog.getByText("Usually ¥3.00.")).toBeVisible();
  await send.click();
  await expect(dialog.getByLabel("Price of the offer")).toBeFocused();
  await expect(dialog.getByLabel("Price of the offer")).toHaveAccessibleDescription(/at least 0\.01/);
  await dialog.getByLabel("Price of the offer").fill("1.5");
  await dialog.getByLabel("Pieces in all").fill("20");
  await dialog.getByLabel("Pieces for each buyer").fill("2");
  await send.click();
  await expect(p.getByText("The flash sale is open")).toBeVisible();
  const sale = p.getByRole("table", { name: "Flash sales" }).getByRole("row", { name: /Soy egg/ });
  await expect(sale).toContainText("20 of 20");
  await expect(sale).toContainText("¥1.50");

  await p.getByRole("button", { name: "Open a group deal" }).click();
  await dialog.getByLabel("What").selectOption("Clear beef noodles");
  await dialog.getByLabel("Price of the offer").fill("18");
  await dialog.getByLabel("People").fill("1");
  await send.click();
  await expect(dialog.getByLabel("People")).toBeFocused();
  await dialog.getByLabel("People").fill("2");
  // The browser's clock is wrong: the server says so, at the field.
  await p.route("**/groups", (r) =>
    r.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ code: "group.terms" }) }),
  );
  await send.click();
  await expect(dialog.getByLabel("Until")).toHaveAccessibleDescription(/A group is of 2 to 100 people/);
  await p.unroute("**/groups");
  await send.click();
  await expect(p.getByText("The group deal is open")).toBeVisible();
  const deal = p.getByRole("table", { name: "Group deals" }).getByRole("row", { name: /Clear beef noodles/ });
  await expect(deal).toContainText("¥18.00");
});
