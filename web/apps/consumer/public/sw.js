// Keeps the app's own files, so that it opens without a network, and shows what
// the server pushes. It never touches the API: money is asked for each time.
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
  // The console and the terminals of this address have caches of their own.
  const mine = (n) => /^livewell-\d+$/.test(n) && n !== store;
  const old = (names) => Promise.all(names.filter(mine).map((n) => caches.delete(n)));
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

const ours = /^\/(api|console|terminal|gateway|v3|oauth2|outbox|ledger|healthz|readyz|metrics)/;

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin || ours.test(url.pathname)) return;
  if (url.pathname.startsWith("/assets/")) e.respondWith(kept(e.request));
  else if (e.request.mode === "navigate") e.respondWith(page(e.request));
});

// The server has said it in the person's language already. Of two with one tag
// the later one takes the place of the earlier one: nothing is shown twice.
self.addEventListener("push", (e) => {
  const n = e.data?.json();
  if (!n?.title) return;
  const { title, body, tag, lang, at, link } = n;
  const icon = "/icon-192.png";
  e.waitUntil(self.registration.showNotification(title, { body, tag, lang, timestamp: at, icon, data: { link } }));
});

// Opens what it is about in the app: in the window that is there, or a new one.
async function open(link) {
  const url = new URL(link ?? "/messages", self.location.origin);
  const to = url.origin === self.location.origin ? url.href : self.location.origin;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const app = windows.find((w) => !ours.test(new URL(w.url).pathname));
  if (!app) return self.clients.openWindow(to);
  await app.focus().catch(() => undefined); // only a click of a person may
  return app.navigate(to).catch(() => self.clients.openWindow(to)); // not one that we control
}

self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(open(e.notification.data?.link));
});
