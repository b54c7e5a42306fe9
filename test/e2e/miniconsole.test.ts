import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test, type World } from "./world.ts";
import { workplace } from "./workplace.ts";

/** Brings a first version to the people without a look at any page. */
async function bring(world: World, app: string, author: Page, reviewer: Page) {
  const post = async (p: Page, path: string, data: object) => {
    const answer = await p.request.post(`${world.url}/console/api${path}`, { data, headers: { Origin: world.url } });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  const queue = await reviewer.request.get(`${world.url}/console/api/mini/reviews`);
  const { items } = (await queue.json()) as { items: { id: string; app: string; hash: string }[] };
  const v = items.find((x) => x.app === app);
  await post(reviewer, `/mini/reviews/${v?.id ?? ""}`, {
    hash: v?.hash,
    verdict: "approved",
    reason: "As it should be.",
  });
  await post(author, `/apps/${app}/mini/versions/1.0.0/act`, { act: "release" });
}

test("a version goes from its developer through the review to the people, and is rolled back", async ({
  person,
  world,
}) => {
  test.setTimeout(180_000);
  const p = (await person("Dev", desk)).page;
  await signIn(world, p, demo.developer);
  const { app, mini, src } = await workplace(world, p, "Corner Breakfast");
  const at = `${world.url}/console/apps/${app}/mini`;
  const status = p.getByRole("heading", { name: "Version 2.0.0" }).locator("xpath=..");
  const act = async (name: string) => p.getByRole("main").getByRole("button", { name, exact: true }).click();
  const yes = async (name: string) => p.getByRole("dialog").getByRole("button", { name, exact: true }).click();

  // The key that the tool made is pasted where the tool says.
  const said = await mini("key");
  expect(said).toContain(at);
  await p.goto(`${at}/access`);
  await act("Add a key");
  await p.getByLabel("Public key").fill(said.slice(0, said.indexOf("next:")));
  await clean(p, "add a key");
  await yes("Add a key");
  await expect(p.getByText("The key is registered")).toBeVisible();
  await expect(p.getByRole("table", { name: "Keys for packages" }).getByText("In force").first()).toBeVisible();
  await p.getByLabel("Requests").fill("api.breakfast.example\nnot a domain");
  await act("Save");
  await expect(p.getByText("not a domain is no domain name that can be listed.")).toBeVisible();
  await p.getByLabel("Requests").fill("api.breakfast.example");
  await act("Save");
  await expect(p.getByText("Saved")).toBeVisible();
  await clean(p, "keys and domains");

  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  await p.goto(at);
  await expect(p.getByText("No versions yet")).toBeVisible();
  await clean(p, "no versions");
  const first = "The first version, with three kinds of breakfast.";
  await mini("upload", src, "--version", "1.0.0", "--submit", "--description", first);
  await bring(world, app, p, olga);

  expect(await mini("upload", src, "--version", "2.0.0")).toContain(at);
  await p.goto(at);
  await clean(p, "versions");
  await p.getByRole("link", { name: "2.0.0" }).click();
  await act("Submit for review");
  await p.getByLabel("What is new").fill("short");
  await yes("Submit for review");
  await expect(p.getByText("Write at least 30 characters.")).toBeVisible();
  await p.getByLabel("What is new").fill("Breakfast from the corner, fetched in the morning.");
  await clean(p, "submit");
  await yes("Submit for review");
  await expect(status.getByText("In review")).toBeVisible();
  await act("Make a link");
  await expect(p.getByRole("img", { name: "QR code that opens version 2.0.0" })).toBeVisible();
  await clean(p, "a version");

  // The reviewer sees the program itself, and says yes.
  await olga.goto(`${world.url}/console/minireviews`);
  await clean(olga, "reviews");
  await olga.getByRole("link", { name: /Corner Breakfast/ }).click();
  const shown = olga.locator(".co-tryout .stage iframe").first().contentFrame();
  await expect(shown.getByText("Soy milk").first()).toBeVisible();
  await clean(olga, "a review");
  await olga.getByRole("button", { name: "Approve" }).click();
  await expect(olga.getByText("Give a reason of at least 3 characters.")).toBeVisible();
  await olga.getByLabel("Reason").fill("It does what it says.");
  await olga.getByRole("button", { name: "Approve" }).click();
  await expect(olga.getByText("Version 2.0.0 is approved")).toBeVisible();

  // A part of the people, then all, then back.
  await p.reload();
  await expect(status.getByText("Approved")).toBeVisible();
  await act("Show to a part");
  await p.getByLabel("Share of people in %").fill("5");
  await p.getByLabel("Cities").fill("330100");
  await yes("Show to a part");
  await expect(status.getByText("Shown to a part")).toBeVisible();
  await expect(p.getByText("Shown to 5.00% of people · 330100")).toBeVisible();
  await act("Widen");
  await p.getByLabel("Share of people in %").fill("4");
  await expect(p.getByText("Give a number from 5 to 100.")).toBeVisible();
  await p.getByLabel("Share of people in %").fill("50");
  await yes("Widen");
  await expect(p.getByText("Shown to 50.00% of people · 330100")).toBeVisible();
  await act("Release to all");
  await yes("Release to all");
  await expect(status.getByText("Online", { exact: true })).toBeVisible();
  const served = async () =>
    ((await (await p.request.get(`${world.url}/api/mini/${app}`)).json()) as { version: string }).version;
  expect(await served()).toBe("2.0.0");
  await act("Roll back");
  await yes("Roll back");
  await expect(status.getByText("Taken down")).toBeVisible();
  expect(await served()).toBe("1.0.0");

  // What people find, and how it does.
  await p.goto(`${at}/entry`);
  await p.getByLabel("Name in English").fill("P");
  await p.getByLabel("Name in Chinese").fill("");
  await act("Save");
  await expect(p.getByRole("alert").first()).toContainText("2 to 20 characters");
  await p.getByLabel("Name in English").fill("Corner Breakfast");
  await p.getByLabel("Slogan").fill("Books by post");
  await act("Save");
  await expect(p.getByText("Saved")).toBeVisible();
  await clean(p, "the entry");
  const report = await p.request.post(`${world.url}/api/mini/${app}/vitals`, {
    data: {
      ...{ batch: "batch-one", open: "open-number-one", version: "1.0.0", host: "app" },
      items: [
        { kind: "opened", ms: 420 },
        { kind: "page", page: "pages/index/index" },
        { kind: "error", page: "pages/index/index", message: "x is not a function", stack: "at shelf.js:3" },
      ],
    },
    headers: { Origin: world.url },
  });
  expect(report.ok(), await report.text()).toBe(true);
  await p.goto(`${at}/numbers`);
  await expect(p.getByRole("table", { name: "Errors that nobody caught" })).toContainText("x is not a function");
  await p.getByRole("button", { name: "As a table" }).click();
  await clean(p, "numbers");

  await olga.goto(`${world.url}/console/programs`);
  await clean(olga, "programs");
  await olga.getByRole("link", { name: /Corner Breakfast/ }).click();
  await olga.getByRole("button", { name: "Stop the program" }).click();
  await olga.getByLabel("Reason").fill("It asks for too much.");
  await olga.getByRole("dialog").getByRole("button", { name: "Stop the program" }).click();
  await expect(olga.getByText("The platform stopped this program")).toBeVisible();
  await expect(olga.getByRole("dialog")).toHaveCount(0);
  await clean(olga, "a stopped program");
  await p.goto(at);
  await expect(p.getByText("It asks for too much.")).toBeVisible();
  await olga.getByRole("button", { name: "Start it again" }).click();
  await olga.getByLabel("Reason").fill("It asks for less.");
  await olga.getByRole("dialog").getByRole("button", { name: "Start it again" }).click();
  await expect(olga.getByRole("dialog")).toHaveCount(0);
  await expect(olga.getByRole("button", { name: "Stop the program" })).toBeVisible();
});

test("a program reads the picture that somebody chose, and knows the words that were listed", async ({
  person,
  world,
}) => {
  test.setTimeout(120_000);
  // Where scripts/tools could not bring Tesseract, programs do without.
  const reads = spawnSync("tesseract", ["--version"]).status === 0;
  const dev = (await person("Dev", desk)).page;
  await signIn(world, dev, demo.developer);
  const { src, preview } = await workplace(world, dev, "Corner Reading");
  rmSync(src, { recursive: true });
  mkdirSync(src);
  writeFileSync(join(src, "app.json"), JSON.stringify({ pages: ["index"] }));
  writeFileSync(
    join(src, "index.axml"),
    `<view><text>can {{can}}</text><button onTap="read">read</button><text>{{text}}</text><button onTap="look">look</button><text>{{risk}}</text></view>`,
  );
  writeFileSync(
    join(src, "index.js"),
    `Page({
      data: { can: String(my.canIUse("ocr")), text: "", risk: "" },
      read() {
        const say = (text) => this.setData({ text });
        my.chooseImage({ count: 1, success: ({ apFilePaths }) => my.ocr({
          ocrType: "ocr_bank_card", path: apFilePaths[0],
          success: ({ result }) => say("card " + JSON.parse(result.outputs[0].outputValue.dataValue).card_num),
          fail: (e) => say("failed " + e.error),
        }) });
      },
      look() {
        my.textRiskIdentification({ content: "FREE gift-card!", type: ["0", "3"], success: ({ result }) =>
          this.setData({ risk: result.map((r) => r.type + " " + r.score + " " + r.hitKeywords.join()).join("; ") }) });
      },
    })`,
  );

  const ann = await (await person("Ann Example")).signUp();
  const a = ann.page;
  // The host's watch, which can be put forward.
  await a.addInitScript(() => {
    const real = performance.now.bind(performance);
    performance.now = () => real() + Number(document.documentElement.dataset.later ?? 0);
  });
  await a.goto(await preview());
  const inside = a.frameLocator("iframe.page:not([hidden])");
  await expect(inside.getByText(`can ${String(reads)}`)).toBeVisible();
  await inside.getByRole("button", { name: "look" }).click();
  await expect(inside.getByText("0 100 free gift card; 3 0")).toBeVisible();

  const drawn = await a.evaluate(() => {
    const c = document.createElement("canvas");
    [c.width, c.height] = [900, 300];
    const d = c.getContext("2d");
    if (!d) return "";
    d.fillStyle = "white";
    d.fillRect(0, 0, 900, 300);
    d.fillStyle = "black";
    d.font = "44px sans-serif";
    d.fillText("CITY BANK", 60, 90);
    d.fillText("6222 0212 3456 7890 128", 60, 200);
    return c.toDataURL("image/png").split(",")[1] ?? "";
  });
  const chooser = a.waitForEvent("filechooser");
  await inside.getByRole("button", { name: "read" }).click();
  const files = await chooser;
  await a.evaluate(() => (document.documentElement.dataset.later = "60000")); // somebody takes a minute to choose
  await files.setFiles({ name: "card.png", mimeType: "image/png", buffer: Buffer.from(drawn, "base64") });
  await expect(inside.getByText(reads ? "card 6222021234567890128" : "failed 3")).toBeVisible();
});

test("a program that may ask for phone numbers goes to the people when two have approved it", async ({
  person,
  world,
}) => {
  const dev = (await person("Dev", desk)).page;
  await signIn(world, dev, demo.developer);
  const { app, mini, src, register } = await workplace(world, dev, "Corner Phone");
  writeFileSync(join(src, "app.json"), JSON.stringify({ pages: ["pages/index/index"] }));
  writeFileSync(join(src, "pages/index/index.axml"), `<button onTap="ask">ask</button>`);
  writeFileSync(join(src, "pages/index/index.js"), `Page({ ask() { my.getPhoneNumber({}) } })`);
  await register();
  const what = "The phone number is asked for, to call when the breakfast is ready.";
  await mini("upload", src, "--version", "1.0.0", "--submit", "--description", what);

  const review = async (who: string, phone: string) => {
    const p = (await person(who, desk)).page;
    await signIn(world, p, phone);
    await p.goto(`${world.url}/console/minireviews`);
    return p;
  };
  const approve = async (p: Awaited<ReturnType<typeof review>>, first?: Promise<unknown>) => {
    await p.getByRole("link", { name: "Corner Phone" }).click();
    await expect(p.getByText("It may ask people for: their phone number. Two people must approve it.")).toBeVisible();
    await first;
    await p.getByLabel("Reason").fill("It says why it asks.");
    await p.getByRole("button", { name: "Approve" }).click();
  };
  const olga = await review("Olga", demo.olga);
  await expect(olga.getByText("Needs a second")).toHaveCount(0);
  await approve(olga);
  await expect(olga.getByText("Version 1.0.0 waits for a second approval").first()).toBeVisible();
  await expect(olga.getByText("Needs a second")).toBeVisible();
  await clean(olga, "a review that waits for a second");
  await olga.getByRole("link", { name: "Corner Phone" }).click();
  await expect(olga.getByText("You have approved it. Somebody else must approve it, too.")).toBeVisible();
  await expect(olga.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await clean(olga, "a review that somebody has approved");
  await dev.goto(`${world.url}/console/apps/${app}/mini`);
  await expect(dev.getByText("In review")).toBeVisible();

  const omar = await review("Omar", demo.omar);
  // A file that does not come, as when somebody else decides meanwhile, breaks no page.
  await omar.route(/\/mini\/t\/.*\.css/, (r) => r.fulfill({ status: 403 }));
  await approve(
    omar,
    omar.waitForResponse((r) => r.status() === 403),
  );
  await expect(omar.getByText("Version 1.0.0 is approved").first()).toBeVisible();
  await dev.reload();
  await expect(dev.getByText("Approved")).toBeVisible();
});
