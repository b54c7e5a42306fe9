import { clean } from "./clean.ts";
import { demo, desk, signIn } from "./console.ts";
import { expect, test } from "./world.ts";

test.use({ clock: "2020-03-10T18:41:00+08:00" }); // one that no other test has: the list is counted here

test("an operator lists words, tries a text, and takes a word off and back", async ({ person, world }) => {
  const p = (await person("Olga", desk)).page;
  await signIn(world, p, demo.olga);
  await p.goto(`${world.url}/console/words`);
  await expect(p.getByRole("row", { name: /free gift card/ })).toContainText("Advertising");

  await p.getByRole("button", { name: "Add words" }).click();
  const dialog = p.getByRole("dialog", { name: "Add words" });
  await dialog.getByRole("button", { name: "Add words" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Write at least one word.");
  await dialog.getByLabel("Reason").selectOption("Abuse");
  await dialog.getByLabel("One word in each line").fill("白痴\n!\n");
  await dialog.getByRole("button", { name: "Add words" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Line 2, “!”");
  await dialog.getByLabel("One word in each line").fill("白痴\n傻瓜\nGo away");
  await clean(p, "adding words");
  await dialog.getByRole("button", { name: "Add words" }).click();
  await expect(p.getByText("2 words added, 1 already known")).toBeVisible();
  const row = p.getByRole("row", { name: /白痴/ });
  await expect(row).toContainText("Abuse");

  await p.getByLabel("Text", { exact: true }).fill("ＧＯ away, 白 痴! Free-gift card");
  await p.getByRole("button", { name: "Look through" }).click();
  const hits = p.getByRole("listitem").filter({ hasText: /Abuse|Advertising/ });
  await expect(hits).toHaveText([/Go away/, /白痴/, /free gift card/]);
  await clean(p, "listed words");

  await row.getByRole("button", { name: "Remove 白痴" }).click();
  await expect(row).toHaveCount(0);
  const gone = p.getByRole("status").filter({ hasText: "“白痴” is removed." });
  await expect(gone).toBeFocused();
  await clean(p, "a word that is removed");
  await p.getByRole("button", { name: "Look through" }).click();
  await expect(hits).toHaveText([/Go away/, /free gift card/]);
  await gone.getByRole("button", { name: "Undo" }).click();
  await expect(row).toHaveCount(1);
  await expect(gone).toHaveCount(0);

  await p.getByLabel("Reason").selectOption("Advertising");
  await expect(row).toHaveCount(0);
  await p.getByLabel("Part of a word").fill("GIFT");
  await p.getByLabel("Part of a word").press("Enter");
  await expect(p.getByText("1 row shown")).toBeVisible();
  await p.goto(`${world.url}/console/audit`);
  await expect(p.getByRole("row", { name: /word:白痴/ })).toContainText("words.removed");
});
