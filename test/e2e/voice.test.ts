import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { asker, Noodles } from "./store.ts";
import { expect, PIN, test } from "./world.ts";

test.use({
  clock: "2020-03-10T12:08:00+08:00", // one that no other test has: its hosts are its own
  geolocation: { latitude: 39.93, longitude: 116.455 },
  permissions: ["geolocation"],
});

const folder = join(import.meta.dirname, "../../examples/hosts");
const kinds: Record<string, string> = { html: "text/html; charset=utf-8", js: "text/javascript" };

/** A speaker's companion screen, at its maker's own address. */
async function site() {
  const s = createServer((q, a) => {
    const name = new URL(q.url ?? "", "http://x").pathname.slice(1);
    readFile(join(folder, name)).then(
      (b) => a.writeHead(200, { "Content-Type": kinds[name.split(".").pop() ?? ""] ?? "text/plain" }).end(b),
      () => a.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => s.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${(s.address() as AddressInfo).port}`, close: () => s.close() };
}

/** How many samples of a WAV are loud enough to be heard. */
function heard(wav: Buffer): number {
  let n = 0;
  for (let at = 44; at + 1 < wav.length; at += 2) if (Math.abs(wav.readInt16LE(at)) > 1000) n++;
  return n;
}

test("yesterday's noodles are ordered at a speaker, by a sentence and a PIN", async ({ person, world, shop }) => {
  test.setTimeout(120_000);
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "200.00");
  const p = ann.page;

  // Yesterday, in the app.
  const owner = (await person("Chen", desk)).page;
  const noodles = await Noodles.of(world, owner.context());
  await ann.go("/stores?mode=pickup");
  await p.getByRole("searchbox", { name: "Find a store" }).fill("corner");
  await p.getByRole("link", { name: /Corner Noodles/ }).click();
  await p.getByRole("button", { name: "Add Clear beef noodles" }).click();
  await p.getByRole("link", { name: "Check out" }).click();
  await p.getByRole("radio", { name: /Pick/ }).check();
  await p.getByRole("button", { name: /^Order for ¥/ }).click();
  await p.getByRole("button", { name: /^Pay ¥/ }).click();
  await ann.enterPin();
  await expect(p.getByRole("status").getByText("Waiting for the store")).toBeVisible();
  await noodles.move(new URL(p.url()).pathname.split("/").pop() ?? "", "accepted");
  await world.later("24h");

  const speaker = await site();
  const at = async (phone: string) => {
    const { page } = await person("Somebody");
    await signIn(world, page, phone);
    return asker(world, page.context(), "/console/api/");
  };
  const [partner, operator] = [await at(demo.developer), await at(demo.olga)];
  const draft = { id: "speaker", name: "小音箱", nameEn: "Speaker", can: ["voice"], origins: [speaker.origin] };
  await partner("POST", "hosts", draft);
  await operator("POST", "hosts/speaker/state", { state: "open", share: 2500, reason: "As agreed." });

  // The person lets the speaker order for them, once, on a page of the platform.
  await p.goto(`${speaker.origin}/speaker.html?platform=${encodeURIComponent(world.url)}`);
  await clean(p, "a speaker that nobody connected");
  const popup = p.waitForEvent("popup");
  await p.getByRole("button", { name: "连接" }).click();
  const agree = await popup;
  await expect(agree.getByText("You type your payment PIN on its keypad")).toBeVisible();
  await clean(agree, "the page on which a person lets a speaker order for them");
  await agree.getByRole("button", { name: "Let Speaker order for me" }).click();

  const said = p.getByRole("log");
  const sentence = p.getByRole("textbox", { name: "您要什么？" });
  await sentence.fill("再来一份昨天的牛肉面");
  await sentence.press("Enter");
  await expect(said.getByText("清汤牛肉面 1 份，巷口面馆，到店自取，一共 24 元。要下单吗？")).toBeVisible();

  // It is spoken by the platform: the page has the sound, and it is no silence.
  // Where scripts/tools could not bring espeak-ng, a speaker speaks by itself.
  if (spawnSync("espeak-ng", ["--version"]).status === 0) {
    const sound = p.locator("audio");
    await expect
      .poll(() => sound.evaluate((a: HTMLAudioElement) => a.readyState >= 1 && a.duration))
      .toBeGreaterThan(2);
    const wav = await p.request.get((await sound.getAttribute("src")) ?? "");
    expect(wav.headers()["content-type"]).toBe("audio/wav");
    expect(heard(await wav.body())).toBeGreaterThan(10_000);
  }
  await clean(p, "a speaker that has read an order back");

  await sentence.fill("是");
  await sentence.press("Enter");
  await expect(said.getByText(/请在键盘上输入六位支付密码/)).toBeVisible();
  const keys = p.getByRole("group", { name: "支付密码" });
  await clean(p, "the keypad of a speaker");
  for (const digit of "135790") await keys.getByRole("button", { name: digit }).click();
  await keys.getByRole("button", { name: "确定" }).click();
  await expect(said.getByText("密码不对，还可以试 4 次。")).toBeVisible();
  await expect(keys.getByRole("button", { name: "1" })).toBeFocused();
  await p.keyboard.type(PIN);
  await expect(keys.getByText("已输入 6 位，共 6 位")).toBeVisible();
  await p.keyboard.press("Enter");
  await expect(said.getByText(/^下单成功，订单号 P\d+，大约 \d+ 分钟。$/)).toBeVisible();
  await expect(said).not.toContainText(PIN);
  await expect(keys).toBeHidden();
  const order = (await p.locator("body").getAttribute("data-order")) ?? "";
  expect(order).not.toBe("");

  // It is an order like any other in the app, and the partner's statement has it.
  const app = await p.context().newPage();
  await app.goto(`${world.url}/orders`);
  await expect(app.getByRole("link", { name: /Corner Noodles|巷口面馆/ })).toHaveCount(2);
  await app.goto(`${world.url}/orders/${order}`);
  await expect(app.getByRole("status").getByText("Waiting for the store")).toBeVisible();
  await expect(app.getByText("Clear beef noodles").first()).toBeVisible();
  const { items } = (await partner("GET", "hosts/speaker/statement?month=2020-03")) as { items: object[] };
  expect(items).toEqual([
    expect.objectContaining({ app: "voice", paid: { amount: "24.00", currency: "CNY" }, repeat: false }),
  ]);
  speaker.close();
});
