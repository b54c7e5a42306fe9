import { expect, test } from "vitest";
import { openPage } from "./testing.ts";

function pull(px: number) {
  const touch = (type: string, clientY: number) => {
    const e = new Event(type, { bubbles: true });
    Object.assign(e, { touches: [{ clientY }], changedTouches: [{ clientY }] });
    document.querySelector("mp-page")?.dispatchEvent(e);
  };
  touch("touchstart", 100);
  touch("touchmove", 100 + px);
  touch("touchend", 100 + px);
}

test("a page is pulled down where its settings or its program allow it, and not after the program forbade it", () => {
  const page = openPage();
  const pulled = () => page.said.filter((m) => m.say === "pullDown").length;
  pull(200);
  expect(pulled()).toBe(0);
  page.take({ say: "pullable", on: true });
  pull(20); // not far enough
  expect(pulled()).toBe(0);
  pull(200);
  expect(pulled()).toBe(1);
  pull(200); // it turns already
  expect(pulled()).toBe(1);
  page.take({ say: "pull", on: false });
  page.take({ say: "pullable", on: false });
  pull(200);
  expect(pulled()).toBe(1);

  const other = openPage({ pullDown: true });
  pull(200);
  expect(other.said.filter((m) => m.say === "pullDown")).toHaveLength(1);
});
