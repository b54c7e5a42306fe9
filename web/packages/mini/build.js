// Builds each part of the runtime as one file that needs no other: a frame or a worker gets it as text.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { packLibraries } from "./packages.js";

// Name of the file in dist/mini, and where it starts.
const entries = {
  view: "src/view/main.ts",
  logic: "src/logic/main.ts",
  frame: "src/frame/logic.ts",
  host: "src/host/try.ts",
  bench: "src/host/bench.ts",
  sdk: "src/sdk/sdk.ts",
  audit: "src/view/audit.ts",
};

const outDir = "../../../internal/edge/webui/dist/mini";
let first = true;
for (const [name, entry] of Object.entries(entries)) {
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: first,
      target: "es2022",
      assetsInlineLimit: 0,
      lib: { entry, name: `mini_${name}`, formats: ["iife"], fileName: () => `${name}.js`, cssFileName: name },
    },
  });
  first = false;
}
packLibraries(join(import.meta.dirname, outDir, "packages.zip"));
// What audit.ts asks, and its rules in Chinese, untouched and with their licence: only the check of programs
// puts the former into a view, and reviewers read the latter.
const axe = join(import.meta.dirname, "../../node_modules/axe-core");
copyFileSync(join(axe, "axe.min.js"), join(import.meta.dirname, outDir, "axe.js"));
copyFileSync(join(axe, "locales/zh_CN.json"), join(import.meta.dirname, outDir, "axe.zh.json"));
const licences = ["LICENSE", "LICENSE-3RD-PARTY.txt"].map((f) => readFileSync(join(axe, f), "utf8"));
writeFileSync(join(import.meta.dirname, outDir, "axe.LICENSE.txt"), licences.join("\n\n"));
