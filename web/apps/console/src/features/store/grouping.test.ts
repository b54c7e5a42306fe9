import type { Order } from "@livewell/api/console";
import { expect, test } from "vitest";
import { actsOf, age, arrivals, backFor, byColumn, lateBy, refundable, toAccept, toMake } from "./grouping";

const noon = Date.parse("2026-11-26T04:00:00Z");
const at = (min: number) => new Date(noon + min * 60_000).toISOString();
const cny = (amount: string) => ({ amount, currency: "CNY" as const });
const order = (id: string, o: Partial<Order>): Order => ({
  ...{ id, store: "s", storeName: "", mode: "pickup", status: "paid", pieces: 1, first: "", late: false, can: [] },
  ...{ createdAt: at(0), paidAt: at(0), dueAt: at(20), lines: [], steps: [], trade: "", coupons: [] },
  ...{
    total: cny("1.00"),
    refunded: cny("0.00"),
    goods: cny("1.00"),
    packing: cny("0.00"),
    fee: cny("0.00"),
    discount: cny("0.00"),
  },
  ...o,
});
const ids = (l: Order[]) => l.map((o) => o.id).join("");

test("new orders stand as they came, the others by when they are due", () => {
  const all = [
    order("a", { paidAt: at(3), dueAt: at(9) }),
    order("b", { paidAt: at(1), dueAt: at(30) }),
    order("c", { status: "accepted", dueAt: at(30) }),
    order("d", { status: "accepted", dueAt: at(10) }),
    order("e", { status: "underway" }),
    order("f", { status: "completed" }),
  ];
  const c = byColumn(all);
  expect([ids(c.new), ids(c.making), ids(c.ready), ids(c.underway)]).toEqual(["ba", "dc", "", "e"]);
  expect(ids(toMake(all))).toBe("dc");
});

test("a parcel is packed, goes with its number, and the number can be put right", () => {
  const acts = (status: Order["status"], can: string[]) =>
    actsOf(order("a", { mode: "parcel", status, can })).map((a) => `${a.kind}:${a.words}`);
  expect(acts("accepted", ["ready", "cancelled"])).toEqual(["move:shipping.markPacked", "cancel:board.cancel"]);
  expect(acts("ready", ["underway", "cancelled"])).toEqual(["send:shipping.send", "cancel:board.cancel"]);
  expect(acts("underway", [])).toEqual(["send:shipping.change"]);
  expect(acts("completed", [])).toEqual([]);
});

test("a voucher is nothing to make, and no step of its order uses it", () => {
  const o = order("a", { mode: "voucher", status: "accepted", can: ["completed"] });
  expect(Object.values(byColumn([o])).flat()).toEqual([]);
  expect(actsOf(o)).toEqual([]);
});

test("an order becomes late by the clock alone", () => {
  const o = order("a", {});
  expect(lateBy(o, noon + 20 * 60_000)).toBeUndefined();
  expect(lateBy(o, noon + 20 * 60_000 + 1)).toBe(0);
  expect(lateBy(o, noon + 25 * 60_000)).toBe(5);
  expect(age(o, noon - 5000)).toBe(0);
});

test("only a new order counts down to when it is cancelled", () => {
  const terms = { autoAccept: false, within: 5, making: 15, packing: cny("0.00") };
  expect(toAccept(order("a", {}), terms, noon + 61_000)).toBe(3);
  expect(toAccept(order("a", {}), terms, noon + 600_000)).toBe(0);
  expect(toAccept(order("a", { status: "ready" }), terms, noon)).toBeUndefined();
});

test("the usual next step comes first, and a pick-up is handed over by its code", () => {
  const kinds = (o: Partial<Order>) => actsOf(order("a", o)).map((x) => `${x.kind}:${x.words.replace("board.", "")}`);
  expect(kinds({ can: ["cancelled", "accepted"] })).toEqual(["move:accept", "cancel:reject"]);
  expect(kinds({ status: "ready", can: ["completed", "cancelled"] })).toEqual(["code:handOver", "cancel:cancel"]);
  expect(kinds({ mode: "dinein", status: "accepted", can: ["ready", "completed"] })).toEqual([
    "move:markReady",
    "move:served",
  ]);
  expect(kinds({ mode: "takeaway", status: "underway", can: ["completed"] })).toEqual(["move:delivered"]);
});

test("the first look rings no bell, a later one for what is new", () => {
  const [a, b] = [order("a", {}), order("b", {})];
  expect(arrivals(undefined, [a])).toEqual([]);
  expect(ids(arrivals(new Set(["a"]), [a, b]))).toBe("b");
});

test("what is paid back cannot be paid back again", () => {
  const line = (no: number, qty: number, refunded: number) => ({
    ...{ no, qty, refunded, item: "", sku: "", name: "", choices: [], chosen: [], chosenEn: [] },
    ...{ unit: cny("1.00"), total: cny("1.00") },
  });
  const o = order("a", { lines: [line(0, 2, 2), line(1, 3, 1)] });
  expect(refundable(o).map((x) => [x.line.no, x.left])).toEqual([[1, 2]]);
});

test("of a line with something off comes back what was paid for it, in parts that make the whole", () => {
  const line = {
    ...{ no: 0, qty: 3, refunded: 0, item: "", sku: "", name: "", choices: [], chosen: [], chosenEn: [] },
    ...{ unit: cny("9.99"), total: cny("29.97"), off: cny("5.00") },
  };
  const parts = [0, 1, 2].map((refunded) => backFor({ ...line, refunded }, 1));
  expect(parts).toEqual([832n, 833n, 832n]);
  expect(backFor(line, 3)).toBe(2497n);
  expect(backFor({ ...line, off: undefined as never }, 2)).toBe(1998n);
});
