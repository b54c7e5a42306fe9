import type { Method } from "@livewell/api/console";
import { expect, test } from "vitest";
import { flat, groups, matching } from "./find";

const method = (name: string, group: string, text = ""): Method =>
  ({ name, group, title: "", text, v3: [{ Method: "POST", Path: `/v3/${name.replaceAll(".", "/")}` }] }) as Method;
const all = [
  method("trade.query", "Trades"),
  method("bill.get", "Bills", "of a trade.pay"),
  method("trade.pay", "Trades"),
];

test("all words must be found, and names come first", () => {
  expect(matching(all, "Trade PAY").map((m) => m.name)).toEqual(["trade.pay", "bill.get"]);
  expect(matching(all, "/v3/bill").map((m) => m.name)).toEqual(["bill.get"]);
  expect(matching(all, "nothing")).toEqual([]);
  expect(matching(all, " ")).toEqual(all);
});

test("methods are grouped in their order", () => {
  expect(groups(all).map((g) => [g.name, g.methods.length])).toEqual([
    ["Trades", 2],
    ["Bills", 1],
  ]);
});

test("fields within fields have their whole path", () => {
  const f = { name: "list", kind: "object", text: "", list: true, fields: [{ name: "id", kind: "string", text: "" }] };
  expect(flat([f]).map((x) => x.path)).toEqual(["list[]", "list[].id"]);
});
