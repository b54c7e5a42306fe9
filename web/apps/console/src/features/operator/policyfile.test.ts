import { expect, test } from "vitest";
import { newPolicy, policiesOf, textOf, withNth } from "./policyfile";

test("what the form made is what the file says, and back", () => {
  expect(policiesOf(textOf([newPolicy]))).toEqual({ policies: [newPolicy] });
});

test("what is no file says why", () => {
  expect(policiesOf("{")).toEqual({ why: expect.stringMatching(/./) as string });
  expect(policiesOf("null")).toEqual({ why: undefined });
  expect(policiesOf('{"policies": {}}')).toEqual({ why: undefined });
});

test("one of a list is changed or taken away, and the others stay", () => {
  expect(withNth(["a", "b", "c"], 1, "x")).toEqual(["a", "x", "c"]);
  expect(withNth(["a", "b", "c"], 1)).toEqual(["a", "c"]);
});
