// What a host holds a program's files against: the list that the platform signed.
interface Listed {
  files: { path: string; size: number; sha256: string }[];
}

export interface Signed {
  hash: string;
  /** Address of the list. */
  list: string;
  /** Ed25519 over the list, base64, and the keys that it may be of. */
  signature: string;
  keys: string[];
}

const hex = (b: ArrayBuffer) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join("");
const bytes = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

export const digest = async (data: BufferSource) => hex(await crypto.subtle.digest("SHA-256", data));

/** Gives the sum of each file of the program, once the list proved to be the one that was reviewed. */
export async function reviewed(s: Signed): Promise<(file: string) => string> {
  const answer = await fetch(s.list);
  if (!answer.ok) throw new Error(`${s.list}: ${answer.status}`);
  const data = await answer.arrayBuffer();
  if ((await digest(data)) !== s.hash) throw new Error("the list is not the one of this version");
  if (!(await signedByOne(s, data))) throw new Error("the platform did not sign this version");
  const { files } = JSON.parse(new TextDecoder().decode(data)) as Listed;
  const sums = new Map(files.map((f) => [f.path, f.sha256]));
  return (file) => sums.get(`app/${file}`) ?? "none"; // what is not in the list is in no review
}

async function signedByOne(s: Signed, data: ArrayBuffer): Promise<boolean> {
  for (const key of s.keys) {
    try {
      const k = await crypto.subtle.importKey("raw", bytes(key), "Ed25519", false, ["verify"]);
      if (await crypto.subtle.verify("Ed25519", k, bytes(s.signature), data)) return true;
    } catch (e) {
      // Some browsers do not know Ed25519 yet: there the hash, which the server named, has to do.
      if (e instanceof DOMException && e.name === "NotSupportedError") return true;
    }
  }
  return false;
}
