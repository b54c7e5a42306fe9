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

const alone = { kind: "mini", products: [] as string[], redirects: [] as string[] };

/** A new app of the signed-in developer, with a folder that has its number and its key. */
export async function newApp(world: World, p: Page, name: string, more = alone) {
  const post = async (path: string, data: object) => {
    const answer = await p.request.post(`${world.url}/console/api${path}`, { data, headers: { Origin: world.url } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { id: string };
  };
  const app = await post("/apps", { name, sandbox: false, ...more });
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await post(`/apps/${app.id}/keys`, { publicKey: pair.publicKey, overlapDays: 0 });
  const dir = mkdtempSync(join(tmpdir(), "livewell-app-"));
  writeFileSync(join(dir, "env"), `GATEWAY_URL=${world.url}/gateway.do\nAPP_ID=${app.id}\n`);
  writeFileSync(join(dir, "app_private_key.pem"), pair.privateKey);
  const mini = async (...args: string[]) =>
    (await run(bin, ["mini", ...args, "--env", join(dir, "env")])).stdout.trim();
  /** Has the console know the key that the tool signs packages with. */
  const register = async () => {
    const said = await mini("key");
    const publicKey = said.slice(said.indexOf("-----BEGIN"), said.indexOf("next:")).trim() || said.split("\n")[0];
    await post(`/apps/${app.id}/mini/keys`, { publicKey });
  };
  return { app: app.id, dir, post, mini, register };
}

/** The same with the program to begin with in it. */
export async function workplace(world: World, p: Page, name: string) {
  const { app, dir, mini, register } = await newApp(world, p, name);
  const src = join(dir, "program");
  await run(bin, ["mini", "init", src]);
  /** A link that opens the program as it is now, on a phone. */
  const preview = async () => {
    await register();
    return mini("preview", src);
  };
  return { app, mini, src, preview, register };
}
