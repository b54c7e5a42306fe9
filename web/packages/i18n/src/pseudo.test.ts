import { expect, test } from "vitest";
import { catalogue } from "./en";
import { pseudo, pseudoText } from "./pseudo";

const leaves = (o: object): string[] =>
  Object.values(o).flatMap((v) => (typeof v === "string" ? [v] : leaves(v as object)));

test("a pseudo text has accents, is longer, and keeps its values", () => {
  expect(pseudoText("To {{name}}")).toMatch(/^\[Ţö \{\{name\}\} .+\]$/);
  const made = leaves(pseudo(catalogue));
  for (const [i, text] of leaves(catalogue).entries()) {
    const one = made[i] ?? "";
    const bare = (s: string) => s.replace(/\{\{\w+\}\}/g, "");
    expect(bare(one)).not.toMatch(/[A-Za-z]/);
    expect(one.match(/\{\{\w+\}\}/g)).toEqual(text.match(/\{\{\w+\}\}/g));
    expect(bare(one).length).toBeGreaterThanOrEqual(bare(text).length * 1.4);
  }
});
