import { expect, test } from "vitest";
import { vcard } from "./vcard.ts";

test("a card that phones take has the name, the numbers and the address, and no line of its own", () => {
  const { name, text } = vcard({
    firstName: "Ann",
    lastName: "Example; Jr",
    mobilePhoneNumber: "13800000000",
    email: "ann@example.com",
    addressCity: "Springfield",
    addressCountry: "Nowhere",
    remark: "first\nEND:VCARD",
  });
  expect(name).toBe("Ann Example; Jr");
  expect(text.split("\r\n")).toEqual([
    "BEGIN:VCARD",
    "VERSION:3.0",
    "N:Example\\; Jr;Ann;;;",
    "FN:Ann Example\\; Jr",
    "TEL;TYPE=CELL:13800000000",
    "EMAIL:ann@example.com",
    "NOTE:first\\nEND:VCARD",
    "ADR;TYPE=HOME:;;;Springfield;;;Nowhere",
    "END:VCARD",
    "",
  ]);
});

test("a Chinese name is written without a space, a number is enough, and nothing is refused", () => {
  expect(vcard({ firstName: "三", lastName: "张" }).name).toBe("张三");
  expect(vcard({ mobilePhoneNumber: "10086" }).text).toContain("FN:10086");
  expect(() => vcard({ remark: "nobody" })).toThrow(expect.objectContaining({ error: 2 }));
});
