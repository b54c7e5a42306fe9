import type { BrowserContextOptions, Page } from "@playwright/test";
import type { World } from "./world.ts";

/** A desk's browser in place of a phone. */
export const desk: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  isMobile: false,
  hasTouch: false,
  deviceScaleFactor: 1,
};

/** People of the demo. */
export const demo = {
  noodles: "13800000003",
  developer: "13800000007",
  olga: "13800000008",
  omar: "13800000009",
  auditor: "13800000010",
} as const;

type Session = { roles: { role: string; merchant?: string }[] };
type Cookies = Parameters<ReturnType<Page["context"]>["addCookies"]>[0];

// A phone gets a code once a minute only: a worker's tests share a sign-in.
const kept = new Map<string, Cookies>();

/** Signs in as the page would, and acts for the person's merchant, if there is one. */
export async function signIn(world: World, page: Page, phone: string) {
  const context = page.context();
  const known = kept.get(world.url + phone);
  if (known) return context.addCookies(known);
  const send = async (method: string, path: string, data: object) => {
    const r = await context.request.fetch(`${world.url}/console/api/${path}`, {
      method,
      data,
      headers: { Origin: world.url },
    });
    if (!r.ok()) throw new Error(`${path}: ${await r.text()}`);
    return (await r.json()) as unknown;
  };
  await send("POST", "auth/code", { phone });
  const code = await world.code(phone);
  const s = (await send("POST", "auth/verify", { phone, code, language: "en" })) as Session;
  const shop = s.roles.find((r) => r.merchant)?.merchant;
  if (shop) await send("PUT", "session/merchant", { merchant: shop });
  kept.set(world.url + phone, await context.cookies());
}
