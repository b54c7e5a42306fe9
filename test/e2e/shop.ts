import { createSign, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "./world.ts";

type Reply = Record<string, string>;

/** A shop that uses the open API, as a program of its own would. */
export class Shop {
  private readonly env: Record<string, string>;
  private readonly key: string;
  private readonly home: string;
  private readonly world: World;
  private n = 0;

  private constructor(world: World, home: string) {
    this.world = world;
    this.home = home;
    const read = (name: string) => readFileSync(join(home, name), "utf8");
    this.key = read("app_private_key.pem");
    this.env = Object.fromEntries(
      read("env")
        .trim()
        .split("\n")
        .map((l) => l.split(/=(.*)/s, 2) as [string, string]),
    );
  }

  static async open(world: World): Promise<Shop> {
    const home = join(world.dir, "shop");
    await world.livewell("sandbox", "new", "--server", world.url, "--out", home);
    return new Shop(world, home);
  }

  get app() {
    return this.env.APP_ID ?? "";
  }

  number = (prefix: string) => `${prefix}-${++this.n}`;

  /** A signed request, as parameters. */
  params(method: string, biz: object, more: Record<string, string> = {}): URLSearchParams {
    const p: Record<string, string> = {
      app_id: this.app,
      method,
      charset: "utf-8",
      sign_type: "RSA2",
      timestamp: new Date(this.world.now().getTime() + 8 * 3600_000).toISOString().slice(0, 19).replace("T", " "),
      version: "1.0",
      biz_content: JSON.stringify(biz),
      ...more,
    };
    const text = Object.keys(p)
      .sort()
      .map((k) => `${k}=${p[k]}`)
      .join("&");
    p.sign = createSign("RSA-SHA256").update(text).sign(this.key, "base64");
    return new URLSearchParams(p);
  }

  /** What the shop's program signs in with at OpenID Connect's token endpoint. */
  assertion(issuer: string) {
    const part = (o: object) => Buffer.from(JSON.stringify(o)).toString("base64url");
    const exp = Math.floor(Date.now() / 1000) + 60;
    const text = `${part({ alg: "RS256" })}.${part({ iss: this.app, sub: this.app, aud: issuer, exp, jti: randomUUID() })}`;
    return `${text}.${createSign("RSA-SHA256").update(text).sign(this.key, "base64url")}`;
  }

  async call(method: string, biz: object): Promise<Reply> {
    const answer = await fetch(this.env.GATEWAY_URL ?? "", { method: "POST", body: this.params(method, biz) });
    const all = (await answer.json()) as Record<string, Reply>;
    const reply = all[`${method.replaceAll(".", "_")}_response`] ?? all.error_response ?? {};
    if (reply.code !== "10000" && reply.code !== "10003") throw new Error(`${method}: ${JSON.stringify(reply)}`);
    return reply;
  }

  /** The address of a page of the platform that this shop sends a browser to. */
  pageUrl = (method: string, biz: object, more?: Record<string, string>) =>
    `${this.env.GATEWAY_URL}?${this.params(method, biz, more)}`;

  /** Pays a person from the shop's money. */
  give = (phone: string, amount: string) =>
    this.call("alipay.fund.trans.uni.transfer", {
      out_biz_no: this.number("give"),
      trans_amount: amount,
      product_code: "TRANS_ACCOUNT_NO_PWD",
      biz_scene: "DIRECT_TRANSFER",
      payee_info: { identity: phone, identity_type: "ALIPAY_LOGON_ID" },
      order_title: "Welcome gift",
    });

  dynamicQr = async (amount: string, subject: string) =>
    (await this.call("alipay.trade.precreate", { out_trade_no: this.number("qr"), total_amount: amount, subject }))
      .qr_code ?? "";
  refund = (outTradeNo: string, amount: string) =>
    this.call("alipay.trade.refund", {
      out_trade_no: outTradeNo,
      refund_amount: amount,
      out_request_no: this.number("r"),
    });
}
