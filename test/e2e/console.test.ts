import { createSign, generateKeyPairSync } from "node:crypto";
import { demo, desk, signIn } from "./console.ts";
import { expect, test } from "./world.ts";

test("an operator blocks a merchant, and the audit log shows it", async ({ person, world }) => {
  const p = (await person("Olga", desk)).page;
  await signIn(world, p, demo.olga);
  await p.goto(`${world.url}/console/merchants`);
  await p.getByLabel("Name or number").fill("Paper Boat");
  await p.getByLabel("Name or number").press("Enter");
  const row = p.getByRole("row", { name: /Paper Boat Books/ });
  await expect(row).toHaveCount(1);
  await expect(p.getByText("1 row shown")).toBeVisible();
  const id = await row.getByRole("cell").first().innerText();

  const block = row.getByRole("button", { name: "Block Paper Boat Books" });
  await block.click();
  const dialog = p.getByRole("dialog", { name: "Block Paper Boat Books" });
  await dialog.getByRole("button", { name: "Block", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Please say why");
  await p.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(block).toBeFocused();

  await block.press("Enter");
  await dialog.getByLabel("Reason").fill("Sells what it does not have");
  // The focus cannot leave the dialog for the page behind it.
  for (let i = 0; i < 8; i++) {
    await p.keyboard.press("Tab");
    const inside = await p.evaluate(
      () => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null,
    );
    expect(inside).toBe(true);
  }
  await dialog.getByRole("button", { name: "Block", exact: true }).click();
  await expect(p.getByText("Paper Boat Books is blocked")).toBeVisible();
  await expect(row.getByText("Blocked")).toBeVisible();

  await p.getByRole("link", { name: "Audit log" }).click();
  await p.getByLabel("Object, such as merchant:123").fill(`merchant:${id}`);
  await p.getByRole("button", { name: "Search" }).click();
  const entry = p.getByRole("row", { name: /Sells what it does not have/ });
  await expect(entry).toHaveCount(1);
  await expect(entry.getByText("merchant.blocked")).toBeVisible();
  await p.getByRole("button", { name: "Verify the chain" }).click();
  await expect(p.getByText(/The chain is whole: \d+ entries checked/)).toBeVisible();

  await p.getByRole("link", { name: "Merchants" }).click();
  await p.getByRole("button", { name: "Unblock Paper Boat Books" }).click();
  await p.getByLabel("Reason").fill("It was a mistake");
  await p.getByRole("dialog").getByRole("button", { name: "Unblock", exact: true }).click();
  await expect(p.getByText("Paper Boat Books is active again")).toBeVisible();
});

test("one operator proposes a fee, and only the other one can approve it", async ({ person, world }) => {
  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  await olga.goto(`${world.url}/console/fees`);
  await olga.getByRole("button", { name: "Propose a fee" }).click();
  const dialog = olga.getByRole("dialog");
  await dialog.getByLabel("Rate in percent").fill("12");
  await dialog.getByRole("button", { name: "Propose", exact: true }).click();
  await expect(dialog.getByText("Give a number from 0 to 10")).toBeVisible();
  await dialog.getByLabel("Rate in percent").fill("0.38");
  await dialog.getByLabel("Way of paying").selectOption("Payment code");
  await dialog.getByLabel("Reason").fill("Cheaper at the till");
  await dialog.getByRole("button", { name: "Propose", exact: true }).click();
  await expect(olga.getByText("Another operator decides on it.")).toBeVisible();
  await olga.getByRole("link", { name: "Proposals" }).click();
  const hers = olga.getByRole("row", { name: /Cheaper at the till/ });
  await expect(hers.getByText("Yours: somebody else decides")).toBeVisible();
  await expect(hers.getByRole("button")).toHaveCount(0);

  const omar = (await person("Omar", desk)).page;
  await signIn(world, omar, demo.omar);
  await omar.goto(`${world.url}/console/proposals`);
  const his = omar.getByRole("row", { name: /Cheaper at the till/ });
  await expect(his).toContainText("Fee of 0.38 % for All merchants, Payment code");
  await his.getByRole("button", { name: /Approve/ }).click();
  await omar.getByLabel("Reason").fill("Agreed in the meeting");
  await omar.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
  await expect(his.getByText("Approved")).toBeVisible();
  await omar.getByRole("link", { name: "Fees" }).click();
  await expect(omar.getByRole("row", { name: /0\.38 %/ })).toContainText("Payment code");
});

test("a rule is tried, drafted by one operator and put in force by another", async ({ person, world }) => {
  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  await olga.goto(`${world.url}/console/rules/new`);
  await olga.getByLabel("Name", { exact: true }).fill("night.large");
  await olga.getByLabel("Condition").fill("amount >");
  await olga.getByRole("button", { name: "Dry run" }).click();
  await expect(olga.getByRole("alert")).toContainText("Syntax error");
  await olga.getByLabel("Condition").fill("hour < 5 && amount > 9999900");
  await olga.getByRole("button", { name: "Dry run" }).click();
  await expect(olga.getByText("Payments judged")).toBeVisible();
  await olga.getByLabel("Reason code").fill("night");
  await olga.getByRole("button", { name: "Save the draft" }).click();
  await expect(olga.getByRole("row", { name: /night\.large/ })).toContainText("Yours: somebody else decides");

  const omar = (await person("Omar", desk)).page;
  await signIn(world, omar, demo.omar);
  await omar.goto(`${world.url}/console/rules`);
  const rule = omar.getByRole("row", { name: /night\.large/ });
  await rule.getByRole("button").click();
  await omar.getByRole("dialog").getByRole("button", { name: "Put in force" }).click();
  await expect(rule.getByText("Live")).toBeVisible();
});

test("an owner refunds a part of a trade, and no more than is left", async ({ person, world }) => {
  const p = (await person("Chen", desk)).page;
  await signIn(world, p, demo.noodles);
  await p.goto(`${world.url}/console/`);
  await expect(p.getByRole("heading", { name: "Overview" })).toBeVisible();
  await p.getByRole("button", { name: "Show as a table" }).click();
  await expect(p.getByRole("table", { name: "The last seven days" }).getByRole("row")).toHaveCount(8);
  await p.getByRole("link", { name: "Trades", exact: true }).click();
  await p.getByLabel("Status").selectOption("Paid");
  await p.getByRole("link", { name: "牛肉面", exact: true }).first().click(); // not one of an order
  await p.getByRole("button", { name: "Refund", exact: true }).click();
  const dialog = p.getByRole("dialog", { name: "Refund" });
  await dialog.getByLabel("Amount to refund").fill("26.01");
  await dialog.getByLabel("Reason").fill("Too much salt");
  await dialog.getByRole("button", { name: "Refund", exact: true }).click();
  await expect(dialog.getByText("At most ¥26.00 can be refunded.")).toBeVisible();

  // The answer is lost on its way: the second try must not refund again.
  let lost = 0;
  const keys: (string | undefined)[] = [];
  await p.route("**/refunds", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await dialog.getByLabel("Amount to refund").fill("6");
  await dialog.getByRole("button", { name: "Refund ¥6.00" }).click();
  await expect(dialog.getByText("We do not know whether this refund went through.")).toBeVisible();
  await dialog.getByRole("button", { name: "Refund ¥6.00" }).click();
  await expect(p.getByText("¥6.00 refunded")).toBeVisible();
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  const refunds = p.getByRole("table", { name: "Refunds" });
  await expect(refunds.getByRole("row")).toHaveCount(2);
  await expect(refunds).toContainText("Too much salt");

  await p.getByRole("button", { name: "Refund", exact: true }).click();
  await expect(dialog.getByText("Up to ¥20.00 is left to refund.")).toBeVisible();
});

test("a developer makes an app, adds a key and finds alipay.trade.pay", async ({ person, world }) => {
  const p = (await person("Dev", desk)).page;
  await signIn(world, p, demo.developer);
  await p.goto(`${world.url}/console/apps/new`);
  await p.getByLabel("Name", { exact: true }).fill("Till of the tea house");
  await p.getByLabel("Notify address").fill("http://tea.example/notify");
  await p.getByRole("button", { name: "Create" }).click();
  await expect(p.getByRole("alert")).toContainText("full https address");
  await p.getByLabel("Notify address").fill("https://tea.example/notify");
  await p.getByRole("button", { name: "Create" }).click();

  await expect(p.getByRole("heading", { name: "Till of the tea house" })).toBeVisible();
  const add = async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    await p.getByRole("button", { name: "Add a key" }).first().click();
    const dialog = p.getByRole("dialog");
    await dialog.getByLabel("Public key", { exact: true }).fill(privateKey);
    await expect(dialog.getByText("This is a private key.")).toBeVisible();
    await dialog.getByLabel("Public key", { exact: true }).fill(publicKey);
    await dialog.getByRole("button", { name: "Add a key" }).click();
    await expect(dialog).toBeHidden();
  };
  await add();
  const keys = p.getByRole("table", { name: "Your keys" });
  await expect(keys.getByRole("row", { name: /Key 1/ })).toContainText("In force");
  await add();
  // Both are believed for a week; then the first one is stopped.
  await expect(keys.getByText("In force")).toHaveCount(2);
  await p.getByRole("button", { name: "Stop key 1" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
  await expect(keys.getByRole("row", { name: /Key 1/ })).toContainText("Over");
  await expect(p.getByRole("figure").filter({ hasText: "BEGIN PUBLIC KEY" })).toHaveCount(1);

  await p.getByRole("link", { name: "API reference" }).click();
  await p.getByLabel("Search methods and codes").fill("trade pay");
  await p.getByRole("link", { name: "alipay.trade.pay", exact: true }).click();
  await expect(p.getByRole("heading", { name: "alipay.trade.pay" })).toBeVisible();
  await expect(p.getByRole("table", { name: "Request fields" })).toContainText("out_trade_no");
  await expect(p.getByRole("figure").filter({ hasText: "alipay.trade.pay" }).first()).toContainText("curl");
});

test("a developer sees what was called and told, and sends it again", async ({ person, shop, world }) => {
  const p = (await person("Dev", desk)).page;
  await signIn(world, p, demo.developer);
  const headers = { Origin: world.url };
  const post = async (path: string, data: object) => {
    const r = await p.context().request.post(world.url + path, { data, headers });
    return (await r.json()) as Record<string, string>;
  };
  const nobody = "http://127.0.0.1:1025/notify"; // nothing listens there
  const name = "Till with a log";
  const app = await post("/console/api/apps", {
    ...{ name, kind: "own", products: ["trade"], redirects: [] },
    ...{ sandbox: true, notifyUrl: nobody },
  });
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKey = pair.publicKey.export({ type: "spki", format: "pem" });
  await post(`/console/api/apps/${app.id}/keys`, { publicKey, overlapDays: 0 });
  const call = async (method: string, biz: object) => {
    const fields: Record<string, string> = {
      ...{ app_id: app.id ?? "", method, charset: "utf-8", sign_type: "RSA2", version: "1.0", notify_url: nobody },
      timestamp: new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 19).replace("T", " "),
      biz_content: JSON.stringify(biz),
    };
    const text = Object.keys(fields)
      .sort()
      .map((k) => `${k}=${fields[k]}`)
      .join("&");
    fields.sign = createSign("RSA-SHA256").update(text).sign(pair.privateKey, "base64");
    const r = await fetch(`${world.url}/gateway.do`, { method: "POST", body: new URLSearchParams(fields) });
    return (
      ((await r.json()) as Record<string, Record<string, string>>)[`${method.replaceAll(".", "_")}_response`] ?? {}
    );
  };
  await call("alipay.trade.query", { out_trade_no: "never-made" });
  const made = await call("alipay.trade.precreate", { out_trade_no: "log-1", total_amount: "1.00", subject: "Tea" });
  const buyer = await (await person("Tea Drinker")).signUp();
  await shop.give(buyer.phone, "5.00");
  await buyer.go(new URL(made.qr_code ?? "").pathname);
  await buyer.page.getByRole("button", { name: "Pay ¥1.00" }).click();
  await buyer.enterPin();
  await expect(buyer.page.getByText("Paid", { exact: true }).first()).toBeVisible();

  await p.goto(`${world.url}/console/apps/${app.id}/requests`);
  await p.getByLabel("Which").selectOption("Failed ones");
  const failed = p.getByRole("row", { name: /alipay\.trade\.query/ });
  await expect(failed).toContainText("ACQ.TRADE_NOT_EXIST");
  const trace = await failed.getByRole("link").innerText();
  await p.getByLabel("Trace number").fill(trace);
  await p.getByRole("button", { name: "Search" }).click();
  await expect(p.getByText("There is no such trade.")).toBeVisible();

  await p.getByRole("link", { name: "Notifications" }).click();
  await p.getByRole("link", { name: /^\d+$/ }).click();
  const tries = p.getByRole("table", { name: "Tries" });
  await expect(tries.getByRole("row")).toHaveCount(2, { timeout: 20_000 });
  await expect(tries).toContainText("connection refused");
  await p.getByRole("button", { name: "Send again" }).click();
  await expect(tries.getByRole("row")).toHaveCount(3, { timeout: 20_000 });
});

test("an auditor signs in with a code, sees only what is hers, and turns the language at once", async ({
  person,
  world,
}) => {
  const p = (await person("Anna", desk)).page;
  await p.goto(`${world.url}/console/audit`);
  await p.getByLabel("Phone number").fill(demo.auditor);
  await p.getByRole("button", { name: "Get a sign-in code" }).click();
  const field = p.getByLabel("Six-digit code");
  await expect(field).toBeFocused();
  await field.fill(await world.code(demo.auditor));
  await expect(p.getByRole("heading", { name: "Audit log" })).toBeVisible();
  const menu = p.getByRole("navigation", { name: "Console pages" });
  await expect(menu.getByRole("link")).toHaveText([
    "Home page",
    "City services",
    "Cities",
    "Risk rules",
    "Decisions",
    "Fees",
    "Claims",
    "Licences",
    "Providers",
    "Program reviews",
    "Mini programs",
    "Listed words",
    "Terminals",
    "Partners' hosts",
    "Support policies",
    "Proposals",
    "Audit log",
    "API reference",
    "Sandbox",
  ]);
  await p.getByRole("button", { name: "中文" }).click();
  await expect(p.getByRole("heading", { name: "审计日志" })).toBeVisible();
  await expect(p.locator("html")).toHaveAttribute("lang", "zh-CN");
  await p.goto(`${world.url}/console/people`);
  await expect(p.getByRole("alert")).toContainText("您没有权限");
  await p.getByRole("button", { name: "退出登录" }).click();
  await expect(p).toHaveURL(/signin/);
});

test("on a phone the menu opens, leads on and closes", async ({ person, world }) => {
  const p = (await person("Chen")).page;
  await signIn(world, p, demo.noodles);
  await p.goto(`${world.url}/console/overview`);
  await expect(p.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(p.getByRole("link", { name: "Settlement", exact: true })).toBeHidden();
  await p.getByRole("button", { name: "Menu" }).click();
  await p.getByRole("link", { name: "Settlement", exact: true }).click();
  await expect(p.getByRole("heading", { name: "Settlement", exact: true })).toBeVisible();
  await expect(p.getByRole("button", { name: "Menu" })).toHaveAttribute("aria-expanded", "false");
});
