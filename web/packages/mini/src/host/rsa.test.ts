// @vitest-environment node
import { constants, createPublicKey, generateKeyPairSync, privateDecrypt, publicEncrypt } from "node:crypto";
import { expect, test } from "vitest";
import { rsa } from "./rsa.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
const pub = publicKey.export({ type: "spki", format: "der" }).toString("base64");
const priv = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
const padding = constants.RSA_PKCS1_PADDING;

test("a developer's server reads what a program encrypted, and the other way round", async () => {
  const sent = await rsa("encrypt", "付款 42 元", pub);
  // OpenSSL gives random bytes for a wrong padding, so the text says whether it was right.
  const raw = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(sent, "base64"));
  expect(raw.subarray(0, 2)).toEqual(Buffer.from([0, 2]));
  expect(raw.subarray(raw.indexOf(0, 2) + 1).toString()).toBe("付款 42 元");
  const came = publicEncrypt({ key: createPublicKey(privateKey), padding }, Buffer.from("hello"));
  expect(await rsa("decrypt", came.toString("base64"), priv)).toBe("hello");
});

test.each([
  ["encrypt", "x".repeat(118), "too long"], // 117 bytes go under 1024 bits
  ["decrypt", "AAAA", "not encrypted for the key"],
  ["sign", "x", "action"],
  ["encrypt", "", "text is missing"],
])("%s of %s is refused with its reason", async (action, text, why) => {
  const key = action === "decrypt" ? priv : pub;
  await expect(rsa(action, text, key)).rejects.toMatchObject({
    error: 2,
    errorMessage: expect.stringContaining(why) as string,
  });
});

test("what is no key is refused", async () => {
  await expect(rsa("encrypt", "x", "bm8ga2V5")).rejects.toMatchObject({ error: 2 });
});
