import axe from "axe-core";
import { Buyer, Noodles } from "./store.ts";
import { desk } from "./console.ts";
import { expect, test } from "./world.ts";

// Feature 157 of the product: what was bought is at hand where there is no network.
test("orders, vouchers and codes open without a network, and a review written then is sent once", async ({
  person,
  world,
}) => {
  const store = await Noodles.of(world, (await person("Chen", desk)).page.context());
  const p = (await person("Li")).page;
  // Not the one whose session other tests share: she signs out in the end.
  const buyer = await Buyer.of(world, p.context(), "13800000002");
  const voucher = await buyer.order(store.id, [store.dish("Braised beef noodles")], { mode: "voucher" });
  const lunch = await buyer.order(store.id, [store.dish("Clear beef noodles")], {
    mode: "dinein",
    table: "7",
  });
  for (const to of ["accepted", "ready", "completed"]) await store.move(lunch.id, to);

  // What another app of this address keeps here stays, and an older version of this one goes.
  await p.goto(`${world.url}/healthz`);
  await p.evaluate(() => Promise.all([caches.open("livewell-terminal"), caches.open("livewell-0")]));
  await p.goto(`${world.url}/orders`);
  await p
    .getByRole("link", { name: /Braised beef noodles/ })
    .first()
    .click();
  const code = p.getByRole("img", { name: /^Show at the counter: / }).first();
  await expect(code).toBeVisible();
  await p.goto(`${world.url}/orders/${lunch.id}`);
  const review = p.getByRole("button", { name: "Review Clear beef noodles" });
  await expect(review).toBeVisible();
  // Until the worker has every file that is needed.
  await expect
    .poll(() =>
      p.evaluate(async () => {
        const own = `${location.origin}/assets/`;
        const used = performance.getEntriesByType("resource").filter((r) => r.name.startsWith(own));
        const hits = await Promise.all(used.map((r) => caches.match(r.name)));
        return navigator.serviceWorker.controller !== null && used.length > 0 && hits.every(Boolean);
      }),
    )
    .toBe(true);

  expect((await p.evaluate(() => caches.keys())).toSorted()).toEqual(["livewell-1", "livewell-terminal"]);

  await p.context().setOffline(true);
  await p.reload();
  await expect(p.getByText("You are offline.")).toBeVisible();
  await review.click();
  await p.getByLabel("What was it like?").fill("Still hot in the tunnel.");
  await p.getByRole("button", { name: "Publish" }).click();
  await expect(p.getByText("Your review is sent when you are back online.")).toBeVisible();
  await p.goto(`${world.url}/orders`);
  await p
    .getByRole("link", { name: /Braised beef noodles/ })
    .first()
    .click();
  await expect(code).toBeVisible();
  await expect(p).toHaveURL(new RegExp(`/orders/${voucher.id}$`));
  await p.evaluate(axe.source);
  const found = await p.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map((v) => v.id);
  });
  expect(found).toEqual([]);

  // A second window is open when the network comes back: the review is there once.
  const second = await p.context().newPage();
  await second.goto(`${world.url}/orders`);
  await p.context().setOffline(false);
  await expect
    .poll(async () => {
      const r = await p.request.get(`${world.url}/api/stores/${store.id}/reviews`);
      const { items } = (await r.json()) as { items: { words: string }[] };
      return items.filter((x) => x.words === "Still hot in the tunnel.").length;
    })
    .toBe(1);
  await p.goto(`${world.url}/orders/${lunch.id}`);
  await expect(p.getByText("Clear beef noodles").first()).toBeVisible();
  await expect(review).toBeHidden();

  // Nothing stays for the next one on this device.
  await p.goto(`${world.url}/me`);
  await p.getByRole("button", { name: "Sign out" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await expect(p.getByLabel("Phone number")).toBeVisible();
  const left = await p.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("livewell.kept.")));
  expect(left).toEqual([]);
});
