import { expect, test, vi } from "vitest";
import { listen, op } from "../wire.ts";
import { openPage } from "./testing.ts";

const { bubble, stop, captureBubble, captureStop } = listen;

/** Three views in each other: 1 around 2 around 3. */
function nested() {
  const page = openPage();
  page.apply(op.element, 1, "view", op.element, 2, "view", op.element, 3, "view");
  page.apply(op.insert, 2, 3, 0, op.insert, 1, 2, 0, op.insert, 0, 1, 0);
  const inner = document.querySelector<HTMLElement>("mp-view mp-view mp-view");
  return { ...page, tap: () => inner?.click() };
}
const path = (page: ReturnType<typeof nested>) =>
  page.events().map((e) => e.path.map((p) => (p.capture ? -p.id : p.id)));

test.each([
  [
    "bubbling from inside",
    [
      [3, bubble],
      [1, bubble],
    ],
    [[3, 1]],
  ],
  [
    "capturing from outside first",
    [
      [3, bubble | captureBubble],
      [1, captureBubble | bubble],
    ],
    [[-1, -3, 3, 1]],
  ],
  [
    "a catch ends it",
    [
      [3, bubble],
      [2, stop],
      [1, bubble],
    ],
    [[3, 2]],
  ],
  [
    "a capturing catch ends it before it is inside",
    [
      [3, bubble],
      [2, captureStop],
      [1, captureBubble],
    ],
    [[-1, -2]],
  ],
  ["nobody listens, nothing is said", [], []],
])("the way of a tap: %s", (_, handlers, want) => {
  const page = nested();
  for (const [id, flags] of handlers as number[][]) page.apply(op.listen, id, "tap", flags);
  page.tap();
  expect(path(page)).toEqual(want);
});

test("a handler that was taken away is not called", () => {
  const page = nested();
  page.apply(op.listen, 3, "tap", bubble, op.listen, 3, "tap", 0);
  page.tap();
  expect(page.events()).toEqual([]);
});

test("a type is told as it was spelled, however that was", () => {
  const page = nested();
  page.apply(op.listen, 3, "touchstart", bubble);
  document
    .querySelector("mp-view mp-view mp-view")
    ?.dispatchEvent(new PointerEvent("pointerdown", { pointerType: "mouse", bubbles: true, button: 0 }));
  expect(page.events()[0]).toMatchObject({ type: "touchstart", target: 3 });
});

test("a long press is told after half a second, and is no tap then", () => {
  vi.useFakeTimers();
  const page = nested();
  page.apply(op.listen, 1, "longTap", bubble, op.listen, 3, "tap", bubble);
  const inner = document.querySelector<HTMLElement>("mp-view mp-view mp-view");
  inner?.dispatchEvent(new PointerEvent("pointerdown", { pointerType: "mouse", bubbles: true, button: 0 }));
  vi.advanceTimersByTime(501);
  dispatchEvent(new PointerEvent("pointerup", { pointerType: "mouse" }));
  page.tap();
  page.tap();
  vi.useRealTimers();
  expect(page.events().map((e) => e.type)).toEqual(["longTap", "tap"]);
});

test("a disabled button hears nothing, nor does what is around it", () => {
  const page = openPage();
  page.apply(op.element, 1, "view", op.element, 2, "button", op.insert, 1, 2, 0, op.insert, 0, 1, 0);
  page.apply(op.listen, 1, "tap", bubble, op.listen, 2, "tap", bubble, op.set, 2, "disabled", "");
  const button = document.querySelector<HTMLElement>("mp-button");
  button?.click();
  expect(page.events()).toEqual([]);
  page.apply(op.set, 2, "disabled", "false");
  button?.click();
  expect(page.events()).toHaveLength(1);
});

test("Enter on what has a handler for taps is a tap", () => {
  const page = nested();
  page.apply(op.listen, 3, "tap", bubble);
  const inner = document.querySelector<HTMLElement>("mp-view mp-view mp-view");
  expect(inner?.tabIndex).toBe(0);
  inner?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  expect(path(page)).toEqual([[3]]);
});
