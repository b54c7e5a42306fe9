import type { Session } from "@livewell/api/console";
import { expect, test } from "vitest";
import { menuOf, startOf } from "./menu";
import { hatsOf, merchantsOf } from "./roles";

const session = (merchant: string | undefined, ...roles: Session["roles"]): Session => ({
  id: "1",
  device: "",
  pinSet: true,
  ...(merchant ? { merchant } : {}),
  roles: [{ role: "consumer" }, ...roles],
  user: { id: "7", name: "", phone: "", avatar: "", language: "", textSize: "normal", theme: "auto" },
});
const pages = (s: Session) => menuOf(hatsOf(s)).flatMap((x) => x.entries.map((e) => e.to));

test("a cashier sees trades and no money of the shop", () => {
  const s = session("m1", { role: "cashier", merchant: "m1" });
  expect(pages(s)).toEqual(["/overview", "/stores", "/trades", "/docs", "/sandbox"]);
});

test("who works in some stores only sees nothing of the whole", () => {
  const s = session("m1", { role: "manager", merchant: "m1", stores: ["s1"] });
  expect(pages(s)).toEqual(["/stores", "/docs", "/sandbox"]);
  expect(startOf(hatsOf(s))).toBe("/stores");
});

test("a role in another merchant counts for nothing", () => {
  const s = session("m1", { role: "owner", merchant: "m2" });
  expect(pages(s)).toEqual(["/docs", "/sandbox"]);
  expect(startOf(hatsOf(s))).toBeUndefined();
  expect(merchantsOf(s)).toEqual([{ merchant: "m2", role: "owner" }]);
});

test("an owner without a chosen merchant has no merchant's pages", () => {
  expect(startOf(hatsOf(session(undefined, { role: "owner", merchant: "m1" })))).toBeUndefined();
});

test("an auditor looks and changes nothing", () => {
  const s = session(undefined, { role: "auditor" });
  expect(pages(s)).toEqual([
    ...[
      "/home",
      "/services",
      "/cities",
      "/rules",
      "/decisions",
      "/fees",
      "/claims",
      "/licences",
      "/providers",
      "/minireviews",
      "/programs",
      "/words",
      "/terminals",
      "/partners",
      "/policies",
      "/proposals",
      "/audit",
    ],
    ...["/docs", "/sandbox"],
  ]);
  expect(startOf(hatsOf(s))).toBe("/home");
});

test("a platform role bound to a merchant is none", () => {
  expect(hatsOf(session("m1", { role: "operator", merchant: "m1" })).operator).toBe(false);
});

test("strangers see the public pages", () => {
  expect(menuOf(undefined).flatMap((x) => x.entries.map((e) => e.to))).toEqual(["/docs", "/sandbox"]);
});
