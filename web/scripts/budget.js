// The first page must be small: at most 200 kB of compressed script.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const limit = 200_000;
const dist = new URL("../../internal/edge/webui/dist/consumer/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The entry, all that it imports, and one language's words: what a first visit loads. */
function files(name, seen = new Set()) {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const i of chunk.imports ?? []) files(i, seen);
  return seen;
}

const first = files("index.html");
for (const name of Object.keys(manifest)) if (name.endsWith("/zh/index.ts")) files(name, first);
let sum = 0;
for (const f of first) sum += gzipSync(readFileSync(new URL(f, dist))).length;
console.log(`first page: ${first.size} scripts, ${(sum / 1000).toFixed(0)} kB compressed of ${limit / 1000}`);
if (sum > limit) process.exit(1);
