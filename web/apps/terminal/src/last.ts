import type { Menu, Self } from "@livewell/api/terminal";

// What a register needs to sell when its page comes up without a network: what it is,
// and what it sells. Nobody's name is in it. Kiosks and screens keep nothing: without
// a network they have nothing to do.
const SELF = "livewell.terminal.self";
const GOODS = "livewell.terminal.goods";

/** What is sold, without what only guests look at. */
export type Goods = Pick<Menu, "items">;

interface Last {
  self: Self;
  ahead: number; // of this device's clock, in milliseconds
  at: number; // when the server was heard, by its own clock
}

function read<T>(key: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, what: object) {
  try {
    localStorage.setItem(key, JSON.stringify(what));
  } catch {
    localStorage.removeItem(key); // no room: what is old is worse than nothing
  }
}

/** Keeps what a register is; a device that is off, or paired no more, keeps nothing. */
export function remember(self: Self, ahead: number) {
  if (self.state !== "on" || !self.till) {
    localStorage.removeItem(SELF);
    localStorage.removeItem(GOODS);
    return;
  }
  const shift = self.shift && { ...self.shift, cashier: "" };
  write(SELF, { self: { ...self, shift }, ahead, at: Date.now() + ahead } satisfies Last);
}

/** What a register was when it last heard of the server. */
export function last(): { self: Self; ahead: number } | undefined {
  const l = read<Last>(SELF);
  if (!l?.self.till) return undefined;
  // A machine whose clock has stopped starts in the past: it is not earlier than when the server was heard.
  return { self: l.self, ahead: Math.max(l.ahead, l.at - Date.now()) };
}

export const keepGoods = (menu: Menu) =>
  write(GOODS, { items: menu.items.map((i) => ({ ...i, about: undefined, picture: undefined })) });

export const lastGoods = () => read<Goods>(GOODS);
