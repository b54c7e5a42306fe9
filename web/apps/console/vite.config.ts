import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { brand } from "../../brand.ts";

const server = process.env.LIVEWELL_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/console/",
  plugins: [react(), brand()],
  build: {
    outDir: "../../../internal/edge/webui/dist/console",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0, // data: addresses would need a hole in the content security policy
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/console/api": server, "/outbox": server } },
});
