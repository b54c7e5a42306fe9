import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const file = join(import.meta.dirname, "../internal/brand/brand.css");

/** The name and the colours that are needed outside of style sheets. */
function read() {
  const css = readFileSync(file, "utf8");
  const find = (re: RegExp) => {
    const found = re.exec(css)?.[1];
    if (!found) throw new Error(`brand.css has nothing like ${re}`);
    return found;
  };
  return { NAME: find(/--name: "([^"]+)"/), COLOUR: find(/--brand: (#\w+)/), BACK: find(/--bg: (#\w+)/) };
}

const fill = (text: string) => Object.entries(read()).reduce((t, [k, v]) => t.replaceAll(`%BRAND_${k}%`, v), text);

/** Puts the brand into the scripts, the page and the manifest. */
export function brand(): Plugin {
  return {
    name: "brand",
    config: () => ({
      define: { __BRAND__: JSON.stringify(read().NAME) },
      server: { fs: { allow: [join(import.meta.dirname, "..")] } },
    }),
    transformIndexHtml: fill,
    writeBundle({ dir = "" }) {
      for (const f of readdirSync(dir).filter((f) => f.endsWith(".webmanifest")))
        writeFileSync(join(dir, f), fill(readFileSync(join(dir, f), "utf8")));
    },
  };
}
