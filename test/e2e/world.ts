import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { bin } from "./build.ts";
import { Shop } from "./shop.ts";

export { expect };

const run = promisify(execFile);

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const s = createServer();
    s.once("error", reject);
    s.listen(0, "127.0.0.1", () => {
      const a = s.address();
      s.close(() => (a && typeof a === "object" ? resolve(a.port) : reject(new Error("no port"))));
    });
  });
}

/** A server of its own on an empty folder. Passkeys need a name, so it is "localhost". */
export class World {
  readonly url: string;
  readonly dir: string;
  private readonly end: () => Promise<void>;
  private phones = 0;
  private ahead = 0; // of this machine's clock, in milliseconds

  private constructor(url: string, dir: string, end: () => Promise<void>) {
    this.url = url;
    this.dir = dir;
    this.end = end;
  }

  /** With a clock the server believes that it is then. */
  static async start(clock = ""): Promise<World> {
    const dir = mkdtempSync(join(tmpdir(), "livewell-e2e-"));
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const child = spawn(
      bin,
      [
        ...["serve", "--demo", "--data", join(dir, "data"), "--listen", `127.0.0.1:${port}`, "--origin", url],
        ...(clock ? ["--clock", clock] : []),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const gone = new Promise((done) => child.once("exit", done));
    const end = async () => {
      child.kill("SIGTERM");
      await gone;
      rmSync(dir, { recursive: true, force: true });
    };
    for await (const line of createInterface(child.stdout))
      if (line.startsWith("ready ")) {
        const world = new World(url, dir, end);
        if (clock) await world.later("0s");
        return world;
      }
    throw new Error("the server ended before it was ready");
  }

  stop = () => this.end();

  /** What the server's clock says. */
  now = () => new Date(Date.now() + this.ahead);

  /** Moves the server's clock, which was given to it. */
  async later(by: string) {
    const answer = await fetch(`${this.url}/clock?by=${by}`, { method: "POST" });
    if (!answer.ok) throw new Error(await answer.text());
    this.ahead = new Date((await answer.text()).trim()).getTime() - Date.now();
  }

  /** A number that nobody has yet. */
  phone = () => `139${String(10_000_000 + process.pid * 7 + this.phones++ * 100_003).slice(-8)}`;

  async livewell(...args: string[]): Promise<string> {
    return (await run(bin, args)).stdout.trim();
  }

  /** The latest code that was sent to a phone. */
  async code(phone: string): Promise<string> {
    const page = await (await fetch(`${this.url}/outbox`)).text();
    for (const row of page.split("<tr>")) {
      const code = /class="code">(\d{6})</.exec(row)?.[1];
      if (code && row.includes(phone)) return code;
    }
    throw new Error(`no code for ${phone}`);
  }
}

export const PIN = "258147";

/** Somebody with a phone of their own. */
export class Person {
  readonly page: Page;
  readonly phone: string;
  readonly name: string;
  private readonly world: World;

  constructor(world: World, page: Page, name: string) {
    this.world = world;
    this.page = page;
    this.name = name;
    this.phone = world.phone();
  }

  /** Signs up as anybody does, up to the PIN. Works in English. Elsewhere than at home the caller says what is seen next. */
  async signUp(path = "/") {
    const p = this.page;
    await p.goto(this.world.url + path);
    await this.signIn();
    await p.getByLabel("Name").fill(this.name);
    await p.getByRole("button", { name: "Next" }).click();
    await p.getByLabel("Choose six digits").fill(PIN);
    await p.getByLabel("Type them once more").fill(PIN);
    if (path === "/") await expect(p.getByRole("heading", { name: "Recent" })).toBeVisible();
    return this;
  }

  /** Gives the phone and the code that it gets, where the page asks for them. */
  async signIn(phone = this.phone) {
    const p = this.page;
    await p.getByLabel("Phone number").fill(phone);
    await p.getByRole("button", { name: "Get a sign-in code" }).click();
    const field = p.getByLabel("Six-digit code");
    await expect(field).toBeVisible();
    await field.fill(await this.world.code(phone));
  }

  async enterPin() {
    await this.page.getByLabel("Enter your payment PIN").fill(PIN);
  }

  go = (path: string) => this.page.goto(this.world.url + path);
}

type Fixtures = {
  /** A new person in a browser of their own, whose page must stay free of errors. */
  person: (name: string, options?: BrowserContextOptions) => Promise<Person>;
};
type WorkerFixtures = { clock: string; world: World; shop: Shop };

function watch(page: Page, problems: string[]) {
  page.on("pageerror", (e) => problems.push(`page error: ${e.message}`));
  page.on("console", (m) => {
    // Chromium reports every refused request; refusals are part of the tests.
    if ((m.type() === "error" || m.type() === "warning") && !/Failed to load resource/.test(m.text()))
      problems.push(`console: ${m.text()}`);
  });
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // Tests whose outcome depends on the hour set it.
  clock: ["", { scope: "worker", option: true }],
  world: [
    async ({ clock }, use) => {
      const w = await World.start(clock);
      await use(w);
      await w.stop();
    },
    { scope: "worker" },
  ],
  shop: [async ({ world }, use) => use(await Shop.open(world)), { scope: "worker" }],
  person: async ({ browser, world, contextOptions }, use) => {
    const problems: string[] = [];
    const open: Awaited<ReturnType<Browser["newContext"]>>[] = [];
    await use(async (name, options) => {
      const context = await browser.newContext({ ...contextOptions, ...options });
      open.push(context);
      const page = await context.newPage();
      watch(page, problems);
      return new Person(world, page, name);
    });
    for (const c of open) await c.close();
    expect(problems).toEqual([]);
  },
});
