// The app's own files of one version lie in a cache, from which sw.js serves them. A new
// version's come beside them, and its page waits until nobody is served: names under
// assets/ carry a hash of the content, so both versions have theirs.
const store = "livewell-terminal";
const shell = "/terminal/";
const next = "/terminal/next";
const list = "/terminal/files.json";
const lookEvery = 10 * 60_000;

const within = (url: string) => new URL(url, location.href).pathname;

/** Brings the version that the server has, all of it or nothing, and drops what no version here needs. */
async function look() {
  const cache = await caches.open(store);
  const answers = await Promise.all([list, shell].map((url) => fetch(url, { cache: "no-store" })));
  const [about, page] = answers;
  if (!about?.ok || !page?.ok) return;
  const text = await about.clone().text();
  const { files } = JSON.parse(text) as { files: string[] };
  if (text !== (await (await cache.match(list))?.text())) {
    const used = (await page.clone().text()).match(/\/terminal\/assets\/[\w.-]+/g) ?? [];
    if (!used.every((f) => files.includes(f))) return; // the server was just replaced: the next look sees one version
    const had = (await cache.keys()).map((r) => within(r.url));
    await cache.addAll(files.filter((f) => !had.includes(f)));
    await cache.put(had.includes(shell) ? next : shell, page);
    await cache.put(list, about);
  }
  if (await cache.match(next)) return;
  for (const r of await cache.keys()) if (![...files, shell, list].includes(within(r.url))) await cache.delete(r);
}

/** Has the app kept on this device, and looks now and then for a new version. */
export function keepApp(): () => void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return () => undefined;
  // Without a network nothing is lost: it is tried again.
  const later = (what: Promise<unknown>) => void what.catch(() => undefined);
  later(navigator.serviceWorker.register("/terminal/sw.js"));
  later(look());
  const timer = setInterval(() => later(look()), lookEvery);
  return () => clearInterval(timer);
}

/** Takes a new version where one waits: the page loads again. It is for the moment between two people. */
export async function takeNew() {
  if (!("caches" in globalThis)) return; // an address that is not secure
  const cache = await caches.open(store);
  const page = await cache.match(next);
  if (!page) return;
  await cache.put(shell, page);
  await cache.delete(next);
  location.reload();
}
