// my.connectSocket and the task that it gives. The host has the line itself.
import { fromBase64, toBase64 } from "../base64.ts";
import { listeners } from "./listeners.ts";
import type { Failure, Program } from "./program.ts";

type Options = Record<string, unknown>;
type Done = (value: unknown, failure?: Failure) => void;
type Answer = (o: unknown, run: (done: Done) => void) => unknown;
interface Told {
  id: number;
  what: "open" | "message" | "error" | "close";
  data?: string;
  base64?: boolean;
  code?: number;
  reason?: string;
}

export function createSockets(program: Program, answer: Answer) {
  const open = new Map<number, (t: Told) => void>();
  let last = 0;
  let single = 0; // the one that my.sendSocketMessage means
  program.listeners.set("livewell.socket", new Set([(v: unknown) => open.get((v as Told).id)?.(v as Told)]));

  const send = (id: number, o: unknown) =>
    answer(o, (done) => {
      const { data } = (o ?? {}) as Options;
      if (!open.has(id)) return done(undefined, { error: 12, errorMessage: "the socket is not open" });
      const part = typeof data === "string" ? { data } : { data: toBase64(data as ArrayBuffer), base64: true };
      program.call("socket.send", { id, ...part }, (r) => done(r.value, r.error));
    });
  const close = (id: number, o: unknown) =>
    answer(o, (done) => {
      if (!open.has(id)) return done(undefined, { error: 12, errorMessage: "the socket is not open" });
      const { code, reason } = (o ?? {}) as Options;
      program.call("socket.close", { id, code, reason }, (r) => done(r.value, r.error));
    });

  const connect = (o?: unknown) => {
    const options = (o ?? {}) as Options;
    const id = ++last;
    const many = options.multiple === true;
    if (!many && open.has(single)) close(single, {}); // a second one takes its place
    if (!many) single = id;
    const task: Record<string, unknown> = {
      CONNECTING: 0,
      OPEN: 1,
      CLOSING: 2,
      CLOSED: 3,
      readyState: 0,
      send: (x: unknown) => send(id, x),
      close: (x: unknown) => close(id, x),
    };
    const hear = listeners(task, ["Open", "Message", "Error", "Close"], (name, f, v) =>
      program.top()?.unit.guard(`socket: ${name}`, f, v),
    );
    const tell = (name: string, v: unknown) => {
      hear(name, v);
      if (!many) program.emit(`socket${name}`, v);
    };
    open.set(id, (t) => {
      if (t.what === "open") {
        task.readyState = 1;
        tell("Open", { header: {} });
      } else if (t.what === "message") {
        const buffer = t.base64 === true;
        const data = buffer ? fromBase64(t.data ?? "").buffer : t.data;
        tell("Message", { data: many ? { data, isBuffer: buffer } : data, isBuffer: buffer });
      } else if (t.what === "error") tell("Error", { errorMessage: "the line failed" });
      else {
        open.delete(id);
        task.readyState = 3;
        tell("Close", { code: t.code, reason: t.reason });
      }
    });
    const promised = answer(o, (done) => {
      const { url, header, headers, protocols } = options;
      program.call("connectSocket", { id, url, header: headers ?? header ?? {}, protocols }, (r) => {
        if (r.error) {
          open.delete(id);
          task.readyState = 3;
          tell("Error", r.error);
        }
        done(r.value, r.error);
      });
    });
    return many ? task : (promised ?? task);
  };
  return {
    connectSocket: connect,
    sendSocketMessage: (o?: unknown) => send(single, o),
    closeSocket: (o?: unknown) => close(single, o),
  };
}
