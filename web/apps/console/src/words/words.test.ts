import { expect, test } from "vitest";
import { words as en } from "./en";
import { words as zh } from "./zh";

const flat = (o: object, above = ""): Map<string, string> =>
  new Map(
    Object.entries(o).flatMap(([k, v]) =>
      typeof v === "string" ? [[above + k, v] as const] : [...flat(v as object, `${above}${k}.`)],
    ),
  );
// Chinese has one form for all numbers.
const singular = /_one$/;
const values = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((m) => m[1]).toSorted();

test("both languages have the same words", () => {
  const [a, b] = [flat(en), flat(zh)];
  expect([...b.keys()].toSorted()).toEqual([...a.keys()].filter((k) => !singular.test(k)).toSorted());
});

test("both languages put the same values into their words", () => {
  const b = flat(zh);
  for (const [k, text] of flat(en))
    if (!singular.test(k)) expect([k, values(b.get(k) ?? "")]).toEqual([k, values(text)]);
});

test("no words are empty", () => {
  for (const catalogue of [en, zh])
    for (const [k, text] of flat(catalogue)) expect([k, text.trim()]).not.toEqual([k, ""]);
});
