import { existsSync } from "node:fs";

// Debian's own browser where it is there, else the one that Playwright brings.
const debian = "/usr/bin/chromium";

/** How the browser of tests is started. */
export const browser = (...more: string[]) => ({
  ...(existsSync(debian) ? { executablePath: debian } : {}),
  args: [
    ...["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--enable-features=WebBluetooth"],
    ...more,
  ],
});
