import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browser } from "./browser.ts";
import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test, type Person } from "./world.ts";
import { workplace } from "./workplace.ts";

test.use({
  permissions: ["microphone", "clipboard-read", "clipboard-write"],
  launchOptions: browser("--use-fake-device-for-media-stream"),
});

/** A page with a button for each call, which says what came of it. */
function write(src: string, signStr: string, orderStr: string) {
  writeFileSync(
    join(src, "app.json"),
    JSON.stringify({ pages: ["pages/index/index"], window: { defaultTitle: "Calls" } }),
  );
  writeFileSync(
    join(src, "pages/index/index.axml"),
    `<view a:for="{{names}}"><button size="mini" data-name="{{item}}" onTap="go">{{item}}</button></view>
<view a:for="{{said}}">{{item}}</view>`,
  );
  writeFileSync(
    join(src, "pages/index/index.js"),
    `
const calls = {
  sign: () => my.paySignCenter({ signStr: ${JSON.stringify(encodeURIComponent(signStr))} }),
  deposit: () => my.tradePay({ orderStr: ${JSON.stringify(orderStr)} }),
  one: () => my.chooseAlipayContact({ count: 1 }),
  phone: () => my.choosePhoneContact(),
  several: () => my.chooseAlipayContact({ count: 3 }),
  card: () => my.addPhoneContact({ firstName: "Ann", lastName: "Example", mobilePhoneNumber: "13800000000" }),
  guide: () => my.showAuthGuide({ authType: "NOTIFICATION" }),
  code: () => my.ap.navigateToAlipayPage({ appCode: "payCode" }),
  hidden: () => my[["get", "Address"].join("")](),
  scope: () => my.getAuthCode({ scopes: ["auth", "phone"].join("_") }),
  nowhere: () => my.ap.navigateToAlipayPage({ path: "alipays://platformapi/startapp?appId=29999999" }),
};
const state = (o) => o.resultStatus || o.resultCode || (o.contacts ? o.contacts.map((c) => c.realName).join("+") : o.mobile ? o.name + " " + o.mobile : o.shown ? "shown" : "done");
Page({
  data: { said: [], names: [...Object.keys(calls), "record", "stop", "menu"] },
  say(line) { this.setData({ said: [...this.data.said, line] }); },
  onLoad() {
    const r = my.getRecorderManager();
    r.onStart(() => this.say("records"));
    r.onStop((f) => this.say("recorded " + f.tempFilePath.slice(0, 11) + " " + (f.fileSize > 200)));
    r.onError((f) => this.say("record " + f.error));
    this.r = r;
  },
  onShareAppMessage(o) { this.say("shared from " + o.from); return { title: "Calls", path: "pages/index/index" }; },
  onOptionMenuClick() { this.say("help"); },
  go(e) {
    const { name } = e.target.dataset;
    if (name === "record") return this.r.start();
    if (name === "stop") return this.r.stop();
    if (name === "menu") return my.setOptionMenu({ title: "Help" });
    calls[name]().then((o) => this.say(name + " " + state(o)), (f) => this.say(name + " fails with " + f.error));
  },
});
`,
  );
}

const inside = (p: Person["page"]) => p.frameLocator("iframe.page:not([hidden])");

test("a program signs an agreement, takes a deposit, chooses people, records and leads on, each as its person allows", async ({
  person,
  world,
  shop,
}) => {
  test.setTimeout(120_000);
  const dev = (await person("Dev", desk)).page;
  await signIn(world, dev, demo.developer);
  const { src, preview } = await workplace(world, dev, "Calls");
  const sign = { personal_product_code: "GENERAL_WITHHOLDING_P", external_agreement_no: shop.number("member") };
  const freeze = {
    out_order_no: shop.number("deposit"),
    out_request_no: shop.number("deposit"),
    order_title: "A bicycle for a day",
    amount: "30.00",
    product_code: "PREAUTH_PAY",
  };
  write(
    src,
    shop.params("alipay.user.agreement.page.sign", sign).toString(),
    shop.params("alipay.fund.auth.order.app.freeze", freeze).toString(),
  );
  const bob = await (await person("Bob Example")).signUp();
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "100.00");
  const p = ann.page;
  await ann.go("/transfer");
  await expect(p.getByText("Lately")).toHaveCount(0);
  await p.getByLabel("Phone number").fill(bob.phone);
  await p.getByRole("button", { name: "Next" }).click();
  await p.getByLabel("Amount").fill("5.00");
  await p.getByRole("button", { name: "Send", exact: true }).click();
  await ann.enterPin();
  await expect(p.getByRole("heading", { name: "Money sent" })).toBeVisible();
  await ann.go("/transfer");
  await expect(p.getByRole("heading", { name: "Lately" })).toBeVisible();
  await clean(p, "transfer with people");

  await p.goto(await preview());
  const tap = (name: string) => inside(p).getByRole("button", { name, exact: true }).click();
  const says = (line: string | RegExp) => expect(inside(p).getByText(line, { exact: true })).toBeVisible();
  const sheet = (name: string | RegExp) => p.getByRole("dialog", { name });

  await tap("sign");
  await expect(sheet("Automatic payment").getByLabel("Enter your payment PIN")).toBeVisible();
  await clean(p, "a program's agreement");
  await sheet("Automatic payment").getByRole("button", { name: "Close" }).click();
  await says("sign 6001");
  await tap("sign");
  await ann.enterPin();
  await says("sign 7000");
  expect((await shop.call("alipay.user.agreement.query", sign)).status).toBe("NORMAL");

  await tap("deposit");
  await expect(p.getByRole("dialog").getByText("A bicycle for a day")).toBeVisible();
  await clean(p, "a program's deposit");
  await ann.enterPin();
  await says("deposit 9000");

  await tap("one");
  await expect(sheet(/Choose people for/).locator(".lw-row")).toBeVisible();
  await clean(p, "a program chooses a person");
  await sheet(/Choose people for/)
    .locator(".lw-row")
    .click();
  await says(/^one .*\*/);
  await tap("phone");
  await sheet(/Whom do you mean/)
    .getByLabel("Name")
    .fill("Cat");
  await sheet(/Whom do you mean/)
    .getByLabel("Phone number")
    .fill("13800000001");
  await clean(p, "a program asks whom somebody means");
  await sheet(/Whom do you mean/)
    .getByRole("button", { name: "Done" })
    .click();
  await says("phone Cat 13800000001");
  await tap("several");
  await sheet(/Choose people for/)
    .getByRole("switch")
    .click();
  await sheet(/Choose people for/)
    .getByRole("button", { name: "Done" })
    .click();
  await says(/^several .*\*/);

  const [card] = await Promise.all([p.waitForEvent("download"), tap("card")]);
  expect(card.suggestedFilename()).toBe("Ann Example.vcf");
  expect(readFileSync(await card.path(), "utf8")).toContain("TEL;TYPE=CELL:13800000000");
  await tap("guide");
  await sheet("Allow notifications").getByRole("button", { name: "OK" }).click();
  await says("guide shown");

  await tap("record");
  await clean(p, "a program records");
  await sheet(/wants to record sound/)
    .getByRole("button", { name: "Do not allow" })
    .click();
  await says("record 2001");
  await tap("record");
  await sheet(/wants to record sound/)
    .getByRole("button", { name: "Allow", exact: true })
    .click();
  await says("records");
  await tap("stop");
  await says(/^recorded data:audio\/ true|^recorded data:audio\/. true/);

  await tap("menu");
  await p.getByRole("button", { name: "Help" }).click();
  await says("help");
  await p.getByRole("button", { name: "Share", exact: true }).click();
  await says("shared from menu");
  await expect(p.getByText("The link was copied")).toBeVisible();
  await clean(p, "a program with its bar");

  // What was not seen in the package is not there, however it is called.
  await tap("hidden");
  await says("hidden fails with 3");
  await tap("scope");
  await says("scope fails with 4");
  await tap("nowhere");
  await says("nowhere fails with 2");
  await tap("code");
  await expect(p).toHaveURL(/\/paycode$/);
});
