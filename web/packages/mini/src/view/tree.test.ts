import { expect, test, vi } from "vitest";
import { op } from "../wire.ts";
import { openPage } from "./testing.ts";

const html = () => document.querySelector("mp-page")?.innerHTML;

test("nodes are made, moved, written and removed as the list says", () => {
  const { apply } = openPage();
  apply(op.element, 1, "view", op.insert, 0, 1, 0, op.text, 2, "b", op.insert, 1, 2, 0);
  apply(op.text, 3, "a", op.insert, 1, 3, 2);
  expect(html()).toBe("<mp-view>ab</mp-view>");
  apply(op.insert, 1, 2, 3, op.write, 3, "c");
  expect(html()).toBe("<mp-view>bc</mp-view>");
  apply(op.remove, 2);
  expect(html()).toBe("<mp-view>c</mp-view>");
});

test("all ids under a removed node are free, and what still names one harms nothing", () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const { apply } = openPage();
  apply(op.element, 1, "view", op.element, 2, "image", op.insert, 1, 2, 0, op.insert, 0, 1, 0, op.remove, 1);
  apply(op.set, 2, "src", "a.png", op.insert, 0, 2, 0, op.element, 3, "view", op.insert, 0, 3, 0);
  expect(html()).toBe("<mp-view></mp-view>");
});

test("an element that the dialect does not have is a box, and is warned of once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const { apply } = openPage();
  apply(op.element, 1, "gizmo", op.insert, 0, 1, 0, op.element, 2, "gizmo", op.element, 3, "script");
  apply(op.insert, 0, 3, 0, op.element, 4, "iframe", op.insert, 0, 4, 0, op.element, 5, "constructor");
  expect(html()?.match(/<mp-unknown/g)).toHaveLength(3);
  expect(html()).not.toMatch(/<(script|iframe)/);
  expect(warn.mock.calls.filter(([m]) => String(m).includes("gizmo"))).toHaveLength(1);
});

test("attributes reach the DOM in the form that it knows", () => {
  const { apply } = openPage();
  apply(op.element, 1, "view", op.insert, 0, 1, 0);
  const set = (name: string, value: unknown) => apply(op.set, 1, name, value as string);
  set("class", "a b");
  set("style", "width:750rpx;background:url(/images/a.png)");
  set("data-Item", { a: 1 });
  set("aria-label", "Hi");
  set("onclick", "alert(1)");
  set("hidden", "false");
  const view = document.querySelector<HTMLElement>("mp-view");
  expect(view?.className).toBe("a b");
  expect(view?.style.width).toBe("100vw");
  expect(view?.style.background).toContain("https://files.example/app/images/a.png");
  expect(view?.getAttribute("data-item")).toBe('{"a":1}');
  expect(view?.getAttribute("aria-label")).toBe("Hi");
  expect(view?.hasAttribute("onclick")).toBe(false);
  expect(view?.hidden).toBe(false);
  set("hidden", "");
  expect(view?.hidden).toBe(true);
  set("style", { fontSize: "15rpx", color: undefined });
  expect(view?.style.cssText).toBe("font-size: 2vw;");
  set("class", undefined);
  expect(view?.className).toBe("");
});

test("text is decoded and spaced as its element says", () => {
  const { apply } = openPage();
  apply(op.element, 1, "text", op.set, 1, "decode", "true", op.insert, 0, 1, 0);
  apply(op.text, 2, "a&lt;b&amp;lt;", op.insert, 1, 2, 0);
  expect(document.querySelector("mp-text")?.textContent).toBe("a<b&lt;");
  apply(op.set, 1, "class", "x");
  expect(document.querySelector("mp-text")?.textContent).toBe("a<b&lt;");
});

test("an address of a program never leaves it, nor runs", () => {
  const { apply } = openPage();
  const cases: [string, string | null][] = [
    ["/images/a.png", "https://files.example/app/images/a.png"],
    ["../a.png", "https://files.example/app/pages/a.png"],
    ["../../../../x.png", null],
    ["javascript:alert(1)", null],
    ["file:///etc/passwd", null],
    ["//cdn.example/a.png", "https://cdn.example/a.png"],
    ["data:image/gif;base64,R0", "data:image/gif;base64,R0"],
  ];
  apply(op.element, 1, "image", op.insert, 0, 1, 0);
  for (const [src, want] of cases) {
    apply(op.set, 1, "src", src);
    expect(document.querySelector("img")?.getAttribute("src"), src).toBe(want);
  }
});

test("what the DOM refuses costs nothing but itself", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { apply } = openPage();
  apply(op.element, 1, "view", op.set, 1, "data-{{x}", "a", op.insert, 0, 1, 0, op.scope, 1, "a b");
  expect(document.querySelectorAll("mp-view")).toHaveLength(1);
  expect(error).toHaveBeenCalled();
});

test("what looks the same is copied: only values come, and each node can be changed by its number", () => {
  const { apply } = openPage();
  const row = {
    tag: "view",
    set: [["class", "row"], "data-id"],
    kids: ["No. ", { tag: "text", kids: [null] }, { tag: "button", set: ["type"], kids: [null] }],
  };
  apply(op.shape, 1, row);
  apply(op.clone, 1, 1, 4, 7, "seven", "primary", "go", op.insert, 0, 1, 0);
  apply(op.clone, 1, 11, 4, 8, "eight", "warn", "stop", op.insert, 0, 11, 1);
  const rows = [...document.querySelectorAll<HTMLElement>("mp-view")];
  expect(rows.map((r) => [r.className, r.dataset.id, r.textContent])).toEqual([
    ["row", "8", "No. eightstop"],
    ["row", "7", "No. sevengo"],
  ]);
  apply(op.write, 14, "eighty", op.set, 1, "class", "on", op.remove, 5);
  expect(rows.map((r) => [r.className, r.textContent])).toEqual([
    ["row", "No. eightystop"],
    ["on", "No. seven"],
  ]);
  apply(op.remove, 11);
  expect(document.querySelectorAll("mp-view")).toHaveLength(1);
});
