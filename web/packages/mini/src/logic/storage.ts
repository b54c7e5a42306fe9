// A program's storage: kept here for the synchronous calls, by the host for the next start.
import type { Program } from "./program.ts";

type Options = Record<string, unknown>;

/** get, set, remove, clear and info as my.*StorageSync have them: what cannot be is thrown. */
export function createStorage(program: Program) {
  const size = () => program.room() + program.files.size();
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
      if (size() - (program.storage.get(k)?.length ?? 0) + text.length > program.limit)
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
      for (const k of program.storage.keys()) program.call("storage.remove", { key: k }, () => undefined);
      program.storage.clear(); // files stay
      return { success: true };
    },
    info: () => ({
      keys: [...program.storage.keys()],
      currentSize: Math.ceil(size() / 1024),
      limitSize: program.limit / 1024,
      success: true,
    }),
  };
}
