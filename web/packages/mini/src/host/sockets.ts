// my.connectSocket: the host opens the line to an address that the platform gave for it.
import { fromBase64, toBase64 } from "../base64.ts";
import { fail, tells, type Bridge } from "./api.ts";

const mostWaiting = 1 << 20; // bytes that were not sent yet

const str = (v: unknown) => (typeof v === "string" ? v : "");

export interface Wish {
  url: string;
  header: Record<string, string>;
  protocols: string[];
}

/** open gives the address of a socket that leads to what the program wished. */
export function socketCalls(open: (w: Wish) => Promise<string>): Bridge {
  const lines = new Map<number, WebSocket>();
  const line = (id: unknown) => {
    const ws = lines.get(Number(id));
    if (!ws || ws.readyState !== WebSocket.OPEN) throw fail(12, "the socket is not open");
    return ws;
  };
  return {
    ...tells("socketOpen", "socketMessage", "socketError", "socketClose"),
    connectSocket: async (o, _, program) => {
      const id = Number(o.id);
      const header = Object.fromEntries(
        Object.entries((o.header ?? {}) as Record<string, unknown>).map(([k, v]) => [k, String(v)]),
      );
      const protocols = Array.isArray(o.protocols) ? o.protocols.map(String) : [];
      const ws = new WebSocket(await open({ url: str(o.url), header, protocols }));
      ws.binaryType = "arraybuffer";
      lines.set(id, ws);
      program.atEnd(() => ws.close());
      const tell = (what: string, more: object = {}) => program.tell("livewell.socket", { id, what, ...more });
      ws.onopen = () => tell("open");
      ws.onmessage = (e: MessageEvent<string | ArrayBuffer>) =>
        tell("message", typeof e.data === "string" ? { data: e.data } : { data: toBase64(e.data), base64: true });
      ws.onerror = () => tell("error");
      ws.onclose = (e) => {
        lines.delete(id);
        tell("close", { code: e.code, reason: e.reason });
      };
      return { success: true };
    },
    "socket.send": (o) => {
      const ws = line(o.id);
      if (ws.bufferedAmount > mostWaiting) throw fail(60, "too much waits to be sent");
      ws.send(o.base64 ? fromBase64(str(o.data)) : str(o.data));
      return { success: true };
    },
    "socket.close": (o) => {
      const code = Number(o.code);
      line(o.id).close(code === 1000 || (code >= 3000 && code < 5000) ? code : 1000, str(o.reason).slice(0, 100));
      return { success: true };
    },
  };
}
