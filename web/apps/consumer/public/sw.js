// Keeps the app's own files, so that it opens without a network. It never
// touches the API: money is asked for each time.
const store = "livewell-1";

self.addEventListener("install", (e) => {
  e.waitUntil(
    caches
      .open(store)
      .then((c) => c.addAll(["/", "/icon.svg"]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (e) => {
  const old = (names) => Promise.all(names.filter((n) => n !== store).map((n) => caches.delete(n)));
  e.waitUntil(
    caches
      .keys()
      .then(old)
      .then(() => self.clients.claim()),
  );
});

// Names under /assets/ carry a hash of the content: what is kept stays right.
async function kept(request) {
  const cache = await caches.open(store);
  const hit = await cache.match(request);
  if (hit) return hit;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

// A page is fresh where there is a network, else the shell of the last visit.
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && new URL(request.url).pathname === "/") await (await caches.open(store)).put("/", answer.clone());
    return answer;
  } catch (e) {
    const shell = await caches.match("/");
    if (shell) return shell;
    throw e;
  }
}

const ours = /^\/(api|console|gateway|v3|oauth2|outbox|ledger|healthz|readyz|metrics)/;

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin || ours.test(url.pathname)) return;
  if (url.pathname.startsWith("/assets/")) e.respondWith(kept(e.request));
  else if (e.request.mode === "navigate") e.respondWith(page(e.request));
});
