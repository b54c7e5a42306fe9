/** The keys that codes are signed with: Ed25519, base64url, by their version. */
export type Keys = Record<string, string>;

/** Why a code is not taken. The first three are the server's too. */
export type Refusal = "code" | "expired" | "store" | "noKey" | "noCheck";

export type Code = { version: string; id: string; store: string; expires: number; signed: string; signature: string };

/** Reads "LV1.key.id.store.expires.signature", and checks nothing of it. */
export function codeOf(text: string): Code | undefined {
  const [head, version = "", id = "", store = "", expires = "", signature = "", ...more] = text.split(".");
  if (head !== "LV1" || more.length > 0 || !/^\d{1,12}$/.test(expires) || !id || !signature) return undefined;
  const signed = text.slice(0, text.lastIndexOf("."));
  return { version, id, store, expires: Number(expires), signed, signature };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

const imported = (key: string) => crypto.subtle.importKey("raw", bytes(key), "Ed25519", false, ["verify"]);

/** Whether this browser can check a signature at all: older ones cannot, nor can pages that came without TLS. */
export async function canCheck(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks a code with nothing but the keys, in the order of the server: its
 * signature, its time, its store. Whether it was used before the code cannot say.
 */
export async function check(code: Code, keys: Keys, store: string, now: Date): Promise<Refusal | undefined> {
  const key = keys[code.version];
  if (!(await canCheck())) return "noCheck";
  if (!key) return "noKey";
  let good: boolean;
  try {
    const signed = new TextEncoder().encode(code.signed);
    good = await crypto.subtle.verify("Ed25519", await imported(key), bytes(code.signature), signed);
  } catch {
    good = false; // not base64, or not of the right length
  }
  if (!good) return "code";
  if (now.getTime() >= code.expires * 1000) return "expired";
  return code.store === store ? undefined : "store";
}
