import { expect, test } from "vitest";
import { listen, op, type Op } from "../../wire.ts";
import { openPage } from "../testing.ts";

/** A form with one of each, given values and names. */
function openForm() {
  const page = openPage();
  let id = 1;
  const add = (tag: string, attrs: Record<string, unknown>, parent = 1) => {
    const ops: Op[] = [op.element, ++id, tag];
    for (const [k, v] of Object.entries(attrs)) ops.push(op.set, id, k, v as Op);
    page.apply(...ops, op.insert, parent, id, 0);
    return id;
  };
  page.apply(
    op.element,
    1,
    "form",
    op.insert,
    0,
    1,
    0,
    op.listen,
    1,
    "submit",
    listen.bubble,
    op.listen,
    1,
    "reset",
    1,
  );
  add("input", { name: "who", value: "Ann" });
  add("textarea", { name: "note", value: "Hi" });
  add("switch", { name: "on", checked: "true" });
  add("slider", { name: "level", value: 30 });
  add("picker", { name: "pick", range: ["a", "b"], value: 1 });
  const boxes = add("checkbox-group", { name: "boxes" });
  for (const [value, checked] of Object.entries({ x: true, y: false, z: "" }))
    add("checkbox", { value, checked }, boxes);
  const radios = add("radio-group", { name: "one" });
  for (const [value, checked] of Object.entries({ p: false, q: true })) add("radio", { value, checked }, radios);
  add("input", { value: "without a name" });
  add("button", { "form-type": "submit" });
  add("button", { formType: "reset" });
  const [submit, reset] = document.querySelectorAll<HTMLElement>("mp-button");
  const values = () => {
    submit?.click();
    return page.events().findLast((e) => e.type === "submit")?.detail as { value: unknown; buttonTarget: number };
  };
  return { page, values, reset: () => reset?.click() };
}
const given = { who: "Ann", note: "Hi", on: true, level: 30, pick: 1, boxes: ["x", "z"], one: "q" };

test("a form submits what has a name", () => {
  const { values } = openForm();
  expect(values().value).toEqual(given);
  expect(values().buttonTarget).toBeGreaterThan(0);
});

test("reset brings back what the program gave", () => {
  const { page, values, reset } = openForm();
  const input = document.querySelector("input");
  if (input) input.value = "Bob";
  document.querySelectorAll<HTMLElement>("mp-checkbox, mp-switch, mp-radio").forEach((n) => n.click());
  expect(values().value).toMatchObject({ who: "Bob", on: false, boxes: ["y"] });
  reset();
  expect(page.events().some((e) => e.type === "reset")).toBe(true);
  expect(values().value).toEqual(given);
});

test("one radio of a group is chosen, and the group says which", () => {
  const { page, values } = openForm();
  page.apply(op.listen, 11, "change", 1);
  document.querySelector<HTMLElement>("mp-radio")?.click();
  expect(page.events()[0]).toMatchObject({ target: 11, detail: { value: "p" } });
  expect(values().value).toMatchObject({ one: "p" });
});

test("what a person types is not undone by its own echo", () => {
  const page = openPage();
  page.apply(op.element, 1, "input", op.set, 1, "value", "", op.insert, 0, 1, 0, op.listen, 1, "input", 1);
  const input = document.querySelector("input");
  if (!input) throw new Error("no input");
  input.focus();
  for (const v of ["a", "ab", "abc"]) {
    input.value = v;
    input.dispatchEvent(new Event("input"));
  }
  page.apply(op.set, 1, "value", "a");
  expect(input.value).toBe("abc");
  page.apply(op.set, 1, "value", "ABC");
  expect(input.value).toBe("ABC");
  expect(page.events().map((e) => (e.detail as { value: string }).value)).toEqual(["a", "ab", "abc"]);
});

test("a tap on a label reaches its control once", () => {
  const page = openPage();
  page.apply(op.element, 1, "label", op.element, 2, "checkbox", op.element, 3, "text", op.text, 4, "I agree");
  page.apply(op.insert, 3, 4, 0, op.insert, 1, 2, 0, op.insert, 1, 3, 0, op.insert, 0, 1, 0, op.listen, 2, "change", 1);
  document.querySelector<HTMLElement>("mp-text")?.click();
  document.querySelector<HTMLElement>("mp-checkbox")?.click();
  expect(page.events().map((e) => e.detail)).toEqual([{ value: true }, { value: false }]);
});
