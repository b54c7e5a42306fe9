// Serves the app's own files as this device keeps them, so that a paired one comes up
// without a network. The page brings and changes them, version.ts. It never touches the
// API: what a register knows is the page's to keep.
const store = "livewell-terminal";
const shell = "/terminal/";

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));

async function kept(request, name) {
  const cache = await caches.open(store);
  return (await cache.match(name)) ?? fetch(request);
}

self.addEventListener("fetch", (e) => {
  const { origin, pathname } = new URL(e.request.url);
  if (e.request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith(`${shell}assets/`)) e.respondWith(kept(e.request, pathname));
  else if (e.request.mode === "navigate" && !pathname.startsWith(`${shell}api/`)) e.respondWith(kept(e.request, shell));
});
