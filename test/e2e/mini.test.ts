import { clean } from "./clean.ts";
import { demo, signIn } from "./console.ts";
import { asker } from "./store.ts";
import { expect, test, type Person } from "./world.ts";

test.use({
  clock: "2020-03-10T18:36:00+08:00", // one that no other test has: programs are stopped here
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

/** The page of the program on top. */
const inside = (p: Person["page"]) => p.frameLocator("iframe.page:not([hidden])");

async function open(ann: Person, name: string) {
  const p = ann.page;
  await ann.go("/mini");
  await p.getByRole("searchbox").fill(name);
  await p.getByRole("main").getByRole("link", { name }).click();
  await expect(p).toHaveURL(/\/mini\/\d{16}/);
}

test("somebody orders and pays in a mini program, and the order is theirs like any other", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "200.00");
  const p = ann.page;
  await open(ann, "Order here");
  await inside(p).getByText("Corner Noodles").first().click();
  const wide = async () => (await p.locator("iframe.page:not([hidden])").boundingBox())?.width;
  await expect.poll(wide).toBe(390); // all of the screen
  await inside(p).getByRole("button", { name: "Choose Braised beef noodles" }).click();
  await inside(p).getByText("Large").click();
  await inside(p)
    .getByRole("button", { name: /^Add ¥32/ })
    .click();
  await inside(p).getByRole("button", { name: "Add Clear beef noodles" }).click();
  await inside(p).getByText("Go on").click();
  await expect(inside(p).getByText("¥56.00").first()).toBeVisible();
  await inside(p).getByText("Take away").click();
  await inside(p)
    .getByRole("button", { name: /^Pay ¥5/ })
    .click();

  // The sheet is the app's, above the program. Who goes away has paid nothing.
  const sheet = p.getByRole("dialog", { name: /^Pay in .*Order here/ });
  await expect(sheet.getByText("巷口面馆").first()).toBeVisible();
  await clean(p, "pay sheet of a program");
  await sheet.getByRole("button", { name: "Close" }).click();
  await expect(inside(p).getByText("It is not paid yet")).toBeVisible();
  await inside(p)
    .getByRole("button", { name: /^Pay ¥5/ })
    .click();
  await expect(sheet.getByText(/^¥5\d\.\d\d$/)).toBeVisible();
  await ann.enterPin();
  await expect(inside(p).getByText("Your number")).toBeVisible();
  const number = await inside(p).getByRole("status").innerText();
  expect(number).toMatch(/\d/);

  await ann.go("/orders");
  await p
    .getByRole("link", { name: /Corner Noodles|巷口面馆/ })
    .first()
    .click();
  await expect(p.getByText(number).first()).toBeVisible();
  await expect(p.getByText("Take away")).toBeVisible();
});

test("a program asks for a name, gets it when the person says yes, and loses it again", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await open(ann, "City card");
  await expect(inside(p).getByText("Beijing")).toBeVisible();
  await inside(p).getByRole("button", { name: "Show my name" }).click();
  const sheet = p.getByRole("dialog", { name: /City card asks for/ });
  await clean(p, "consent sheet of a program");
  await sheet.getByRole("button", { name: "Do not allow" }).click();
  await expect(inside(p).getByText("Guest of the city")).toBeVisible();
  await inside(p).getByRole("button", { name: "Show my name" }).click();
  await sheet.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(inside(p).getByText("Ann Example")).toBeVisible();
  await ann.go("/me/consents");
  await expect(p.getByText(/City card/).first()).toBeVisible();
});

test("an operator stops a program, and who has it open sees so", async ({ person, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await open(ann, "Paper Boat");
  await expect(inside(p).getByText("A History of Noodles")).toBeVisible();
  const app = /\/mini\/(\d{16})/.exec(p.url())?.[1] ?? "";
  const desk = (await person("Olga")).page;
  await signIn(world, desk, demo.olga);
  const stop = (stopped: boolean) =>
    asker(world, desk.context(), "/console/api/")("POST", `mini/programs/${app}/stop`, {
      stopped,
      reason: "It was asked for.",
    });
  await stop(true);
  await expect(p.getByRole("heading", { name: "This mini program was stopped" }).first()).toBeVisible({
    timeout: 5000,
  });
  await stop(false);
  await p.reload();
  await expect(inside(p).getByText("A History of Noodles")).toBeVisible();
});
