import { expect, test } from "vitest";
import { messages as en } from "./en/message";
import { messages as zh } from "./zh/message";

// The server says a message itself to a browser that has no page of ours open.
test("the server has the words of messages; if not, npm run gen", async () => {
  await expect(`${JSON.stringify({ en, zh }, null, 2)}\n`).toMatchFileSnapshot(
    "../../../../internal/core/message/words.gen.json",
  );
});
