import { contract, ofHost } from "@livewell/mini/contract";
import { expect, test, vi } from "vitest";
import { accountCalls } from "./account";
import { callsUnseen } from "./privileged";
import { inApp } from "./within";

vi.stubGlobal("navigator", Object.assign(navigator, { bluetooth: new EventTarget() })); // as in a browser that has it

test("programs are promised what the app has, and the app has nothing beside it", () => {
  const calls = accountCalls({ program: { app: "1", base: "/", reads: true } } as never);
  const promised = Object.values(contract.groups)
    .flat()
    .filter((e) => e.app)
    .map(ofHost);
  expect(Object.keys(calls).filter((n) => !promised.includes(n) && !contract.inner.includes(n))).toEqual([]);
  expect(promised.filter((n) => !(n in calls))).toEqual([]);
});

const line = { tell: () => undefined, atEnd: () => undefined };

test("what the contract says needs a touch is refused without one", async () => {
  const calls = accountCalls({ program: { app: "1", base: "/", reads: true } } as never);
  for (const e of Object.values(contract.groups).flat()) {
    if (!e.touch) continue;
    const call = calls[e.host ?? e.name];
    const refused = await Promise.resolve()
      .then(() => call?.({}, false, line))
      .then(
        () => null,
        (f: unknown) => f,
      );
    expect(refused, e.name).toMatchObject({ error: 4 });
  }
});

test("Bluetooth is not for programs within a partner's page", () => {
  const calls = accountCalls({ program: { app: "1", base: "/" } } as never);
  const all = Object.keys(calls).filter((n) => /[bB]luetooth|[bB]LE/.test(n));
  expect(all.length).toBeGreaterThan(14);
  expect(all.filter((n) => !inApp.includes(n))).toEqual([]);
  expect(inApp.filter((n) => n !== "ocr" && !(n in calls))).toEqual([]);
});

test("a program has no privileged call or scope that its reviewers did not see", async () => {
  const asked = vi.fn(() => Promise.resolve(Response.json({})));
  vi.stubGlobal("fetch", asked);
  const all = accountCalls({ program: { app: "1", base: "/", privileges: [] } } as never);
  const names = callsUnseen([]);
  expect(names.filter((n) => !(n in all))).toEqual([]);
  expect(callsUnseen(["phone", "sound"])).toEqual(["getAddress", "chooseAddress", "paySignCenter"]);
  const ask = (scopes: unknown) => Promise.resolve(all.getAuthCode?.({ scopes }, true, line));
  for (const scopes of ["auth_phone", ["auth_base", "auth_phone"], "auth_user,auth_address"])
    await expect(ask(scopes)).rejects.toMatchObject({ error: 4 });
  await expect(
    Promise.resolve(all["open.openType"]?.({ openType: "getAuthorize", scope: "phoneNumber" }, true, line)),
  ).rejects.toMatchObject({ error: 4 });
  expect(asked).not.toHaveBeenCalled();
  const some = accountCalls({ program: { app: "1", base: "/", privileges: ["phone"] } } as never);
  await Promise.resolve(some.getAuthCode?.({ scopes: "auth_phone" }, true, line)).catch(() => undefined);
  expect(asked).toHaveBeenCalled();
  vi.unstubAllGlobals();
});

test("a picture is read where the server reads, and told as the dialect has it", async () => {
  expect("ocr" in accountCalls({ program: { app: "1", base: "/" } } as never)).toBe(false);
  const answers = [
    { lines: ["Corner Noodles"] },
    { fields: { name: "李慧敏" } },
    { plates: ["京AF0236"] },
    { code: "reading.nothing", message: "" },
  ];
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string, o: RequestInit) => {
    asked.push(`${url} ${(o.body as Blob).size}`);
    const a = answers.shift();
    return Promise.resolve(new Response(JSON.stringify(a), { status: a && "code" in a ? 422 : 200 }));
  });
  const { ocr } = accountCalls({ program: { app: "1", base: "/", reads: true }, say: () => "nothing there" } as never);
  const read = async (args: Record<string, unknown>) => (await ocr?.(args, true, line)) as { result: unknown };
  const value = (o: unknown) =>
    JSON.parse(
      (o as { outputs: { outputValue: { dataValue: string } }[] }).outputs[0]?.outputValue.dataValue ?? "",
    ) as unknown;

  const path = "data:image/png;base64,AAAA";
  expect(await read({ ocrType: "ocr_general", path })).toMatchObject({ result: { text: ["Corner Noodles"] } });
  expect(value((await read({ ocrType: "ocr_idcard", side: "face", path })).result)).toEqual({
    name: "李慧敏",
    success: true,
  });
  expect(value((await read({ ocrType: "ocr_vehicle_plate", imageBase64: "AAAAAAAA" })).result)).toEqual({
    plates: [{ txt: "京AF0236" }],
    success: true,
  });
  await expect(read({ ocrType: "ocr_bank_card", path })).rejects.toEqual({ error: 12, errorMessage: "nothing there" });
  await expect(read({ ocrType: "ocr_general", path: "https://example.com/a.png" })).rejects.toMatchObject({
    error: 12,
  });
  expect(asked).toEqual([
    "/api/mini/1/reading?kind=ocr_general&side= 3",
    "/api/mini/1/reading?kind=ocr_idcard&side=face 3",
    "/api/mini/1/reading?kind=ocr_vehicle_plate&side= 6",
    "/api/mini/1/reading?kind=ocr_bank_card&side= 3",
  ]);
  vi.unstubAllGlobals();
});

test("a text is looked through for the kinds that a program asks for", async () => {
  const hits = [
    { kind: "ad", text: "免费领取" },
    { kind: "abuse", text: "傻瓜" },
  ];
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ hits })));
  const { textRiskIdentification: risk } = accountCalls({ program: { app: "1", base: "/" } } as never);
  const ask = async (args: Record<string, unknown>) => (await risk?.(args, false, line)) as unknown;
  expect(await ask({ content: "免费领取，傻瓜", type: ["keyword", "0", "1"] })).toEqual({
    result: [
      { type: "keyword", hitKeywords: ["免费领取", "傻瓜"], score: "100" },
      { type: "0", hitKeywords: ["免费领取"], score: "100" },
      { type: "1", hitKeywords: [], score: "0" },
    ],
  });
  for (const args of [{ content: "", type: ["0"] }, { content: "a" }, { content: "a", type: ["9"] }])
    await expect(ask(args)).rejects.toMatchObject({ error: 2 });
  await expect(ask({ content: "长".repeat(2001), type: ["0"] })).rejects.toMatchObject({ error: 2 });
  vi.unstubAllGlobals();
});
