import { defineConfig } from "@playwright/test";
import { browser } from "./browser.ts";

export default defineConfig({
  testDir: ".",
  outputDir: process.env.E2E_OUT ?? "../../web/node_modules/.e2e", // a second run beside one needs its own
  globalSetup: "./build.ts",
  workers: 2,
  // Once more in a world of its own: what fails twice is broken, what passes then is listed as flaky.
  retries: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 390, height: 844 },
    actionTimeout: 10_000,
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 1,
    locale: "en-GB",
    timezoneId: "Asia/Shanghai",
    trace: "on-first-retry",
    launchOptions: browser(),
  },
});
