import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { catalogue as en } from "./en";
import { catalogue as zh } from "./zh";

const root = join(import.meta.dirname, "../../..");

/** Leaves of a catalogue by key; the endings of plurals differ between languages. */
function leaves(o: object, prefix = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [k, v] of Object.entries(o)) {
    if (typeof v === "object") for (const [n, text] of leaves(v as object, `${prefix}${k}.`)) out.set(n, text);
    else out.set(prefix + k.replace(/_(one|other)$/, ""), String(v));
  }
  return out;
}

const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();

for (const ns of ["app", "fault", "message", "scope", "support"] as const) {
  test(`English and Chinese have the same keys, none is empty: ${ns}`, () => {
    const a = leaves(en[ns]);
    const b = leaves(zh[ns]);
    expect([...b.keys()].sort()).toEqual([...a.keys()].sort());
    for (const [k, v] of [...a, ...b]) expect(v, k).not.toBe("");
  });

  test(`both languages use the same values: ${ns}`, () => {
    const b = leaves(zh[ns]);
    for (const [k, v] of leaves(en[ns])) expect(names(b.get(k) ?? ""), k).toEqual(names(v));
  });
}

test("every fault of the server is in words", () => {
  const faults = Object.keys(
    JSON.parse(readFileSync(join(root, "../internal/app/testdata/golden/faults.json"), "utf8")) as object,
  );
  expect(faults.filter((code) => !(code in en.fault))).toEqual([]);
});

test("every message and permission that the server sends is in words", () => {
  const sources = (dir: string): string[] =>
    readdirSync(join(root, "../internal", dir), { recursive: true, encoding: "utf8" })
      .filter((f) => f.endsWith(".go") && !f.endsWith("_test.go"))
      .map((f) => readFileSync(join(root, "../internal", dir, f), "utf8"));
  const sent = sources("app").flatMap((s) =>
    [...s.matchAll(/(?:tell|send)\(ctx, tx, [\w.]+, "([\w.]+)"/g)].map((m) => m[1] ?? ""),
  );
  expect(sent.length).toBeGreaterThan(5);
  for (const code of sent) {
    expect(en.message, code).toHaveProperty([`${code}:title`]);
    expect(en.message, code).toHaveProperty([code]);
  }
  const scopes = sources("core/consent").flatMap((s) => [...s.matchAll(/Scope: "(\w+)"/g)].map((m) => m[1] ?? ""));
  expect(scopes.length).toBeGreaterThan(5);
  for (const s of scopes) expect(en.scope, s).toHaveProperty([s]);
});

const shown = new Set([
  "aria-label",
  "title",
  "placeholder",
  "alt",
  "label",
  "hint",
  "note",
  "action",
  "text",
  "extra",
]);
const wordy = /\p{L}{2,}/u;

/** Words that a person would read, written in a source file and not in a catalogue. */
function literals(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (n: ts.Node) => {
    if (ts.isJsxText(n) && wordy.test(n.text)) found.push(n.text.trim());
    if (
      ts.isJsxAttribute(n) &&
      shown.has(n.name.getText()) &&
      n.initializer &&
      ts.isStringLiteral(n.initializer) &&
      wordy.test(n.initializer.text)
    )
      found.push(n.initializer.text);
    if (
      ts.isJsxExpression(n) &&
      n.expression &&
      ts.isStringLiteral(n.expression) &&
      wordy.test(n.expression.text) &&
      !ts.isJsxAttribute(n.parent)
    )
      found.push(n.expression.text);
    if ((ts.isStringLiteralLike(n) || ts.isTemplateHead(n)) && /\p{Script=Han}/u.test(n.text)) found.push(n.text);
    ts.forEachChild(n, visit);
  };
  visit(source);
  return found.map((x) => `${file}: ${x}`);
}

/** Keys that a source file asks for with t("…"), and whether it gives a count. */
function asked(file: string): { key: string; counted: boolean }[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: { key: string; counted: boolean }[] = [];
  const visit = (n: ts.Node) => {
    if (ts.isCallExpression(n) && n.expression.getText() === "t") {
      const [key, args] = n.arguments;
      if (key && ts.isStringLiteral(key))
        found.push({ key: key.text, counted: /\bcount\b/.test(args?.getText() ?? "") });
    }
    ts.forEachChild(n, visit);
  };
  visit(source);
  return found;
}

test("every key that a page asks for is there, and plurals are given a count", () => {
  for (const [name, words] of Object.entries({ en: en.app, zh: zh.app })) {
    const flat = (o: object, prefix = ""): string[] =>
      Object.entries(o).flatMap(([k, v]) =>
        typeof v === "object" ? flat(v as object, `${prefix}${k}.`) : [prefix + k],
      );
    const keys = new Set(flat(words));
    const wanted = pages().flatMap(asked);
    expect(wanted.length).toBeGreaterThan(200);
    for (const { key, counted } of wanted)
      expect(keys.has(key) || (counted && keys.has(`${key}_other`)), `${name}: ${key}`).toBe(true);
  }
});

const pages = () =>
  ["apps/consumer/src", "packages/ui/src"].flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true, encoding: "utf8" })
      .filter((f) => f.endsWith(".tsx") && !f.endsWith(".test.tsx"))
      .map((f) => join(root, dir, f)),
  );

test("no page or component has words of its own", () => {
  const files = pages();
  expect(files.length).toBeGreaterThan(30);
  expect(files.flatMap(literals)).toEqual([]);
});
