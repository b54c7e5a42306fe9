import { contract, ofHost } from "@livewell/mini/contract";
import { expect, test } from "vitest";
import { accountCalls } from "./account";

test("programs are promised what the app has, and the app has nothing beside it", () => {
  const calls = accountCalls({ program: { app: "1", base: "/" } } as never);
  const promised = Object.values(contract.groups)
    .flat()
    .filter((e) => e.app)
    .map(ofHost);
  expect(Object.keys(calls).filter((n) => !promised.includes(n) && !contract.inner.includes(n))).toEqual([]);
  expect(promised.filter((n) => !(n in calls))).toEqual([]);
});

test("what the contract says needs a touch is refused without one", async () => {
  const calls = accountCalls({ program: { app: "1", base: "/" } } as never);
  const line = { tell: () => undefined, atEnd: () => undefined };
  for (const e of Object.values(contract.groups).flat()) {
    if (!e.touch) continue;
    const call = calls[e.host ?? e.name];
    const refused = await Promise.resolve()
      .then(() => call?.({}, false, line))
      .then(
        () => null,
        (f: unknown) => f,
      );
    expect(refused, e.name).toMatchObject({ error: 4 });
  }
});
