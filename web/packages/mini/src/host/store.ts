// What programs keep: in the browser, one drawer for each person and program.
const name = "livewell.mini";
const table = "kept";
const limit = 10 << 20;

export interface Store {
  all: Record<string, string>;
  set(key: string, text: string): void;
  remove(key: string): void;
  clear(): void;
}

/** Keeps nothing beyond the page: for terminals that strangers use one after the other. */
export const forgetful = (): Store => ({
  all: {},
  set: () => undefined,
  remove: () => undefined,
  clear: () => undefined,
});

/** Opens the drawer. Where the browser keeps nothing, the program goes on without. */
export async function openStore(person: string, app: string): Promise<Store> {
  const db = await open().catch(() => null);
  if (!db) return forgetful();
  const range = IDBKeyRange.bound([person, app, ""], [person, app, "\uffff"]);
  const act = (run: (s: IDBObjectStore) => void) => {
    run(db.transaction(table, "readwrite").objectStore(table));
  };
  const all: Record<string, string> = {};
  let size = 0;
  await new Promise<void>((resolve) => {
    const cursor = db.transaction(table).objectStore(table).openCursor(range);
    cursor.onerror = () => resolve();
    cursor.onsuccess = () => {
      const c = cursor.result;
      if (!c) return resolve();
      const key = (c.key as string[])[2] ?? "";
      all[key] = String(c.value);
      size += key.length + all[key].length;
      c.continue();
    };
  });
  const sizes = new Map(Object.entries(all).map(([k, v]) => [k, k.length + v.length]));
  return {
    all,
    set(key, text) {
      const more = key.length + text.length - (sizes.get(key) ?? 0);
      if (size + more > limit) return; // the logic has told the program so
      size += more;
      sizes.set(key, key.length + text.length);
      act((s) => s.put(text, [person, app, key]));
    },
    remove(key) {
      size -= sizes.get(key) ?? 0;
      sizes.delete(key);
      act((s) => s.delete([person, app, key]));
    },
    clear() {
      size = 0;
      sizes.clear();
      act((s) => s.delete(range));
    },
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const r = indexedDB.open(name, 1);
    r.onupgradeneeded = () => r.result.createObjectStore(table);
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error ?? new Error("no storage"));
  });
}
