// my.request, my.uploadFile and my.downloadFile over what a host can send. The platform
// decides where a program may go; here its way of speaking is translated.
import { fromBase64, toBase64 } from "../base64.ts";
import { fail, type Bridge } from "./api.ts";

/** One call to the program's server, sent by the platform. */
export interface Outgoing {
  use: "request" | "download";
  method: string;
  url: string;
  header: Record<string, string>;
  body?: string;
  base64?: boolean;
  binary?: boolean;
}

export interface Incoming {
  status: number;
  header: Record<string, string>;
  body: string;
  base64: boolean;
}

export interface Network {
  send(o: Outgoing): Promise<Incoming>;
  upload(url: string, form: FormData, header: Record<string, string>): Promise<Incoming>;
}

const str = (v: unknown) => (v === undefined || v === null ? "" : typeof v === "string" ? v : JSON.stringify(v));
const isBuffer = (v: unknown): v is ArrayBuffer => Object.prototype.toString.call(v) === "[object ArrayBuffer]";

function headersOf(o: Record<string, unknown>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [k, v] of Object.entries((o.headers ?? o.header ?? {}) as Record<string, unknown>))
    out[k.toLowerCase()] = str(v);
  return out;
}

const pairs = (data: Record<string, unknown>) =>
  Object.entries(data)
    .filter(([, v]) => v !== undefined)
    .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(str(v))}`)
    .join("&");

/** A call as my.request describes it. */
export function outgoing(o: Record<string, unknown>): Outgoing {
  const method = str(o.method || "GET").toUpperCase();
  const header = headersOf(o);
  const out: Outgoing = { use: "request", method, url: str(o.url), header };
  if (o.responseType === "arraybuffer" || o.dataType === "arraybuffer" || o.dataType === "base64") out.binary = true;
  const { data } = o;
  if (data === undefined || data === null || data === "") return out;
  if (isBuffer(data)) return { ...out, body: toBase64(new Uint8Array(data)), base64: true };
  if (method === "GET" || method === "HEAD") {
    const query = typeof data === "object" ? pairs(data as Record<string, unknown>) : str(data);
    if (query) out.url += (out.url.includes("?") ? "&" : "?") + query;
    return out;
  }
  // my.httpRequest sent forms, my.request sends JSON.
  header["content-type"] ??= o.old ? "application/x-www-form-urlencoded" : "application/json";
  const form = header["content-type"].includes("x-www-form-urlencoded") && typeof data === "object";
  out.body = form ? pairs(data as Record<string, unknown>) : str(data);
  return out;
}

/** What a program gets of an answer. */
export function incoming(o: Record<string, unknown>, r: Incoming): Record<string, unknown> {
  let data: unknown = r.body;
  if (o.responseType === "arraybuffer" || o.dataType === "arraybuffer")
    data = (r.base64 ? fromBase64(r.body) : new TextEncoder().encode(r.body)).buffer;
  else if (o.dataType !== "base64" && o.dataType !== "text") {
    try {
      data = JSON.parse(r.body);
    } catch {
      if (o.dataType === "json") throw fail(14, "the answer is no JSON");
    }
  }
  return { status: r.status, statusCode: r.status, headers: r.header, header: r.header, data };
}

const limited = <T>(p: Promise<T>, o: Record<string, unknown>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(fail(13, "the request took too long") as never), Number(o.timeout) || 30_000);
    p.then(resolve, reject).finally(() => clearTimeout(timer));
  });

/** A file's bytes by the address that chooseImage or downloadFile gave. */
export function file(address: string): Blob {
  const m = /^data:([^;,]*)(;base64)?,([^]*)$/.exec(address);
  if (!m) throw fail(12, "there is no such file");
  const [, type = "", encoded, body = ""] = m;
  return new Blob([encoded ? fromBase64(body) : decodeURIComponent(body)], { type });
}

export function networkCalls(n: Network): Bridge {
  return {
    request: async (o) => incoming(o, await limited(n.send(outgoing(o)), o)),
    uploadFile: async (o) => {
      const form = new FormData();
      for (const [k, v] of Object.entries((o.formData ?? {}) as Record<string, unknown>)) form.append(k, str(v));
      const blob = file(str(o.filePath));
      form.append(str(o.fileName ?? o.name) || "file", blob, `file.${blob.type.split("/")[1]?.split("+")[0] ?? "bin"}`);
      const r = await limited(n.upload(str(o.url), form, headersOf(o)), o);
      return { statusCode: String(r.status), data: r.body, header: r.header };
    },
    downloadFile: async (o) => {
      const r = await limited(
        n.send({ use: "download", method: "GET", url: str(o.url), header: headersOf(o), binary: true }),
        o,
      );
      if (r.status !== 200) throw fail(12, `the server said ${r.status}`);
      const type = r.header["Content-Type"]?.split(";")[0] || "application/octet-stream";
      const apFilePath = `data:${type};base64,${r.base64 ? r.body : toBase64(new TextEncoder().encode(r.body))}`;
      return { apFilePath, tempFilePath: apFilePath };
    },
  };
}
