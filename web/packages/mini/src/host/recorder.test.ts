import { afterEach, expect, test, vi } from "vitest";
import { recorderCalls } from "./recorder.ts";

class Recorder {
  static last: Recorder;
  state = "inactive";
  mimeType = "audio/webm;codecs=opus";
  ondataavailable: (e: { data: Blob }) => void = () => undefined;
  onstart = () => undefined;
  onpause = () => undefined;
  onresume = () => undefined;
  onstop = () => undefined;
  constructor() {
    Recorder.last = this;
  }
  private to(state: string, then: () => void) {
    this.state = state;
    then();
  }
  start = () => this.to("recording", () => this.onstart());
  pause = () => this.to("paused", () => this.onpause());
  resume = () => this.to("recording", () => this.onresume());
  stop = () => {
    this.ondataavailable({ data: new Blob(["sound"]) });
    this.to("inactive", () => this.onstop());
  };
}

function host(allowed = true) {
  const stopped = vi.fn();
  const stream = { getTracks: () => [{ stop: stopped }] };
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => Promise.resolve(stream) } });
  vi.stubGlobal("MediaRecorder", Recorder);
  const told: { what: string; tempFilePath?: string }[] = [];
  const endings: (() => void)[] = [];
  const line = {
    tell: (_: string, v: unknown) => void told.push(v as never),
    atEnd: (f: () => void) => void endings.push(f),
  };
  const allow = vi.fn(() => Promise.resolve(allowed));
  const { recorder } = recorderCalls(allow);
  const act = (act: string, more: object = {}, touched = true) =>
    Promise.resolve(recorder?.({ ...more, act }, touched, line)).then(
      () => "done",
      (f: unknown) => (f as { error: number }).error,
    );
  return { act, told, allow, stopped, end: () => endings.forEach((f) => f()) };
}

afterEach(() => vi.useRealTimers());

test("what was recorded is a file, and the microphone is given back", async () => {
  const { act, told, allow, stopped } = host();
  expect(await act("start")).toBe("done");
  expect(await act("pause")).toBe("done");
  expect(await act("resume")).toBe("done");
  expect(await act("start")).toBe(60);
  expect(await act("stop")).toBe("done");
  await vi.waitFor(() => expect(told.at(-1)?.what).toBe("stop"));
  expect(told.map((t) => t.what)).toEqual(["start", "pause", "resume", "stop"]);
  expect(told.at(-1)?.tempFilePath).toBe("data:audio/webm;base64,c291bmQ=");
  expect(stopped).toHaveBeenCalledOnce();
  expect(await act("stop")).toBe(12);
  await act("start");
  expect(allow).toHaveBeenCalledOnce(); // asked once while the program runs
});

test("nobody is recorded without a touch, without being asked, or after the program has ended", async () => {
  const none = host(false);
  expect(await none.act("start", {}, false)).toBe(4);
  expect(none.allow).not.toHaveBeenCalled();
  expect(await none.act("start")).toBe(2001);
  expect(none.told).toEqual([]);

  const { act, told, stopped, end } = host();
  await act("start");
  end();
  expect(stopped).toHaveBeenCalledOnce();
  expect(told.map((t) => t.what)).toEqual(["start"]);
});

test("a recording ends by itself when its time is over", async () => {
  vi.useFakeTimers();
  const { act, stopped } = host();
  await act("start", { duration: 5_000 });
  vi.advanceTimersByTime(4_999);
  expect(stopped).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(stopped).toHaveBeenCalledOnce();
});
