import type { MadeSale, RegisterSale, SaleNote, Ware } from "@livewell/api/console";

/** A sale that this browser made without a network. */
export type Kept = {
  ref: string;
  store: string;
  /** waits: to be sent. refused: the server does not want it. noted: it has it, and something is odd. */
  state: "waits" | "refused" | "noted";
  made: MadeSale;
  /** As the receipt shows it. */
  sale: RegisterSale;
  fault?: string;
  notes?: SaleNote[];
};

/** The price list of a store. */
export type Prices = { store: string; version: string; wares: Ware[] };

const settled = <V>(r: IDBRequest<V>): Promise<V> =>
  new Promise((resolve, reject) => {
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error ?? new Error("IndexedDB"));
  });

function opened(): Promise<IDBDatabase> {
  const r = indexedDB.open("livewell.register", 1);
  r.onupgradeneeded = () => {
    r.result.createObjectStore("prices", { keyPath: "store" });
    r.result.createObjectStore("sales", { keyPath: "ref" }).createIndex("store", "store");
  };
  return settled(r);
}

async function inside<V>(
  name: "prices" | "sales",
  mode: IDBTransactionMode,
  fn: (s: IDBObjectStore) => IDBRequest<V>,
): Promise<V> {
  const db = await opened();
  try {
    const tx = db.transaction(name, mode, { durability: "strict" });
    const done = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error ?? new Error("IndexedDB"));
    });
    const v = await settled(fn(tx.objectStore(name)));
    await done; // what is not on the disk yet is not kept
    return v;
  } finally {
    db.close();
  }
}

export const keptPrices = (store: string): Promise<Prices | undefined> =>
  inside("prices", "readonly", (s) => s.get(store) as IDBRequest<Prices | undefined>);
export const keepPrices = (p: Prices) => inside("prices", "readwrite", (s) => s.put(p));

/** What was made here and is not over, the oldest first. */
export const keptSales = async (store: string): Promise<Kept[]> => {
  const all = await inside("sales", "readonly", (s) => s.index("store").getAll(store) as IDBRequest<Kept[]>);
  return all.toSorted((a, b) => a.made.at.localeCompare(b.made.at));
};
export const keepSale = (k: Kept) => inside("sales", "readwrite", (s) => s.put(k));
export const dropSale = (ref: string) => inside("sales", "readwrite", (s) => s.delete(ref));
