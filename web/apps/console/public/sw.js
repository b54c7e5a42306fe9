// Keeps the console's own files, so that a register opens again without a
// network. It never touches the API.
const store = "livewell-console-1";
const shell = "/console/";

self.addEventListener("install", (e) => {
  e.waitUntil(
    caches
      .open(store)
      .then((c) => c.addAll([shell, "/console/icon.svg"]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));

// Names under assets/ carry a hash of the content: what is kept stays right.
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
  const cache = await caches.open(store);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(shell, answer.clone()); // each page has the same
    return answer;
  } catch (e) {
    const had = await cache.match(shell);
    if (had) return had;
    throw e;
  }
}

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/console/assets/")) e.respondWith(kept(e.request));
  else if (e.request.mode === "navigate" && !url.pathname.startsWith("/console/api/")) e.respondWith(page(e.request));
});
