import type { BrowserContext, Page } from "@playwright/test";
import { createECDH, randomBytes } from "node:crypto";
import axe, { type AxeResults } from "axe-core";
import { expect, test, type Person, type World } from "./world.ts";

/** What a browser gives after a subscription: its push service cannot be reached from a test. */
function browserKeys() {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return { p256dh: pair.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
}

/** Puts a push manager of ours in place of the browser's; the rest is the browser's own. */
const stub = (page: Page, endpoint: string) =>
  page.addInitScript(
    ({ endpoint, keys }) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;
      const here = "test.subscription";
      const made = {
        endpoint,
        getKey: (name: "p256dh" | "auth") => bytes(keys[name]),
        unsubscribe: () => Promise.resolve(localStorage.removeItem(here)),
      };
      PushManager.prototype.getSubscription = () =>
        Promise.resolve((localStorage.getItem(here) ? made : null) as unknown as PushSubscription | null);
      PushManager.prototype.subscribe = (o) => {
        if ((o?.applicationServerKey as Uint8Array).length !== 65) return Promise.reject(new TypeError("no key"));
        localStorage.setItem(here, "1");
        return Promise.resolve(made as unknown as PushSubscription);
      };
    },
    { endpoint, keys: browserKeys() },
  );

async function accessible(page: Page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  expect(violations.map((v) => `${v.id}: ${v.help}`)).toEqual([]);
}

const allow = (context: BrowserContext, world: World) =>
  context.grantPermissions(["notifications"], { origin: world.url });

const theSwitch = (p: Page) => p.getByRole("switch", { name: "Notify me on this device" });

test("a device is notified from the moment that its person says so", async ({ person, world }) => {
  const ann = await person("Ann Example");
  const p = ann.page;
  await stub(p, "http://127.0.0.1:9009/nobody");
  await ann.signUp();
  await allow(p.context(), world);
  await ann.go("/messages/preferences");
  await expect(theSwitch(p)).not.toBeChecked();
  await expect(p.getByText("Nothing shows up here while the app is closed")).toBeVisible();
  // With the keyboard alone.
  await theSwitch(p).focus();
  await p.keyboard.press("Space");
  await expect(theSwitch(p)).toBeChecked();
  await expect(p.getByText("Messages show up here while the app is closed")).toBeVisible();
  await accessible(p);
  await p.reload();
  await expect(theSwitch(p)).toBeChecked();
  await theSwitch(p).click();
  await expect(theSwitch(p)).not.toBeChecked();
  // The switch goes off at the touch, the server's word follows.
  const known = async () => ((await (await p.request.get(`${world.url}/api/push`)).json()) as { on: boolean }).on;
  await expect.poll(known).toBe(false);
});

test("a browser that cannot notify, or may not, says why", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  // Nobody granted it, and a browser without a person refuses.
  await p.addInitScript(() => Object.defineProperty(Notification, "permission", { get: () => "denied" }));
  await ann.go("/messages/preferences");
  await expect(p.getByText(/Your browser blocks it/)).toBeVisible();
  await expect(theSwitch(p)).toHaveAttribute("aria-disabled", "true");
  await accessible(p);
  await p.addInitScript(() => Reflect.deleteProperty(globalThis, "PushManager"));
  await p.reload();
  await expect(p.getByText(/This browser cannot do it/)).toBeVisible();
});

test("a push service that is out of reach is told, and the switch goes back", async ({ person, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await allow(p.context(), world);
  await p.addInitScript(() => {
    PushManager.prototype.subscribe = () => Promise.reject(new DOMException("push service error", "AbortError"));
  });
  await ann.go("/messages/preferences");
  await theSwitch(p).click();
  await expect(p.getByText(/notification service could not be reached/)).toBeVisible();
  await expect(theSwitch(p)).not.toBeChecked();
});

test("quiet hours are set, kept and shown", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await ann.go("/messages/preferences");
  const quiet = p.getByRole("switch", { name: /Quiet hours/ });
  await quiet.click();
  await expect(quiet).toBeChecked();
  await expect(p.getByLabel("From")).toHaveValue("22:00");
  await p.getByLabel("From").fill("23:30");
  await p.getByLabel("Until").fill("06:45");
  await p.getByLabel("Until").blur();
  await expect(p.getByText("In the time of Asia/Shanghai")).toBeVisible();
  await accessible(p);
  await p.reload();
  await expect(quiet).toBeChecked();
  await expect(p.getByLabel("From")).toHaveValue("23:30");
  await expect(p.getByLabel("Until")).toHaveValue("06:45");
  await p.getByLabel("Until").fill("23:30");
  await p.getByLabel("Until").blur();
  await expect(p.getByText("Quiet hours need two different times.")).toBeVisible();
});

test("the service worker shows what is pushed, once, and opens it in the app", async ({ person, world }) => {
  const ann: Person = await (await person("Ann Example")).signUp();
  const p = ann.page;
  const context = p.context();
  await allow(context, world);
  await p.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const cdp = await context.newCDPSession(p);
  let registrationId = "";
  cdp.on("ServiceWorker.workerRegistrationUpdated", (e) => {
    registrationId = e.registrations[0]?.registrationId ?? registrationId;
  });
  await cdp.send("ServiceWorker.enable");
  await expect.poll(() => registrationId).not.toBe("");
  const push = (data: string) =>
    cdp.send("ServiceWorker.deliverPushMessage", { origin: world.url, registrationId, data });
  const shown = () =>
    worker.evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
      return (await registration.getNotifications()).map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
    });
  const said = {
    tag: "17",
    title: "Bob 向你转了 ¥6.00",
    body: "在余额里",
    link: "/bills",
    lang: "zh-CN",
    at: Date.now(),
  };
  await push(JSON.stringify(said));
  await push(JSON.stringify(said)); // it came twice
  await expect.poll(shown).toEqual([{ title: said.title, body: said.body, tag: said.tag, lang: said.lang }]);

  const click = (link: string) =>
    worker.evaluate(async (link) => {
      const scope = globalThis as unknown as {
        registration: ServiceWorkerRegistration;
        NotificationEvent: new (name: string, o: { notification: Notification | undefined }) => Event;
      };
      await scope.registration.showNotification("x", { tag: "x", data: { link } });
      const notification = (await scope.registration.getNotifications({ tag: "x" }))[0];
      dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
    }, link);
  await click("/bills");
  await expect(p).toHaveURL(/\/bills$/);
  await click("https://evil.example/bills");
  await expect(p).toHaveURL(`${world.url}/`);
});
