// Puts the component libraries that programs may use without bringing them, and what
// these need, into one archive for the compiler.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";

// antd-mini asks for tslib without saying so.
const libraries = ["mini-antui", "mini-ali-ui", "mini-ali-ui-rpx", "antd-mini", "tslib"];
const kept = /\.(js|mjs|cjs|json|axml|acss|sjs)$|^LICENSE/;
// Other builds of the same code, and what is no code.
const left = new Set([
  "node_modules",
  "compiled",
  "less",
  "umd",
  "dist-types",
  "docs",
  "test",
  "tests",
  "__tests__",
  "locale",
  "esm",
]);
const homes = ["node_modules", "../../node_modules"].map((d) => join(import.meta.dirname, d));

export function packLibraries(out) {
  const files = {};
  const seen = new Set();
  const add = (name) => {
    const dir = homes.map((h) => join(h, name)).find((d) => existsSync(d));
    if (seen.has(name) || !dir) return;
    seen.add(name);
    walk(dir, name, files);
    const { dependencies = {} } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
    Object.keys(dependencies).forEach(add);
  };
  libraries.forEach(add);
  // A fixed time, so that the same libraries give the same archive.
  writeFileSync(out, zipSync(files, { level: 9, mtime: new Date("2026-01-01T00:00:00") }));
}

function walk(dir, path, files) {
  for (const e of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${path}/${e.name}`;
    if (e.isDirectory()) {
      if (!left.has(e.name)) walk(join(dir, e.name), name, files);
    } else if (kept.test(e.name)) {
      files[name] = readFileSync(join(dir, e.name));
    }
  }
}
