import { contract } from "@livewell/mini/contract";
import { expect, test } from "vitest";
import { terminalCalls } from "./calls";

const calls = terminalCalls({ made: () => undefined, pay: () => Promise.resolve("no"), leave: () => undefined });

const program = { tell: () => undefined, atEnd: () => undefined };

test("a terminal offers what it has, and my.canIUse says no to the rest", () => {
  expect(Object.keys(calls)).toEqual(expect.arrayContaining(["tradePay", "livewell.menu", "livewell.order"]));
  for (const none of ["getLocation", "getAuthCode", "chooseImage", "scan", "getAddress", "uploadFile", "makePhoneCall"])
    expect(calls[none], none).toBeUndefined();
});

test("programs find no name here that the contract does not have", () => {
  const names = Object.values(contract.groups)
    .flat()
    .map((e) => e.name);
  expect(Object.keys(calls).filter((n) => !names.includes(n))).toEqual([]);
});

test("nothing is ordered or paid without a touch", async () => {
  for (const name of ["livewell.order", "tradePay"])
    await expect(
      Promise.resolve(calls[name]?.({ mode: "pickup", tradeNO: "1" }, false, program)),
    ).rejects.toMatchObject({
      errorMessage: expect.stringContaining("without a touch") as string,
    });
});
