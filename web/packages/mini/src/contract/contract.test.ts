// @vitest-environment node
import ts from "typescript";
import { expect, test, vi } from "vitest";
import { ownCalls } from "../host/api.ts";
import { madeUp } from "../host/madeup.ts";
import { createFiles } from "../logic/files.ts";
import { createMy } from "../logic/my.ts";
import { EventChannel } from "../logic/program.ts";
import { contract } from "./contract.ts";
import { ofHost } from "./shape.ts";
import { table, types } from "./write.ts";

const starter = new URL("../../../../../internal/mini/dev/starter/", import.meta.url).pathname;
const entries = Object.values(contract.groups).flat();
const declared = types(contract);

test("editors and readers get what the contract says; if not, npm run gen", async () => {
  await expect(declared).toMatchFileSnapshot("../../../../../internal/mini/dev/starter/my.d.ts");
  await expect(table(contract)).toMatchFileSnapshot("../../../../../docs/mini/api.md");
});

/** What a program has at a host that has these calls. */
function runtime(can: string[]) {
  const program = { can: new Set(can), listeners: new Map<string, unknown>(), storage: new Map(), files: { own: {} } };
  return createMy(program as never);
}

test("the contract has what the runtime and every host have, and each of its names is there", () => {
  const everywhere = Object.keys(ownCalls({} as never, {} as never, {} as never));
  const spaces = ["ix", "tb", "cloud", "serverless", "fncontext", "livewell"]; // of partners and of terminals
  const own = Object.keys(runtime([])).filter((n) => !spaces.includes(n));
  const known = new Set(entries.flatMap((e) => (e.kind === "event" ? [`on${e.name}`, ofHost(e)] : [e.name])));
  const there = [...own, ...everywhere].filter((n) => !contract.inner.includes(n));
  expect(there.filter((n) => !known.has(n))).toEqual([]);
  const missing = entries.filter((e) => e.kind !== "event" && !e.app && !there.includes(e.name));
  expect(missing.map((e) => e.name)).toEqual([]);
  // What hangs on another call of the host is the runtime's.
  expect(entries.filter((e) => e.host && !own.includes(e.name)).map((e) => e.name)).toEqual([]);
});

test("who was made up has no call that nobody has", () => {
  const names = entries.map(ofHost);
  const all = Object.keys(madeUp(() => undefined));
  expect(all.filter((n) => !names.includes(n) && !contract.inner.includes(n))).toEqual([]);
});

test("canIUse agrees: what every host has, and what only some have", () => {
  const everywhere = Object.keys(ownCalls({} as never, {} as never, {} as never));
  const bare = runtime(everywhere).canIUse as (name: string) => boolean;
  const app = runtime([...everywhere, ...entries.map(ofHost)]).canIUse as (name: string) => boolean;
  for (const e of entries) {
    const name = e.kind === "event" ? `on${e.name}` : e.name;
    expect([name, bare(name), app(name)]).toEqual([name, !e.app, true]);
  }
  // Where the browser has no Bluetooth, the app has a call that says so.
  const without = runtime(["openBluetoothAdapter"]).canIUse as (name: string) => boolean;
  expect(without("openBluetoothAdapter")).toBe(false);
});

test("what is declared for later is had by nobody yet", () => {
  const all = runtime([...Object.keys(ownCalls({} as never, {} as never, {} as never)), ...entries.map(ofHost)]);
  const can = all.canIUse as (name: string) => boolean;
  expect(contract.later.filter((e) => can(e.name) || entries.some((x) => x.name === e.name))).toEqual([]);
  expect(contract.later.filter((e) => !declared.includes(`readonly ${e.name.split(".").pop()}:`))).toEqual([]);
});

test("the objects that calls give have what the contract says, and nothing beside it", () => {
  const program = {
    can: new Set(["connectSocket", "audio"]),
    listeners: new Map<string, unknown>(),
    storage: new Map(),
    top: () => undefined,
    call: () => undefined,
  };
  const files = createFiles(program as never);
  const my = createMy({ ...program, files } as never) as Record<string, (o?: unknown) => object>;
  const made: Record<string, object | undefined> = {
    SelectorQuery: my.createSelectorQuery?.(),
    IntersectionObserver: my.createIntersectionObserver?.(),
    FileSystemManager: my.getFileSystemManager?.(),
    SocketTask: my.connectSocket?.({ url: "wss://example.com", multiple: true }),
    Recorder: my.getRecorderManager?.(),
    Sound: my.createInnerAudioContext?.(),
    UpdateManager: my.getUpdateManager?.(),
    Env: my.env,
  };
  for (const [name, object] of Object.entries(made)) {
    const said = Object.keys(contract.types[name] ?? {}).map((n) => n.replace("readonly ", ""));
    const there = Object.getOwnPropertyNames(object);
    const events = said.some((n) => n.startsWith("[event"));
    const beside = there.filter((n) => !said.includes(n) && !(events && /^o(n|ff)[A-Z]/.test(n)));
    expect([name, beside]).toEqual([name, []]);
    expect([name, said.filter((n) => !n.startsWith("[") && !there.includes(n))]).toEqual([name, []]);
  }
  expect(Object.keys(contract.types.EventChannel ?? {}).filter((n) => !(n in EventChannel.prototype))).toEqual([]);
});

test("numbers of failures are explained, versions are known, names are there once", () => {
  expect(entries.flatMap((e) => e.fails ?? []).filter((n) => !(n in contract.failures))).toEqual([]);
  expect(entries.filter((e) => parseFloat(e.since) > parseFloat(contract.version))).toEqual([]);
  expect(new Set(entries.map((e) => e.name)).size).toBe(entries.length);
  expect(entries.length).toBeGreaterThanOrEqual(40);
  expect(runtime([]).env).toMatchObject({ contractVersion: contract.version });
});

/** What the compiler says of a program that is written against the types. */
function faults(program: string): string[] {
  const files = new Map([
    ["/my.d.ts", declared],
    ["/p.ts", program],
  ]);
  const options: ts.CompilerOptions = { strict: true, noEmit: true, lib: ["lib.es2022.d.ts"], types: [] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => {
    const text = files.get(name);
    return text === undefined ? read(name, version) : ts.createSourceFile(name, text, version);
  };
  host.fileExists = (name) => files.has(name) || ts.sys.fileExists(name);
  const all = ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host));
  return all.map((d) => {
    const line = d.file && d.start !== undefined ? d.file.getLineAndCharacterOfPosition(d.start).line + 1 : 0;
    return `${d.file?.fileName ?? ""}:${line} ${ts.flattenDiagnosticMessageText(d.messageText, " ")}`;
  });
}

vi.setConfig({ testTimeout: 120_000 });

test("right calls pass the compiler", () => {
  expect(
    faults(`
Page({
  data: { n: 0, text: "" },
  async onLoad() {
    const { width } = await my.getImageInfo({ src: "/a.png" });
    this.setData({ n: this.data.n + width });
    my.confirm({ title: "Sure?", success: ({ confirm }) => { if (confirm) this.later(1); } });
    my.showLoading();
    const task = my.request({ url: "https://example.com", data: { a: 1 }, fail: (f) => console.log(f.error + 1) });
    task.abort();
    const { status } = await my.request({ url: "https://example.com" });
    my.setStorageSync("key", status);
    my.setStorageSync({ key: "key", data: 1 });
    const kept: string = my.getStorageSync("key").data;
    my.createSelectorQuery().select(".a").boundingClientRect().exec((all) => console.log(all.length, kept));
    my.onSocketMessage(({ data }) => console.log(data));
    my.offSocketMessage();
    my.connectSocket({ url: "wss://example.com", multiple: true }).send({ data: "hello" });
    const { total } = await my.livewell.order({ store: "1", mode: "pickup", lines: [] });
    this.setData({ text: total.amount });
    my.env.USER_DATA_PATH.trim();
    if (my.canIUse("tradePay")) await my.tradePay({ tradeNO: "1" });
    my.nobodyHasThis({ any: 1 }).catch((f) => console.log(f.error));
    my.livewell.norThis();
  },
  later(n: number) { setTimeout(() => this.setData({ n }), 10); },
});
`),
  ).toEqual([]);
});

test("wrong ones do not", () => {
  const wrong = [
    `my.navigateTo({ url: 1 })`,
    `my.navigateTo({})`,
    `my.setStorage({ key: true, data: 1 })`,
    `my.alert({ content: "x", success: 1 })`,
    `my.livewell.order({ store: "1", mode: 1, lines: [] })`,
    `my.getImageInfo({ src: "a" }).then((r) => r.width.trim())`,
    `my.confirm({ success: (r) => r.nothing })`,
    `my.canIUse(1)`,
    `my.onCompassChange(({ direction }) => direction.trim())`,
    `my.SDKVersion()`,
  ];
  const lines = new Set(faults(wrong.join(";\n")).map((f) => f.split(" ")[0]));
  expect([...lines]).toEqual(wrong.map((_, i) => `/p.ts:${i + 1}`));
});

test("the program to begin with passes with its own settings", () => {
  const { config } = ts.readConfigFile(`${starter}jsconfig.json`, ts.sys.readFile.bind(ts.sys)) as { config: object };
  const read = ts.parseJsonConfigFileContent(config, ts.sys, starter);
  expect(read.fileNames.length).toBe(4);
  const all = ts.getPreEmitDiagnostics(ts.createProgram(read.fileNames, read.options));
  expect(all.map((d) => ts.flattenDiagnosticMessageText(d.messageText, " "))).toEqual([]);
});
