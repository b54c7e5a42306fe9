import { api, ApiError, OFFLINE } from "@livewell/api/console";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { redeem, redeemHere, send } from "./redeem";
import { check, codeOf } from "./vouchercode";
import { dismiss, keepKey, keys, taken } from "./voucherlog";

const now = new Date("2026-03-10T10:30:00Z");
const later = Math.floor(now.getTime() / 1000) + 3600;

const base64url = (b: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(b)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

let pair: CryptoKeyPair;
let ed25519: string;

beforeAll(async () => {
  pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  ed25519 = base64url(await crypto.subtle.exportKey("raw", pair.publicKey));
});

beforeEach(() => {
  localStorage.clear();
  keepKey({ version: 1, ed25519 });
});

async function made({ id = "v1", store = "s1", expires = later, version = 1 } = {}) {
  const body = `LV1.${version}.${id}.${store}.${expires}`;
  return `${body}.${base64url(await crypto.subtle.sign("Ed25519", pair.privateKey, new TextEncoder().encode(body)))}`;
}

const checked = async (text: string, at = now) => {
  const code = codeOf(text);
  return code ? check(code, keys(), "s1", at) : "code";
};

test("a code of ours is good until it expires, at its own store", async () => {
  expect(await checked(await made())).toBeUndefined();
  expect(await checked(await made(), new Date(later * 1000 - 1))).toBeUndefined();
  expect(await checked(await made(), new Date(later * 1000))).toBe("expired");
  expect(await checked(await made({ store: "s2" }))).toBe("store");
});

test("what was changed or made by somebody else is not a code of ours", async () => {
  const good = await made();
  const forged = good.replace(".v1.", ".v2.");
  const longer = good.replace(`.${later}.`, `.${later + 86400}.`);
  const short = good.slice(0, -8);
  for (const text of [forged, longer, short, `${good}!`, `${good}.x`, good.replace("LV1", "LV2"), "LV1.1.v1", ""])
    expect([text, await checked(text)]).toEqual([text, "code"]);
  const other = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  keepKey({ version: 1, ed25519: base64url(await crypto.subtle.exportKey("raw", other.publicKey)) });
  expect(await checked(good)).toBe("code");
});

test("a code of a key that is not here is not taken, and one of an older key is", async () => {
  expect(await checked(await made({ version: 2 }))).toBe("noKey");
  keepKey({ version: 2, ed25519: "x" });
  expect(await checked(await made())).toBeUndefined();
});

test("where the browser knows no Ed25519, that is said and nothing is taken", async () => {
  vi.spyOn(crypto.subtle, "generateKey").mockRejectedValue(new DOMException("no", "NotSupportedError"));
  expect(await redeemHere("s1", await made(), false, now)).toEqual({ ok: false, why: "noCheck" });
  expect(taken("s1")).toEqual([]);
});

test("a voucher is taken once without a network, and kept with its time", async () => {
  const code = await made();
  expect(await redeemHere("s1", code, false, now)).toEqual({ ok: true, offline: true });
  expect(taken("s1")).toEqual([{ id: "v1", at: now.toISOString(), state: "waits", code }]);
  expect(await redeemHere("s1", code, false, now)).toEqual({ ok: false, why: "waits", at: now.toISOString() });
  expect(await redeemHere("s1", await made({ id: "v2" }), false, now)).toMatchObject({ ok: true });
});

test("what cannot be kept is not taken", async () => {
  const full = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const kept = localStorage;
  vi.stubGlobal("localStorage", { getItem: (k: string) => kept.getItem(k), setItem: full });
  expect(await redeemHere("s1", await made(), false, now)).toEqual({ ok: false, why: "notKept" });
  vi.unstubAllGlobals();
});

test("one that the server took here is not taken again without a network", async () => {
  const code = await made({ expires: 4e9 });
  const server = vi.spyOn(api, "redeemVoucher");
  server.mockResolvedValueOnce({ id: "v1", name: "牛肉面", status: "used", expires: "" });
  expect(await redeem("s1", code)).toEqual({ ok: true, name: "牛肉面" });
  server.mockRejectedValueOnce(new ApiError({ code: OFFLINE }));
  expect(await redeem("s1", code)).toMatchObject({ ok: false, why: "used" });
});

test("one whose answer is lost is kept, and not asked for again before it is sent", async () => {
  const code = await made({ expires: 4e9 });
  const server = vi.spyOn(api, "redeemVoucher").mockRejectedValue(new ApiError({ code: OFFLINE }));
  expect(await redeem("s1", code)).toEqual({ ok: true, offline: true });
  expect(taken("s1")).toMatchObject([{ id: "v1", state: "waits", doubt: true }]);
  expect(await redeem("s1", code)).toMatchObject({ ok: false, why: "waits" });
  expect(await redeem("s1", `${code.slice(0, -4)}AAAA`)).toEqual({ ok: false, why: "code" });
  expect(server).toHaveBeenCalledTimes(1);
});

test("the server's refusal is told with its time, and the end of a session is no verdict", async () => {
  const server = vi.spyOn(api, "redeemVoucher");
  const at = "2026-03-01T00:00:00Z";
  server.mockRejectedValueOnce(new ApiError({ code: "voucher.used", args: { at } }));
  expect(await redeem("s1", await made())).toEqual({ ok: false, why: "used", at });
  server.mockRejectedValueOnce(new ApiError({ code: "session.none" }));
  await expect(redeem("s1", await made())).rejects.toThrow();
  expect(taken("s1")).toEqual([]);
});

test("what waits is sent, the oldest first; a clash stays until it is dismissed", async () => {
  for (const id of ["v1", "v2"]) await redeemHere("s1", await made({ id }), false, now);
  const sync = vi.spyOn(api, "syncVouchers");
  sync.mockRejectedValueOnce(new ApiError({ code: OFFLINE }));
  await expect(send("s1")).rejects.toThrow();
  expect(taken("s1").map((x) => x.state)).toEqual(["waits", "waits"]);
  const usedAt = "2026-03-10T10:00:00Z";
  sync.mockResolvedValueOnce({
    items: [
      { ok: true, name: "面" },
      { ok: false, fault: "voucher.used", name: "蛋", usedAt },
    ],
  });
  await send("s1");
  expect(sync.mock.lastCall?.[1].map((u) => codeOf(u.code)?.id)).toEqual(["v1", "v2"]);
  expect(taken("s1")).toEqual([
    { id: "v2", at: now.toISOString(), state: "problem", name: "蛋", fault: "voucher.used", usedAt },
    { id: "v1", at: now.toISOString(), state: "done", name: "面" },
  ]);
  dismiss("s1", "v1"); // is none
  dismiss("s1", "v2");
  expect(taken("s1").map((x) => x.seen ?? false)).toEqual([true, false]);
  expect(await redeemHere("s1", await made({ id: "v2" }), false, now)).toEqual({ ok: false, why: "used", at: usedAt });
  await send("s1");
  expect(sync).toHaveBeenCalledTimes(2);
});
