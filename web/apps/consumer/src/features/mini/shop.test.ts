import { expect, test } from "vitest";
import { shopCalls } from "./shop";

const opened: string[] = [];
const calls = shopCalls(
  () => ({ city: "110000", at: undefined, open: (service) => opened.push(service) > 0 && service !== "" }),
  (e) => {
    throw e;
  },
);

const program = { tell: () => undefined, atEnd: () => undefined };

test("a program opens the person's cards and coupons, after a touch", async () => {
  for (const [name, service] of [
    ["openCardList", "members"],
    ["openVoucherList", "coupons"],
    ["openTicketDetail", "orders"],
    ["openSetting", "consents"],
  ] as const) {
    expect(() => calls[name]?.({}, false, program)).toThrow(expect.objectContaining({ error: 4 }) as Error);
    expect(await calls[name]?.({}, true, program)).toEqual({ success: true });
    expect(opened.at(-1)).toBe(service);
  }
});
