import { expect, test, vi } from "vitest";
import { socketCalls } from "./sockets.ts";

class Line {
  static OPEN = 1;
  static last: Line;
  readyState = 1;
  bufferedAmount = 0;
  sent: unknown[] = [];
  closed: unknown[] = [];
  onopen: () => void = () => undefined;
  onmessage: (e: { data: unknown }) => void = () => undefined;
  onclose: (e: { code: number; reason: string }) => void = () => undefined;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    Line.last = this;
  }
  send = (x: unknown) => void this.sent.push(x);
  close = (...x: unknown[]) => void this.closed.push(...x);
}

test("a program's line says what the server says, takes text and bytes, and ends with the program", async () => {
  vi.stubGlobal("WebSocket", Line);
  const told: unknown[] = [];
  const endings: (() => void)[] = [];
  const program = {
    tell: (_: string, v: unknown) => void told.push(v),
    atEnd: (f: () => void) => void endings.push(f),
  };
  const wished: unknown[] = [];
  const calls = socketCalls((w) => (wished.push(w), Promise.resolve("wss://here/mini/s/ticket")));
  const call = async (name: string, o: Record<string, unknown>) => await calls[name]?.(o, false, program);

  await call("connectSocket", { id: 7, url: "wss://far.example/", header: { n: 1 }, protocols: ["chat"] });
  expect(wished).toEqual([{ url: "wss://far.example/", header: { n: "1" }, protocols: ["chat"] }]);
  const line = Line.last;
  expect(line.url).toBe("wss://here/mini/s/ticket");
  line.onopen();
  line.onmessage({ data: "hello" });
  line.onmessage({ data: new Uint8Array([0, 255]).buffer });
  await call("socket.send", { id: 7, data: "soup" });
  await call("socket.send", { id: 7, data: "AP8=", base64: true });
  expect(line.sent).toEqual(["soup", new Uint8Array([0, 255])]);
  line.bufferedAmount = 2 << 20;
  await expect(call("socket.send", { id: 7, data: "more" })).rejects.toMatchObject({ error: 60 });
  await call("socket.close", { id: 7, code: 5, reason: "done" });
  expect(line.closed).toEqual([1000, "done"]);
  line.onclose({ code: 1000, reason: "done" });
  await expect(call("socket.send", { id: 7, data: "late" })).rejects.toMatchObject({ error: 12 });
  expect(told).toEqual([
    { id: 7, what: "open" },
    { id: 7, what: "message", data: "hello" },
    { id: 7, what: "message", data: "AP8=", base64: true },
    { id: 7, what: "close", code: 1000, reason: "done" },
  ]);
  for (const end of endings) end();
  expect(line.closed).toHaveLength(2);
  vi.unstubAllGlobals();
});
