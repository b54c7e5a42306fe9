import type { Menu, Self } from "@livewell/api/terminal";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepGoods, last, lastGoods, remember } from "./last";

const register: Self = {
  ...{ state: "on", id: "d", kind: "register", name: "Front", app: "a", till: "t" },
  shift: { id: "s", cashier: "Chen", openedAt: "2026-11-26T08:00:00Z" },
};
const menu = { items: [{ id: "i", name: "Tea", about: "Green", picture: "/p" }] } as unknown as Menu;

let room = true;
beforeEach(() => {
  const all = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (k: string) => all.get(k) ?? null,
    setItem: (k: string, v: string) => {
      if (!room) throw new Error("full");
      all.set(k, v);
    },
    removeItem: (k: string) => all.delete(k),
  });
  room = true;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a register comes up as what it was, without anybody's name", () => {
  remember(register, 0);
  keepGoods(menu);
  expect(last()?.self).toMatchObject({ id: "d", till: "t", shift: { id: "s", cashier: "" } });
  expect(lastGoods()?.items).toEqual([{ id: "i", name: "Tea" }]);
});

test.each<[string, Self]>([
  ["is switched off or stopped", { ...register, state: "off" }],
  ["is not paired any more", { state: "unpaired" }],
  ["is a kiosk now", { ...register, kind: "kiosk", till: "" }],
])("what a register kept is gone when it %s", (_, now) => {
  remember(register, 0);
  keepGoods(menu);
  remember(now, 0);
  expect([last(), lastGoods()]).toEqual([undefined, undefined]);
});

test("a device without room keeps nothing rather than what is old", () => {
  remember(register, 0);
  room = false;
  remember({ ...register, shift: undefined }, 0);
  expect(last()).toBeUndefined();
});

test("a clock that has stopped does not take a register back in time", () => {
  vi.useFakeTimers({ now: Date.parse("2026-11-26T12:00:00Z") });
  remember(register, 2_000);
  vi.setSystemTime(0);
  expect(new Date((last()?.ahead ?? 0) + Date.now()).toISOString()).toBe("2026-11-26T12:00:02.000Z");
  vi.setSystemTime(Date.parse("2026-11-26T13:00:00Z"));
  expect(last()?.ahead).toBe(2_000);
});
