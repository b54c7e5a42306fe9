// my.rsa: PKCS #1 v1.5, which browsers do not have themselves. The library comes when
// the first program asks.
import { fail } from "./api.ts";

/** Encrypts with a public key, or decrypts with a private one: keys in base64 as PKCS #8 and X.509 have them. */
export async function rsa(action: string, text: string, key: string): Promise<string> {
  if (action !== "encrypt" && action !== "decrypt") throw fail(2, "action must be encrypt or decrypt");
  if (!text) throw fail(2, "text is missing");
  const { JSEncrypt } = await import("jsencrypt");
  const box = new JSEncrypt();
  try {
    box.setKey(key);
  } catch {
    throw fail(2, "key is no RSA key");
  }
  const to = action === "encrypt" ? box.encrypt(text) : box.decrypt(text);
  if (typeof to !== "string")
    throw fail(2, action === "encrypt" ? "text is too long for the key" : "text was not encrypted for the key");
  return to;
}
