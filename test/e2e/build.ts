import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const bin = process.env.LIVEWELL_BIN ?? join(import.meta.dirname, "../../web/node_modules/.livewell");

/** Builds the program with the front end that is in the tree. */
export default function build() {
  if (!process.env.LIVEWELL_BIN)
    execFileSync("go", ["build", "-o", bin, "./cmd/livewell"], {
      cwd: join(import.meta.dirname, "../.."),
      stdio: "inherit",
    });
}
