import { beforeEach, expect, test, vi } from "vitest";
import type { Manifest } from "../wire.ts";
import { en } from "../words/en.ts";
import { ownCalls, type Line } from "./api.ts";
import { createBars } from "./chrome.ts";

const manifest = {
  entry: "a",
  window: { defaultTitle: "Program" },
  tabBar: {
    textColor: "#111111",
    selectedColor: "#0000ff",
    items: [
      { page: "a", name: "First", icon: "i/a.png", activeIcon: "i/a2.png" },
      { page: "b", name: "Second" },
    ],
  },
  pages: [],
} as unknown as Manifest;

const line: Line = { tell: () => undefined, atEnd: () => undefined };
const share = vi.fn();
const option = vi.fn();

function host(sharing = true) {
  const nothing = () => undefined;
  const deeds = { back: nothing, home: nothing, close: nothing, tab: nothing, titleTap: nothing, optionTap: option };
  const bars = createBars(manifest, "/base/", en, { ...deeds, share: sharing ? share : undefined }, true, "main");
  document.body.replaceChildren(bars.root);
  const calls = ownCalls({ alert: () => Promise.resolve(true) } as never, bars, en);
  const call = (name: string, args: object = {}) => calls[name]?.(args as never, true, line);
  const seen = (label: string) =>
    [...document.querySelectorAll("button")].some((b) => b.getAttribute("aria-label") === label && !b.hidden);
  return { bars, call, seen, title: () => document.querySelector("h1")?.textContent };
}

beforeEach(() => vi.stubGlobal("CSS", { supports: (_: string, v: string) => v.startsWith("#") }));

test("a bar that a page changed is that page's, and is there again when one comes back to it", () => {
  const { bars, call, title } = host();
  const first = { defaultTitle: "One" };
  const ground = () => document.querySelector("header")?.style.background;
  const second = { defaultTitle: "Two" };
  bars.window(first, 1, false);
  call("setNavigationBar", { title: "Changed", backgroundColor: "#000000" });
  expect(ground()).toBe("#000000");
  bars.window(second, 2, false);
  expect(title()).toBe("Two");
  bars.window(first, 1, false);
  expect(title()).toBe("Changed");
  expect(ground()).toBe("#000000");
  vi.spyOn(window, "getComputedStyle").mockReturnValue({ backgroundColor: "rgb(0, 10, 255)" } as CSSStyleDeclaration);
  expect(call("getTitleColor")).toEqual({ color: "#000aff" });
  call("setNavigationBar", { frontColor: "#ffffff" });
  expect(title()).toBe("Changed");
  call("resetNavigationBar");
  expect(title()).toBe("One");
  bars.window(first, 1, false);
  expect(title()).toBe("One");
});

test("tabs get other words, pictures and colours, and keep them when another is chosen", () => {
  const { bars, call } = host();
  const tab = (i: number) => document.querySelectorAll<HTMLElement>(".tab")[i];
  bars.tab("a");
  expect(tab(0)?.querySelector("img")?.getAttribute("src")).toBe("/base/i/a2.png");
  call("setTabBarItem", { index: 1, text: "Other", iconPath: "/i/b.png", selectedIconPath: "i/b2.png" });
  expect(tab(1)?.textContent).toBe("Other");
  expect(tab(1)?.querySelector("img")?.getAttribute("src")).toBe("/base/i/b.png");
  call("setTabBarStyle", { color: "#222222", selectedColor: "#ff0000", backgroundColor: "#eeeeee" });
  expect([tab(0)?.style.color, tab(1)?.style.color]).toEqual(["#ff0000", "#222222"]);
  bars.tab("b");
  expect([tab(0)?.style.color, tab(1)?.style.color]).toEqual(["#222222", "#ff0000"]);
  expect(tab(1)?.querySelector("img")?.getAttribute("src")).toBe("/base/i/b2.png");
  expect(call("setTabBarItem", { index: 9, text: "None" })).toEqual({ success: true });
});

test("a page takes the way home and the sharing away from its own bar alone", () => {
  const { bars, call, seen } = host();
  const page = {};
  bars.window(page, 1, true);
  expect([seen("First page"), seen("Share")]).toEqual([true, true]);
  call("hideBackHome");
  call("hideShareMenu");
  expect([seen("First page"), seen("Share")]).toEqual([false, false]);
  bars.window({}, 1, true);
  expect([seen("First page"), seen("Share")]).toEqual([true, true]);
  bars.window(page, 1, true);
  expect([seen("First page"), seen("Share")]).toEqual([false, false]);
});

test("who is in a host that cannot share sees no button for it", () => {
  const { bars, seen } = host(false);
  bars.window({}, 1, false);
  expect(seen("Share")).toBe(false);
});

test("a button of the program's own is in the bar of the page that made it", () => {
  const { bars, call, seen } = host();
  const page = {};
  bars.window(page, 1, false);
  call("setOptionMenu", { title: "Help", redDot: 0 });
  expect(seen("Help")).toBe(true);
  document.querySelector<HTMLElement>(".option")?.click();
  expect(option).toHaveBeenCalledOnce();
  bars.window({}, 2, false);
  expect(seen("Help")).toBe(false);
  bars.window(page, 1, false);
  expect(seen("Help")).toBe(true);
  call("resetNavigationBar");
  expect(seen("Help")).toBe(true);
  call("hideOptionMenu");
  bars.window(page, 1, false);
  expect(seen("Help")).toBe(false);
});

test("the screen gets darker, never black, and a wrong brightness is refused", () => {
  const { call } = host();
  const shade = () => Number(document.querySelector<HTMLElement>(".shade")?.style.opacity);
  expect(call("getScreenBrightness")).toEqual({ brightness: 1 });
  call("setScreenBrightness", { brightness: 0 });
  expect(call("getScreenBrightness")).toEqual({ brightness: 0 });
  expect(shade()).toBeGreaterThan(0.5);
  expect(shade()).toBeLessThan(1);
  expect(() => call("setScreenBrightness", { brightness: 2 })).toThrow(expect.objectContaining({ error: 2 }));
});

test("somebody is shown how to allow the place, unless it is allowed already", async () => {
  const { call } = host();
  const state = (s: string) =>
    vi.stubGlobal("navigator", { permissions: { query: () => Promise.resolve({ state: s }) } });
  state("denied");
  expect(await call("showAuthGuide", { authType: "LBS" })).toEqual({ shown: true });
  state("granted");
  expect(await call("showAuthGuide", { authType: "LBS" })).toEqual({ shown: false });
  await expect(call("showAuthGuide", { authType: "NONE" })).rejects.toMatchObject({ error: 2 });
});
