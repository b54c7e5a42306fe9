import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { bin } from "./build.ts";
import { expect, type World } from "./world.ts";

const run = promisify(execFile);

/** A folder with what the tool of mini programs needs for a new app of the signed-in developer. */
export async function workplace(world: World, p: Page, name: string) {
  const made = await p.request.post(`${world.url}/console/api/apps`, {
    data: { name, kind: "mini", products: [], redirects: [], sandbox: false },
    headers: { Origin: world.url },
  });
  expect(made.ok(), await made.text()).toBe(true);
  const app = (await made.json()) as { id: string };
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const added = await p.request.post(`${world.url}/console/api/apps/${app.id}/keys`, {
    data: { publicKey: pair.publicKey, overlapDays: 0 },
    headers: { Origin: world.url },
  });
  expect(added.ok(), await added.text()).toBe(true);
  const dir = mkdtempSync(join(tmpdir(), "livewell-mini-"));
  writeFileSync(join(dir, "env"), `GATEWAY_URL=${world.url}/gateway.do\nAPP_ID=${app.id}\n`);
  writeFileSync(join(dir, "app_private_key.pem"), pair.privateKey);
  const src = join(dir, "program");
  const mini = async (...args: string[]) => (await run(bin, ["mini", ...args, "--env", join(dir, "env")])).stdout;
  await run(bin, ["mini", "init", src]);
  /** A link that opens the program as it is now, on a phone. */
  const preview = async () => {
    const key = await mini("key");
    const publicKey = key.slice(key.indexOf("-----BEGIN"), key.indexOf("next:")).trim() || key.split("\n")[0];
    const kept = await p.request.post(`${world.url}/console/api/apps/${app.id}/mini/keys`, {
      data: { publicKey },
      headers: { Origin: world.url },
    });
    expect(kept.ok(), await kept.text()).toBe(true);
    return (await mini("preview", src)).trim();
  };
  return { app: app.id, mini, src, preview };
}
