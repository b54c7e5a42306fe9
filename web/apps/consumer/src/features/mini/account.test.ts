import { contract, ofHost } from "@livewell/mini/contract";
import { expect, test, vi } from "vitest";
import { accountCalls } from "./account";
import { callsOf } from "./within";

vi.stubGlobal("navigator", Object.assign(navigator, { bluetooth: new EventTarget() })); // as in a browser that has it

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

test("Bluetooth is not for programs within a partner's page", () => {
  const calls = accountCalls({ program: { app: "1", base: "/" } } as never);
  expect(callsOf.bluetooth).toEqual(Object.keys(calls).filter((n) => /[bB]luetooth|[bB]LE/.test(n)));
});
