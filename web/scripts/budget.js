// What a visitor loads must be small: at most 200 kB of compressed script for
// the first page, and 60 kB for all that runs a mini program.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = (name) => new URL(`../../internal/edge/webui/dist/${name}/`, import.meta.url);
const consumer = dist("consumer");
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", consumer), "utf8"));

/** The entry, all that it imports, and one language's words: what a first visit loads. */
function files(name, seen = new Set()) {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const i of chunk.imports ?? []) files(i, seen);
  return seen;
}

function check(what, dir, names, limit) {
  let sum = 0;
  for (const f of names) sum += gzipSync(readFileSync(new URL(f, dir))).length;
  console.log(`${what}: ${names.length} files, ${(sum / 1000).toFixed(1)} kB compressed of ${limit / 1000}`);
  if (sum > limit) process.exitCode = 1;
}

const first = files("index.html");
for (const name of Object.keys(manifest)) if (name.endsWith("/zh/index.ts")) files(name, first);
check("first page", consumer, [...first], 200_000);
// What a program needs to run; the workbench and the libraries for the compiler are none of it.
const runtime = /^(view|logic|frame|host)\.(js|css)$/;
check(
  "mini runtime",
  dist("mini"),
  readdirSync(dist("mini")).filter((f) => runtime.test(f)),
  60_000,
);
