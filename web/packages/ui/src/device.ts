type Entry = { at: number; data: unknown };

/** Remembers answers on this device, under a prefix of its own: the newest ones, up to a number. */
export function keeper(prefix: string, most = 30) {
  const keys = () => Object.keys(localStorage).filter((k) => k.startsWith(prefix));
  const read = (key: string): Entry | undefined => {
    const text = localStorage.getItem(key);
    return text ? (JSON.parse(text) as Entry) : undefined;
  };
  return {
    get: (key: string) => read(prefix + key),
    put: (key: string, data: unknown) => {
      const entry: Entry = { at: Date.now(), data };
      try {
        localStorage.setItem(prefix + key, JSON.stringify(entry));
      } catch {
        return; // the device is full: what is kept is a convenience
      }
      const all = keys();
      if (all.length <= most) return;
      const byAge = all.toSorted((a, b) => (read(a)?.at ?? 0) - (read(b)?.at ?? 0));
      for (const k of byAge.slice(0, all.length - most)) localStorage.removeItem(k);
    },
    /** Nothing of a person stays behind when they leave. */
    forget: () => {
      for (const k of keys()) localStorage.removeItem(k);
    },
  };
}

/** Resolves when the service worker sees what this page loads. */
async function watched(): Promise<void> {
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
}

/** Loads the pages that open without a network, and lets the worker keep every file of the app that is in use. */
export async function keepPages(assets: string, pages: () => Promise<unknown>): Promise<void> {
  await watched();
  await pages();
  const own = location.origin + assets;
  const files = performance.getEntriesByType("resource").map((r) => r.name);
  await Promise.all([...new Set(files)].filter((f) => f.startsWith(own)).map((f) => fetch(f)));
}
