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
  books: "13800000004",
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
  if (known) {
    await context.addCookies(known);
    if ((await context.request.get(`${world.url}/console/api/session`)).ok()) return; // else it was idle for too long
  }
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

/** The page of a layout of the home page, which is made where there is none. */
export async function aLayout(world: World, operator: Page): Promise<string> {
  const url = `${world.url}/console/api/home/layouts`;
  const { request } = operator.context();
  const { items } = (await (await request.get(url)).json()) as { items: { id: string }[] };
  const [had] = items;
  if (had) return `/home/${had.id}`;
  const made = await request.post(url, {
    data: { city: "", segment: "beta" },
    headers: { Origin: world.url, "Idempotency-Key": "a-layout" },
  });
  return `/home/${((await made.json()) as { id: string }).id}`;
}
