import { createHash } from "node:crypto";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { brand } from "../../brand.ts";

const server = process.env.LIVEWELL_URL ?? "http://127.0.0.1:8080";

/** Lists a version's files, for the devices that keep them. */
function files(): Plugin {
  return {
    name: "files",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const names = Object.keys(bundle).filter((n) => n.startsWith("assets/"));
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("there is no page");
      const version = createHash("sha256").update(page.source).digest("hex").slice(0, 16);
      const source = JSON.stringify({ version, files: names.toSorted().map((n) => `/terminal/${n}`) });
      this.emitFile({ type: "asset", fileName: "files.json", source });
    },
  };
}

export default defineConfig({
  base: "/terminal/",
  plugins: [react(), brand(), files()],
  build: {
    outDir: "../../../internal/edge/webui/dist/terminal",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0, // data: addresses would need a hole in the content security policy
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/terminal/api": server, "/mini": server } },
});
