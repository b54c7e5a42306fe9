import { execFile, spawn } from "node:child_process";
import { createHash, createSign } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { bin } from "./build.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test, type Person, type World } from "./world.ts";
import { newApp } from "./workplace.ts";

// A noon of today: the tool goes by the machine's own clock, stores by the hour.
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
test.use({
  clock: `${today}T11:00:00+08:00`,
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

const run = promisify(execFile);
const livewell = async (...args: string[]) => (await run(bin, args)).stdout.trim();
const chengdu = "510100";

/** Calls the open API as an app that is described in a folder. */
function caller(dir: string) {
  const env = Object.fromEntries(
    readFileSync(join(dir, "env"), "utf8")
      .trim()
      .split("\n")
      .map((l) => l.split(/=(.*)/s, 2) as [string, string]),
  );
  const key = readFileSync(join(dir, "app_private_key.pem"), "utf8");
  return async (method: string, biz: object, now: Date, more: Record<string, string> = {}) => {
    const at = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
    const p: Record<string, string> = {
      ...{ app_id: env.APP_ID ?? "", method, charset: "utf-8", sign_type: "RSA2", version: "1.0", timestamp: at },
      ...more,
      biz_content: JSON.stringify(biz),
    };
    const text = Object.keys(p)
      .sort()
      .map((k) => `${k}=${p[k] ?? ""}`)
      .join("&");
    p.sign = createSign("RSA-SHA256").update(text, "utf8").sign(key, "base64");
    const answer = await fetch(env.GATEWAY_URL ?? "", { method: "POST", body: new URLSearchParams(p) });
    const all = (await answer.json()) as Record<string, Record<string, string>>;
    return all[`${method.replaceAll(".", "_")}_response`] ?? all.error_response ?? {};
  };
}

/** The program: it signs in, asks where one is, looks for coupons, orders and pays. */
function write(src: string, more = "") {
  writeFileSync(
    join(src, "app.json"),
    JSON.stringify({
      pages: ["pages/index/index"],
      window: { defaultTitle: "Noodle line" },
      permission: { "scope.userInfo": { desc: "To call your number by your name" } },
    }),
  );
  const button = (name: string) => `<button onTap="${name}">${name}</button>`;
  writeFileSync(
    join(src, "pages/index/index.axml"),
    `${["sign", "place", "coupons", "order"].map(button).join("")}<text>{{said}}</text>`,
  );
  writeFileSync(
    join(src, "pages/index/index.js"),
    `${more}
const say = (page, said) => page.setData({ said });
Page({
  data: { said: "pay later " + my.canIUse("livewell.payLater") + ", coupons " + my.canIUse("livewell.coupons") },
  sign() {
    my.getAuthCode({ scopes: ["auth_user"], success: (r) => say(this, "code " + (r.authCode.length > 10)), fail: (e) => say(this, "no " + e.error) });
  },
  place() {
    my.getLocation({ type: 1, success: (r) => say(this, "in " + r.city), fail: (e) => say(this, "no " + e.error) });
  },
  async coupons() {
    const { offered } = await my.livewell.coupons({ store: await this.store() });
    say(this, "coupons " + offered.length);
  },
  async store() {
    const { stores } = await my.livewell.stores({ mode: "pickup", text: "corner" });
    return stores[0].id;
  },
  async order() {
    const store = await this.store();
    const { items } = await my.livewell.menu({ store });
    const sku = items.find((i) => !i.groups.length).skus[0];
    const { tradeNO } = await my.livewell.order({ store, mode: "pickup", lines: [{ sku: sku.id, count: 1, price: sku.price }] });
    const { resultCode } = await my.tradePay({ tradeNO });
    say(this, "paid " + resultCode);
  },
});
`,
  );
}

const inside = (p: Page) => p.frameLocator("iframe.page:not([hidden])");

/** Steps 1 and 13: a tenant within a minute, and a receiver that is down for an hour. */
async function sandboxHears(world: World) {
  const dir = join(mkdtempSync(join(tmpdir(), "livewell-isv-")), "me");
  const began = Date.now();
  await livewell("sandbox", "new", "--server", world.url, "--out", dir);
  const call = caller(dir);
  const told: { no: string; status: string }[] = [];
  let up = false;
  let missed = 0;
  const receiver = createServer((req, res) => {
    let body = "";
    req.on("data", (d: Buffer) => (body += d.toString()));
    req.on("end", () => {
      const f = new URLSearchParams(body);
      if (!up) missed++;
      else told.push({ no: f.get("out_trade_no") ?? "", status: f.get("trade_status") ?? "" });
      res.statusCode = up ? 200 : 502;
      res.end(up ? "success" : "down");
    });
  });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  const notify = { notify_url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/n` };
  try {
    for (const no of ["one", "two", "three"]) {
      const terms = { out_trade_no: no, total_amount: "8.80", subject: "Breakfast" };
      const made = await call("alipay.trade.precreate", terms, world.now(), notify);
      expect(made.code, JSON.stringify(made)).toBe("10000");
      if (no === "one") expect(Date.now() - began).toBeLessThan(60_000);
      await livewell("sandbox", "pay", "--dir", dir, no, made.qr_code ?? "");
      const back = await call("alipay.trade.refund", { out_trade_no: no, refund_amount: "8.80" }, world.now());
      expect(back.code, JSON.stringify(back)).toBe("10000");
    }
    await expect.poll(() => missed).toBeGreaterThan(2);
    for (let n = 0; n < 4; n++) {
      const before = missed;
      await world.later("15m");
      if (n < 2) await expect.poll(() => missed).toBeGreaterThan(before);
    }
    up = true;
    await expect(async () => {
      await world.later("30m");
      expect(told).toHaveLength(6);
    }).toPass({ intervals: [300], timeout: 30_000 });
    for (const no of ["one", "two", "three"])
      expect(told.filter((x) => x.no === no).map((x) => x.status)).toEqual(["TRADE_SUCCESS", "TRADE_CLOSED"]);
  } finally {
    receiver.close();
  }
}

/** Steps 2 and 3: an empty folder becomes a program in a workbench, with a person who was made up. */
async function firstLook(src: string, p: Page) {
  await livewell("mini", "init", src);
  write(src);
  const bench = spawn(bin, ["mini", "dev", src, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    let at = "";
    for await (const line of createInterface(bench.stdout)) if ((at = /http:\S+/.exec(line)?.[0] ?? "")) break;
    await p.goto(at);
    await expect(inside(p).getByText("pay later false, coupons false")).toBeVisible();
    await inside(p).getByRole("button", { name: "sign" }).click();
    await expect(inside(p).getByText("code true")).toBeVisible();
    await inside(p).getByRole("button", { name: "place" }).click();
    await expect(inside(p).getByText("in 杭州市")).toBeVisible();
  } finally {
    bench.kill();
  }
}

/** What a version's first screens and errors were, as hosts tell them. */
async function opened(world: World, app: string, version: string, times: number, falls: boolean) {
  for (let n = 0; n < times; n++) {
    if (n % 100 === 0) await world.later("1m"); // a host tells so much in a minute
    const open = createHash("sha256").update(`${version} ${n}`).digest("hex").slice(0, 32);
    const items = [
      { kind: "opened", ms: 400 },
      ...(falls
        ? [{ kind: "error", page: "pages/index/index", message: "x is not a function", stack: "at 3", fatal: true }]
        : []),
    ];
    const answer = await fetch(`${world.url}/api/mini/${app}/vitals`, {
      method: "POST",
      body: JSON.stringify({ batch: open, open, version, host: "app", city: chengdu, items }),
      headers: { "Content-Type": "application/json", Origin: world.url },
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }
}

// Journey J7.
test("a developer brings a program from an empty folder to everybody, and a merchant uses their service", async ({
  person,
  shop,
  world,
}) => {
  test.setTimeout(300_000);
  await sandboxHears(world);
  const src = join(mkdtempSync(join(tmpdir(), "livewell-line-")), "line");
  const dev = await person("Dev", desk);
  await firstLook(src, dev.page);

  const p = dev.page;
  await signIn(world, p, demo.developer);
  const { app, dir, mini, register } = await newApp(world, p, "Noodle line");
  const console_ = `${world.url}/console/apps/${app}`;
  const act = async (name: string) => p.getByRole("main").getByRole("button", { name, exact: true }).click();
  const yes = async (name: string) => p.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  const version = async (v: string) => {
    await p.goto(`${console_}/mini`);
    await p.getByRole("link", { name: v, exact: true }).click();
    return p.getByRole("heading", { name: `Version ${v}` }).locator("xpath=..");
  };
  await register();

  // 4 and 5: tried on a phone, by a link. The sheet says what is asked for, and why.
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "100.00");
  const a = ann.page;
  await a.goto(await mini("preview", src));
  await expect(inside(a).getByText("pay later false, coupons true")).toBeVisible();
  await inside(a).getByRole("button", { name: "sign" }).click();
  const consent = a.getByRole("dialog", { name: /Noodle line asks for/ });
  await expect(consent.getByText("To call your number by your name")).toBeVisible();
  await consent.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(inside(a).getByText("code true")).toBeVisible();
  await inside(a).getByRole("button", { name: "place" }).click();
  await a.getByRole("dialog").getByRole("button", { name: "Allow", exact: true }).click();
  await expect(inside(a).getByText(/^in 北京/)).toBeVisible();
  await inside(a).getByRole("button", { name: "coupons" }).click();
  await expect(inside(a).getByText(/^coupons \d/)).toBeVisible();
  await inside(a).getByRole("button", { name: "order" }).click();
  await expect(a.getByRole("dialog", { name: /^Pay in .*Noodle line/ })).toBeVisible();
  await ann.enterPin();
  await expect(inside(a).getByText("paid 9000")).toBeVisible();

  // 6: a secret that was left in the source is found before anybody reviews.
  const olga = (await person("Olga", desk)).page;
  await signIn(world, olga, demo.olga);
  const what = "Noodles in a line: sign in, choose, pay and hear your number.";
  write(src, `const key = ${JSON.stringify(readFileSync(join(dir, "app_private_key.pem"), "utf8"))};`);
  await mini("upload", src, "--version", "0.1.0");
  await version("0.1.0");
  await expect(p.getByText(/private key/i).first()).toBeVisible();
  write(src);
  await mini("upload", src, "--version", "0.1.1", "--submit", "--description", what);
  await version("0.1.1");
  await expect(p.getByText(/private key/i)).toHaveCount(0);

  // 7: a person decides, and the version is held until its developer lets it go.
  const approve = async () => {
    await olga.goto(`${world.url}/console/minireviews`);
    await olga.getByRole("link", { name: /Noodle line/ }).click();
    await expect(
      olga
        .locator(".co-tryout .stage iframe")
        .first()
        .contentFrame()
        .getByText(/^pay later/),
    ).toBeVisible();
    await olga.getByLabel("Reason").fill("It does what it says.");
    await olga.getByRole("button", { name: "Approve" }).click();
    await expect(olga.getByText(/is approved/)).toBeVisible();
  };
  await approve();
  let status = await version("0.1.1");
  await expect(status.getByText("Approved")).toBeVisible();
  const cookie = (await olga.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
  const served = async (person: string, city: string) => {
    const q = new URLSearchParams({ person, city, host: "app" }).toString();
    const answer = await fetch(`${world.url}/console/api/mini/programs/${app}/served?${q}`, { headers: { cookie } });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as { state: string; version?: string; slot?: number; part?: number };
  };
  expect(await served("anybody", chengdu)).toEqual({ state: "none" });
  await act("Release to all");
  await yes("Release to all");
  await expect(status.getByText("Online", { exact: true })).toBeVisible();

  // 8: half a per cent of Chengdu gets the next one; why somebody does is told.
  write(src, "getApp().edition = 2;");
  await mini("upload", src, "--version", "0.1.2", "--submit", "--description", what);
  await approve();
  status = await version("0.1.2");
  await act("Show to a part");
  await p.getByLabel("Share of people in %").fill("0.5");
  await p.getByLabel("Cities").fill(chengdu);
  await yes("Show to a part");
  await expect(p.getByText(`Shown to 0.50% of people · ${chengdu}`)).toBeVisible();
  let got = 0;
  const people = 3_000;
  for (let n = 0; n < people; n += 20) {
    const some = await Promise.all(Array.from({ length: 20 }, (_, i) => served(`person-${n + i}`, chengdu)));
    got += some.filter((x) => x.version === "0.1.2").length;
    for (const x of some) expect(x.version === "0.1.2").toBe((x.slot ?? 10_000) < 50);
  }
  expect(got / people).toBeGreaterThan(0.0015); // 0.5 % of 3,000 are 15, give or take three times their root
  expect(got / people).toBeLessThan(0.0095);
  expect((await served("person-1", "110000")).version).toBe("0.1.1");
  await olga.goto(`${world.url}/console/programs/${app}`);
  await olga.getByLabel("Number of the person").fill("person-1");
  await olga.getByLabel("City code").fill(chengdu);
  await olga.getByRole("button", { name: "Look" }).click();
  await expect(
    olga.getByText(/^Gets 0\.1\.[12]: .* Place [\d,]+ of 10,000; those below 50 get the new version\.$/),
  ).toBeVisible();

  // 9: what falls more often is taken back by the platform itself.
  await opened(world, app, "0.1.1", 80, false);
  await opened(world, app, "0.1.2", 200, true);
  await world.later("2m");
  status = await version("0.1.2");
  await expect(status.getByText("Approved")).toBeVisible();
  await expect(p.getByText(/Paused: /)).toBeVisible();
  expect((await served("person-1", chengdu)).version).toBe("0.1.1");

  // 10: what all have is rolled back, and who has it open hears so.
  await act("Release to all");
  await yes("Release to all");
  await expect(status.getByText("Online", { exact: true })).toBeVisible();
  await ann.go(`/mini/${app}`);
  await expect(inside(a).getByText(/^pay later/)).toBeVisible();
  await act("Roll back");
  await yes("Roll back");
  await expect(a.getByText("The program went back to an earlier version, and was started again.")).toBeVisible({
    timeout: 10_000,
  });

  // 11: the next one is for all at once.
  write(src, "getApp().edition = 3;");
  await mini("upload", src, "--version", "0.2.0", "--submit", "--description", what);
  await approve();
  status = await version("0.2.0");
  await act("Release to all");
  await yes("Release to all");
  await expect(status.getByText("Online", { exact: true })).toBeVisible();
  expect((await served("anybody", "")).version).toBe("0.2.0");

  await installs(world, person, p);

  // 14: what was called is on the month's bill.
  await p.goto(`${console_}/usage`);
  await expect(p.getByRole("row", { name: /livewell\.mini\.package\.upload/ })).toContainText("5");
  await expect(p.getByText("Calls cost nothing on this platform")).toBeVisible();
});

/** Step 12: a merchant lets a service act for it, which then sees this merchant's trades and no other's. */
async function installs(world: World, person: (name: string, o?: typeof desk) => Promise<Person>, dev: Page) {
  const { app, dir } = await newApp(world, dev, "Tills by Lee", {
    ...{ kind: "isv", products: ["trade"], redirects: ["https://isv.example/back"] },
  });
  const call = caller(dir);
  const owner = (await person("Owner", desk)).page;
  await signIn(world, owner, demo.noodles);
  const back = encodeURIComponent("https://isv.example/back");
  await owner.route("https://isv.example/**", (r) => r.fulfill({ body: "installed" }));
  await owner.goto(`${world.url}/console/authorize?app_id=${app}&redirect_uri=${back}&state=1`);
  await owner.getByRole("main").getByRole("button").first().click();
  await owner.waitForURL(/app_auth_code=/);
  const code = new URL(owner.url()).searchParams.get("app_auth_code") ?? "";
  const token = await call("alipay.open.auth.token.app", { grant_type: "authorization_code", code }, world.now());
  expect(token.code, JSON.stringify(token)).toBe("10000");
  const ask = (method: string, more: Record<string, string>) =>
    call(method, { out_trade_no: "till-1", total_amount: "9.90", subject: "Noodles" }, world.now(), more);
  const granted = { app_auth_token: token.app_auth_token ?? "" };
  const made = await ask("alipay.trade.create", granted);
  expect(made.code, JSON.stringify(made)).toBe("10000");
  expect((await ask("alipay.trade.query", granted)).trade_no).toBe(made.trade_no);
  const books = (await person("Books", desk)).page;
  await signIn(world, books, demo.books);
  const seen = async (p: Page) =>
    (await p.request.get(`${world.url}/console/api/merchant/trades/${made.trade_no ?? ""}`)).status();
  expect(await seen(owner)).toBe(200);
  expect(await seen(books)).toBe(404);
  expect((await ask("alipay.trade.query", {})).sub_code).toBe("isv.self-invoke-forbidden");
  expect((await ask("alipay.trade.create", { app_auth_token: "of another" })).code).toBe("20001");
}
