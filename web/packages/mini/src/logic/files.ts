// Files that a program keeps: beside its storage, within the same 10 MB. What was
// chosen, drawn or downloaded is a data address; a kept file has an address of its own,
// which becomes the data where the view or the host gets it.
import { fromBase64, toBase64 } from "../base64.ts";
import type { Op } from "../wire.ts";
import type { Failure, Program } from "./program.ts";

type Options = Record<string, unknown>;
interface Kept {
  /** Seconds. */
  at: number;
  /** A data address. */
  data: string;
}

export const home = "https://usr";
const saved = `${home}/saved/`;
const mark = "\u0001"; // before their keys: no key of a program begins so

const none = (path: string): Failure => ({ error: 12, errorMessage: `there is no file ${path.slice(0, 80)}` });
const wrong = (errorMessage: string): Failure => ({ error: 2, errorMessage });

const bytesOf = (address: string): Uint8Array => {
  const m = /^data:[^,]*?(;base64)?,([^]*)$/.exec(address);
  if (!m) throw none(address);
  return m[1] ? fromBase64(m[2] ?? "") : new TextEncoder().encode(decodeURIComponent(m[2] ?? ""));
};

export function createFiles(program: Program) {
  const all = new Map<string, Kept>();
  let last = 0;
  /** Takes the files out of what the host kept. */
  const begin = () => {
    for (const [k, text] of program.storage) {
      if (!k.startsWith(mark)) continue;
      all.set(k.slice(1), JSON.parse(text) as Kept);
      program.storage.delete(k);
    }
  };
  const size = () => {
    let n = 0;
    for (const [k, f] of all) n += k.length + f.data.length;
    return n;
  };
  const text = (v: unknown) => (typeof v === "string" ? v : "");
  const mine = (path: unknown) => {
    const p = text(path).replace(/\/+$/, "");
    if (!p.startsWith(`${home}/`)) throw wrong("only paths within my.env.USER_DATA_PATH can be written");
    return p;
  };
  /** The data of a file, kept or not. */
  const open = (path: unknown): string => {
    const p = text(path);
    if (p.startsWith("data:")) return p;
    const f = all.get(p);
    if (!f) throw none(p);
    return f.data;
  };
  const put = (path: string, data: string) => {
    if (size() - (all.get(path)?.data.length ?? 0) + data.length + program.room() > program.limit)
      throw { error: 14, errorMessage: "the storage of this program is full" };
    const f = { at: Math.floor(Date.now() / 1000), data };
    all.set(path, f);
    program.call("storage.set", { key: mark + path, text: JSON.stringify(f) }, () => undefined);
  };
  const drop = (path: string) => {
    if (!all.delete(path)) throw none(path);
    program.call("storage.remove", { key: mark + path }, () => undefined);
  };
  const info = (path: string, f: Kept) => ({ apFilePath: path, size: bytesOf(f.data).length, createTime: f.at });
  const encode = (data: unknown, encoding: unknown): string => {
    if (typeof data !== "string") return `data:application/octet-stream;base64,${toBase64(data as ArrayBuffer)}`;
    if (encoding === "base64") return `data:application/octet-stream;base64,${data}`;
    return `data:text/plain;base64,${toBase64(new TextEncoder().encode(data))}`;
  };
  const decode = (b: Uint8Array, encoding: unknown): unknown =>
    encoding === "base64"
      ? toBase64(b)
      : encoding
        ? new TextDecoder().decode(b)
        : b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength);
  const join = (a: Uint8Array, b: Uint8Array) => {
    const out = new Uint8Array(a.length + b.length);
    out.set(a);
    out.set(b, a.length);
    return out;
  };
  const within = (dir: string) => [...all.keys()].filter((p) => p.startsWith(`${dir}/`));

  const own = {
    saveFile: (o: Options) => {
      const data = open(o.apFilePath ?? o.tempFilePath ?? o.filePath);
      const kind = /^data:[a-z]+\/([a-z\d]+)/.exec(data)?.[1] ?? "bin";
      const path = o.filePath && o.tempFilePath ? mine(o.filePath) : `${saved}${Date.now()}${++last}.${kind}`;
      put(path, data);
      return { apFilePath: path, savedFilePath: path };
    },
    getSavedFileInfo: (o: Options) => {
      const path = text(o.apFilePath ?? o.filePath);
      const f = all.get(path);
      if (!f) throw none(path);
      return info(path, f);
    },
    getSavedFileList: () => ({
      fileList: [...all].filter(([p]) => p.startsWith(saved)).map(([p, f]) => info(p, f)),
    }),
    removeSavedFile: (o: Options) => (drop(text(o.apFilePath ?? o.filePath)), { success: true }),
  };

  /** getFileSystemManager: each with options, and with Sync behind its name. */
  const manager = {
    readFile: (o: Options) => ({ data: decode(bytesOf(open(o.filePath)), o.encoding) }),
    writeFile: (o: Options) => (put(mine(o.filePath), encode(o.data, o.encoding)), { success: true }),
    appendFile: (o: Options) => {
      const b = join(bytesOf(open(o.filePath)), bytesOf(encode(o.data, o.encoding)));
      put(mine(o.filePath), `data:application/octet-stream;base64,${toBase64(b)}`);
      return { success: true };
    },
    access: (o: Options) => {
      const p = text(o.path);
      if (!within(p).length) open(p);
      return { success: true };
    },
    stat: (o: Options) => {
      const p = text(o.path);
      const dir = !all.has(p) && within(p).length > 0;
      const n = dir ? 0 : bytesOf(open(p)).length;
      const stats = { size: n, lastModifiedTime: all.get(p)?.at ?? 0, isFile: () => !dir, isDirectory: () => dir };
      return { stats, ...stats };
    },
    unlink: (o: Options) => (drop(mine(o.filePath)), { success: true }),
    copyFile: (o: Options) => (put(mine(o.destPath), open(o.srcPath)), { success: true }),
    rename: (o: Options) => {
      put(mine(o.newPath), open(o.oldPath));
      drop(mine(o.oldPath));
      return { success: true };
    },
    readdir: (o: Options) => {
      const dir = mine(o.dirPath);
      return { files: [...new Set(within(dir).map((p) => p.slice(dir.length + 1).split("/")[0]))] };
    },
    mkdir: (o: Options) => (mine(o.dirPath), { success: true }), // a folder is there as soon as something is in it
    rmdir: (o: Options) => {
      const dir = mine(o.dirPath);
      if (within(dir).length && !o.recursive) throw wrong("the folder is not empty");
      for (const p of within(dir)) drop(p);
      return { success: true };
    },
    ...own,
  };
  // The order of the arguments of the calls that end with Sync.
  const order: Record<string, string[]> = {
    readFile: ["filePath", "encoding"],
    writeFile: ["filePath", "data", "encoding"],
    appendFile: ["filePath", "data", "encoding"],
    access: ["path"],
    stat: ["path"],
    unlink: ["filePath"],
    copyFile: ["srcPath", "destPath"],
    rename: ["oldPath", "newPath"],
    readdir: ["dirPath"],
    mkdir: ["dirPath", "recursive"],
    rmdir: ["dirPath", "recursive"],
  };
  /** What getFileSystemManager gives; local turns a call into one with callbacks. */
  const system = (local: (f: (o: Options) => unknown) => unknown) => {
    const out: Record<string, unknown> = {};
    for (const [name, f] of Object.entries(manager)) {
      out[name] = local(f);
      const names = order[name];
      if (!names) continue;
      out[`${name}Sync`] = (...args: unknown[]) => {
        const given = args.length === 1 && typeof args[0] === "object" && args[0] !== null ? (args[0] as Options) : {};
        const o = { ...given };
        if (typeof args[0] === "string") names.forEach((n, i) => (o[n] = args[i]));
        const r = f(o) as { data?: unknown; files?: unknown; stats?: unknown };
        return r.data ?? r.files ?? r.stats;
      };
    }
    return out;
  };
  /** A Worker of an origin of its own has no digests: the host makes them. */
  const fileInfo = (o: Options, done: (v: unknown, f?: Failure) => void) => {
    const data = open(o.apFilePath ?? o.filePath);
    const { length } = bytesOf(data);
    if (!o.digestAlgorithm) return done({ size: length });
    program.call("file.digest", { data, algorithm: o.digestAlgorithm }, (r) =>
      done(r.error ? undefined : { size: length, digest: r.value }, r.error),
    );
  };
  /** An address as the view and the host know it. */
  const shown = (v: string) => (v.startsWith(`${home}/`) ? (all.get(v)?.data ?? v) : v);
  /** Operations for a view. */
  const inOps = (ops: Op[]): Op[] => (all.size ? ops.map((v) => (typeof v === "string" ? shown(v) : v)) : ops);
  return { begin, size, own, system, fileInfo, shown, inOps };
}
