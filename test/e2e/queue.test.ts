import { desk } from "./console.ts";
import { Noodles } from "./store.ts";
import { expect, test } from "./world.ts";

// A Tuesday evening, when people eat.
test.use({ clock: "2020-03-10T18:30:00+08:00" });

test("a number in the line moves as the host calls, and who does not come goes back once", async ({
  person,
  world,
}) => {
  test.setTimeout(120_000);
  const chen = await person("Chen", desk);
  const noodles = await Noodles.of(world, chen.page.context());
  const host = chen.page;
  await host.goto(`${world.url}/console/stores/${noodles.id}/queue`);
  const [ann, bob] = [await (await person("Ann Example")).signUp(), await (await person("Bob Example")).signUp()];
  const [a, b] = [ann.page, bob.page];

  // Each takes a number, by the size of the party.
  for (const [who, number] of [
    [ann, "A1"],
    [bob, "A2"],
  ] as const) {
    await who.go(`/stores/${noodles.id}`);
    await who.page.getByRole("button", { name: "Take a number" }).click();
    await who.page.getByRole("dialog").getByRole("button", { name: "Take a number" }).click();
    await expect(who.page.getByText(number, { exact: true })).toBeVisible();
  }
  const place = (p: typeof a) => p.getByRole("main").getByRole("status");
  await expect(place(a)).toContainText("You are next");
  await expect(place(b)).toContainText("1 party before you");

  // The host calls; both pages move without a reload.
  const small = host.getByRole("region", { name: /^A · Small table/ });
  await expect(small.getByText("A2")).toBeVisible();
  await small.getByRole("button", { name: "Call next: A" }).click();
  await expect(place(a)).toContainText(/Come to the door by 1[89]:\d\d\./);
  await expect(place(b)).toContainText("You are next");

  // She does not come in three minutes, and goes behind him.
  await world.later("3m");
  await expect(place(a)).toContainText("Passed");
  await expect(small.getByRole("button", { name: "Back in line: A1" })).toBeVisible();
  await a.getByRole("button", { name: "Join the line again" }).click();
  await expect(place(a)).toContainText("1 party before you");
  await small.getByRole("button", { name: "Call next: A" }).click();
  await small.getByRole("button", { name: "Seated: A2" }).click();
  await expect(place(b)).toContainText("Seated");
  await expect(place(a)).toContainText("You are next");

  // A walk-in has the next number; she goes home.
  await host.getByRole("button", { name: "Add a walk-in" }).click();
  await host.getByLabel("Name").fill("Mr Li");
  await host.getByRole("button", { name: "Add", exact: true }).click();
  await expect(small.getByText("Mr Li")).toBeVisible();
  await ann.go("/orders");
  await a.getByRole("region", { name: "Open tickets and bookings" }).getByRole("link", { name: /A1/ }).click();
  await a.getByRole("button", { name: "Leave the line" }).click();
  await a.getByRole("dialog").getByRole("button", { name: "Leave the line" }).click();
  await expect(place(a)).toContainText("You left the line");
  await expect(small.getByText("A1")).toBeHidden();
  await ann.go("/messages");
  await expect(a.getByText("Number A1: your table is ready")).toBeVisible();
});

test("a table is booked, seen by its store and cancelled", async ({ person, world }) => {
  const chen = await person("Chen", desk);
  const noodles = await Noodles.of(world, chen.page.context());
  const host = chen.page;
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await host.goto(`${world.url}/console/stores/${noodles.id}/bookings?day=2020-03-11`);
  await expect(host.getByText("No booking on this day")).toBeVisible();
  // There are two large tables, and others have them at half past six.
  const bob = await (await person("Bob Example")).signUp();
  for (const key of ["one", "two"]) {
    const answer = await bob.page.request.post(`${world.url}/api/stores/${noodles.id}/bookings`, {
      data: { at: "2020-03-11T18:30:00+08:00", party: 7 },
      headers: { "Idempotency-Key": key, Origin: world.url },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  await expect(host.getByRole("row", { name: /18:30/ })).toHaveCount(2);
  await ann.go(`/stores/${noodles.id}`);
  await p.getByRole("link", { name: "Book a table" }).click();
  await p.getByRole("radio", { name: /Mar 11/ }).check({ force: true });
  for (let n = 2; n < 7; n++) await p.getByRole("button", { name: "One person more" }).click();
  await expect(p.getByRole("radio", { name: "18:30 full" })).toBeDisabled();
  await p.getByRole("radio", { name: "20:30", exact: true }).check({ force: true });
  await p.getByLabel("Note for the store").fill("A birthday");
  await p.getByRole("button", { name: "Book this table" }).click();
  await expect(p.getByRole("main").getByRole("status")).toHaveText("Booked");
  const row = host.getByRole("row", { name: /20:30/ });
  await expect(row).toContainText("A birthday");

  // Found again among the orders, and cancelled.
  await ann.go("/orders");
  await p
    .getByRole("region", { name: "Open tickets and bookings" })
    .getByRole("link", { name: /Corner/ })
    .click();
  await p.getByRole("button", { name: "Cancel the booking" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Cancel the booking" }).click();
  await expect(p.getByRole("main").getByRole("status")).toHaveText("Cancelled");
  await expect(row).toContainText("Cancelled");

  // The store says no to one of the others, with a reason.
  await host
    .getByRole("button", { name: /^Cancel: .*18:30/ })
    .first()
    .click();
  await host.getByLabel("Reason").fill("The stove is broken");
  await host.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).last().click();
  await expect(host.getByText("The booking is cancelled")).toBeVisible();
  await bob.go("/messages");
  await expect(bob.page.getByText(/The stove is broken/)).toBeVisible();
});
