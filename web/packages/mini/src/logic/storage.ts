// A program's storage: kept here for the synchronous calls, by the host for the next start.
import type { Program } from "./program.ts";

type Options = Record<string, unknown>;

const storageLimit = 10 << 20;

/** get, set, remove, clear and info as my.*StorageSync have them: what cannot be is thrown. */
export function createStorage(program: Program) {
  const size = () => {
    let n = 0;
    for (const [k, v] of program.storage) n += k.length + v.length;
    return n;
  };
  const key = (o: unknown) => {
    const k = typeof o === "string" ? o : (o as Options | undefined)?.key;
    if (typeof k !== "string" || !k) throw { error: 2, errorMessage: "key is missing" };
    return k;
  };
  return {
    get(o: unknown) {
      const kept = program.storage.get(key(o));
      return { data: kept === undefined ? null : (JSON.parse(kept) as unknown), success: true };
    },
    set(o: Options, second?: unknown) {
      const k = key(o);
      const text = JSON.stringify((typeof o === "string" ? second : o.data) ?? null);
      if (size() - (program.storage.get(k)?.length ?? 0) + text.length > storageLimit)
        throw { error: 14, errorMessage: "the storage of this program is full" };
      program.storage.set(k, text);
      program.call("storage.set", { key: k, text }, () => undefined);
      return { success: true };
    },
    remove(o: unknown) {
      const k = key(o);
      program.storage.delete(k);
      program.call("storage.remove", { key: k }, () => undefined);
      return { success: true };
    },
    clear() {
      program.storage.clear();
      program.call("storage.clear", {}, () => undefined);
      return { success: true };
    },
    info: () => ({
      keys: [...program.storage.keys()],
      currentSize: Math.ceil(size() / 1024),
      limitSize: storageLimit / 1024,
      success: true,
    }),
  };
}
