import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./world.ts";

test("a shop's web page sends a buyer to the cashier and gets them back", async ({ person, shop }) => {
  const back = createServer((q, a) =>
    a.end(
      `<!doctype html><title>shop</title><p>back at the shop ${new URL(q.url ?? "", "http://x").searchParams.get("total_amount")}`,
    ),
  );
  await new Promise<void>((done) => back.listen(0, "127.0.0.1", done));
  const returnUrl = `http://127.0.0.1:${(back.address() as AddressInfo).port}/thanks`;

  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "20.00");
  const p = ann.page;
  const order = shop.number("page");
  await p.goto(
    shop.pageUrl(
      "alipay.trade.page.pay",
      { out_trade_no: order, total_amount: "8.80", subject: "Two cups of tea", product_code: "FAST_INSTANT_TRADE_PAY" },
      { return_url: returnUrl },
    ),
  );
  await expect(p.getByText("Two cups of tea")).toBeVisible();
  await expect(p.getByText("Balance (¥20.00)")).toBeVisible();
  await p.getByRole("button", { name: "Pay ¥8.80" }).click();
  await ann.enterPin();
  await expect(p.getByRole("status").getByText("Paid")).toBeVisible();
  await p.getByRole("link", { name: "Back to the shop" }).click();
  await expect(p.getByText("back at the shop 8.80")).toBeVisible();

  // A refund shows up in the bill's trail.
  await shop.refund(order, "3.00");
  await ann.go("/bills");
  await p.getByRole("link", { name: /Refund/ }).click();
  await expect(p.getByRole("heading", { name: "All that belongs to it" })).toBeVisible();
  await expect(p.getByText("-¥8.80")).toBeVisible();
  await expect(p.getByText("+¥3.00")).toHaveCount(2);
  await ann.go("/messages");
  await expect(p.getByRole("button", { name: /Refund of ¥3.00/ })).toBeVisible();
  back.close();
});

test("a stranger who opens a shop's code signs in first and then pays", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "20.00");
  const qr = await shop.dynamicQr("5.00", "Steamed buns");
  const other = await person("Ann Example");
  const p = other.page;
  await p.goto(qr);
  await other.signIn(ann.phone);
  await expect(p.getByText("Steamed buns")).toBeVisible();
  await p.getByRole("button", { name: "Pay ¥5.00" }).click();
  await other.enterPin();
  await expect(p.getByRole("status").getByText("Paid")).toBeVisible();
});

test("the pay code is taken by a shop's scanner, and its page says so", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "20.00");
  const p = ann.page;
  await ann.go("/paycode");
  await p.getByRole("button", { name: /show the number/ }).click();
  const digits = (await p.getByRole("button", { expanded: true }).innerText()).replace(/\s/g, "");
  expect(digits).toMatch(/^\d{18}$/);
  await shop.call("alipay.trade.pay", {
    out_trade_no: shop.number("bar"),
    auth_code: digits,
    scene: "bar_code",
    total_amount: "4.20",
    subject: "Soy milk",
  });
  await expect(p.getByRole("status").getByText("Paid")).toBeVisible();
  await expect(p.getByText("Soy milk")).toBeVisible();
});

test("a large payment by pay code waits for its owner, who is asked at once", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await ann.go("/me/cards");
  await p.getByRole("button", { name: "Add a card" }).click();
  await p.getByLabel("Card number").fill("6220010000001230");
  await p.getByRole("button", { name: "Next" }).click();
  await ann.enterPin();
  await p.getByRole("link", { name: "Top up" }).click();
  await p.getByRole("textbox", { name: "Amount" }).fill("1500");
  await p.getByRole("button", { name: "Top up" }).click();
  await ann.enterPin();
  await expect(p.getByRole("status").getByText("Done")).toBeVisible();

  await ann.go("/paycode");
  await p.getByRole("button", { name: /show the number/ }).click();
  const digits = (await p.getByRole("button", { expanded: true }).innerText()).replace(/\s/g, "");
  const bill = {
    out_trade_no: shop.number("big"),
    auth_code: digits,
    scene: "bar_code",
    total_amount: "1200.00",
    subject: "Bicycle",
  };
  expect((await shop.call("alipay.trade.pay", bill)).code).toBe("10003");
  await p.getByRole("button", { name: "Pay ¥1,200.00" }).click();
  await ann.enterPin();
  await expect(p.getByRole("status").getByText("Paid")).toBeVisible();
  await ann.go("/");
  await expect(p.getByTestId("balance")).toHaveText("¥300.00");
});

test("an app asks for a permission, gets it, and loses it again", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  const link = (redirect: string) =>
    `/oauth2/publicAppAuthorize.htm?${new URLSearchParams({ app_id: shop.app, scope: "auth_user", redirect_uri: redirect, state: "0042" })}`;
  await ann.go(link("https://evil.example/"));
  await expect(p.getByRole("heading", { name: "This link does not work" })).toBeVisible();

  await p.route("http://localhost:3000/**", (r) =>
    r.fulfill({ contentType: "text/html", body: "<!doctype html><title>app</title>the app" }),
  );
  await ann.go(link("http://localhost:3000/callback"));
  await expect(p.getByText("See your name and picture")).toBeVisible();
  await expect(p.getByText("localhost:3000")).toBeVisible();
  await p.getByRole("button", { name: "Do not allow" }).click();
  await expect(p.getByText("the app")).toBeVisible();
  expect(new URL(p.url()).searchParams.has("auth_code")).toBe(false);

  await ann.go(link("http://localhost:3000/callback"));
  await p.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(p.getByText("the app")).toBeVisible();
  const back = new URL(p.url()).searchParams;
  expect(back.get("auth_code")).toBeTruthy();
  expect(back.get("state")).toBe("0042");

  await ann.go("/me/consents");
  await p.getByRole("button", { name: "Take back: See your name and picture" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Take it back" }).click();
  await expect(p.getByText("No app knows anything of you")).toBeVisible();
  await expect(p.getByText("Taken back")).toBeVisible();
});
