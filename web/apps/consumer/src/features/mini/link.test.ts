import { expect, test } from "vitest";
import { linkOf } from "./link";

test.each([
  ["alipays://platformapi/startapp?appId=2021000000000001", { program: "2021000000000001", page: "" }],
  [
    "alipays://platformapi/startapp?appId=2021000000000001&page=pages%2Fa%2Fa%3Fx%3D1&query=y%3D2",
    { program: "2021000000000001", page: "pages/a/a?x=1" },
  ],
  [
    "alipays://platformapi/startapp?appId=2021000000000001&page=pages/a/a&query=y%3D2",
    { program: "2021000000000001", page: "pages/a/a?y=2" },
  ],
  ["alipays%3A%2F%2Fplatformapi%2Fstartapp%3FappId%3D20000056", { page: "", service: "paycode" }],
  ["alipays://platformapi/startapp?saId=10000007", { page: "", service: "scan" }],
  ["alipays://platformapi/startapp?appId=20000999", { page: "", service: "" }],
  [
    "https://example.com/go?scheme=alipays%3A%2F%2Fplatformapi%2Fstartapp%3FsaId%3D20000067%26url%3Dhttps%253A%252F%252Fexample.org%252Fx",
    { page: "", outside: "https://example.org/x" },
  ],
  ["https://example.com/x", { page: "", outside: "https://example.com/x" }],
  ["javascript:alert(1)", { page: "" }],
  ["http://example.com", { page: "" }],
  ["/pages/a/a", { page: "" }],
])("%s leads where it says, or nowhere", (path, link) => {
  expect(linkOf({ path })).toEqual(link);
});

test("pages of the app have names, too", () => {
  expect(linkOf({ appCode: "alipayScan" })).toEqual({ page: "", service: "scan" });
});
