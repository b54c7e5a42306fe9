import { api, type Amount, type Self, type TerminalOrder } from "@livewell/api/terminal";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { isHere, isLost, keep, keptOf, madeOf, orderHere, paidHere, type Kept, type Line } from "./away";
import { keepGoods, lastGoods, type Goods } from "./last";

const again = 5_000;
const afresh = 60_000; // until the menu is read again, for when the network goes
const batch = 50;

/** What a program's calls tell a register of the network and of the orders that they made. */
export interface Away {
  lose(): void;
  made(id: string, lines: Line[], key: string): void;
  /** Ends an order that nobody paid, once there is a network. */
  drop(id: string): void;
}

type Here = { order: TerminalOrder; lines: Line[]; instead: string };

/**
 * A register without a network: it sells for cash, keeps what it sold, and sends it
 * when the network is back. It may begin without one.
 */
export function useAway(self: Self, ahead: number, begunLost: boolean) {
  const till = self.till ?? "";
  const [kept, setKept] = useState(() => keptOf(till));
  const [lost, setLost] = useState(begunLost || !navigator.onLine);
  const [menu, setMenu] = useState<Goods | undefined>(lastGoods);
  const here = useRef(new Map<string, Here>());
  const made = useRef(new Map<string, { lines: Line[]; key: string }>());
  const unpaid = useRef(new Set<string>());
  const number = useRef(kept.length); // of the last one; what waits was numbered before
  const put = useCallback(
    (all: Kept[]) => {
      keep(till, all);
      setKept(all);
    },
    [till],
  );

  useEffect(() => {
    const out = () => setLost(true);
    const back = () => void api.self().then(() => setLost(false), out);
    addEventListener("offline", out);
    addEventListener("online", back);
    return () => {
      removeEventListener("offline", out);
      removeEventListener("online", back);
    };
  }, []);
  useEffect(() => {
    const look = lost
      ? () => api.self().then(() => setLost(false))
      : () =>
          api.menu().then(
            (now) => {
              keepGoods(now);
              setMenu(now);
            },
            (e: unknown) => isLost(e) && setLost(true),
          );
    const go = () => void look().catch(() => undefined);
    if (!lost) go();
    const timer = setInterval(go, lost ? again : afresh);
    return () => clearInterval(timer);
  }, [lost]);

  const waiting = kept.filter((k) => !k.fault).length;
  useEffect(() => {
    if (lost || waiting === 0) return;
    let over = false;
    const send = async () => {
      const some = keptOf(till)
        .filter((k) => !k.fault)
        .slice(0, batch)
        .map((k) => k.made);
      const { items } = await api.sync(some);
      // One that is sent again is known by its reference; what the server has is not kept any more.
      const told = new Map(items.map((x) => [x.ref, x.fault]));
      put(
        keptOf(till).flatMap((k) => {
          if (!told.has(k.made.ref)) return [k];
          const fault = told.get(k.made.ref);
          return fault ? [{ ...k, fault }] : [];
        }),
      );
    };
    send().catch(() => over || setLost(true));
    return () => {
      over = true;
    };
  }, [lost, waiting, till, put]);

  const away = useMemo<Away>(
    () => ({
      lose: () => setLost(true),
      made: (id, lines, key) => void made.current.set(id, { lines, key }),
      drop: (id) => void api.drop(id).catch((e: unknown) => isLost(e) && unpaid.current.add(id)), // else its time ends it
    }),
    [],
  );
  useEffect(() => {
    if (lost) return;
    const late = [...unpaid.current];
    unpaid.current.clear();
    for (const id of late) away.drop(id);
  }, [lost, away]);

  /** An order without the server; undefined: the menu does not sell this so. */
  const begin = (lines: Line[], instead = ""): TerminalOrder | undefined => {
    const at = new Date(Date.now() + ahead).toISOString();
    const order = menu && orderHere(menu, lines, at, `O${number.current + 1}`);
    if (!order) return undefined;
    number.current++;
    here.current.set(order.id, { order, lines, instead });
    return order;
  };
  /** The same in place of an order of the server's, which can be asked no more. */
  const instead = (id: string) => {
    const was = made.current.get(id);
    return was && begin(was.lines, was.key);
  };
  /** Takes cash for an order that was made here. It throws where the device has no room. */
  const take = (id: string, given: Amount): TerminalOrder | undefined => {
    const h = here.current.get(id);
    if (!h || !isHere(id) || !self.shift) return undefined;
    put([...keptOf(till), { made: madeOf(h.order, h.lines, self.shift.id, given, h.instead || undefined) }]);
    const order = paidHere(h.order, given);
    here.current.set(id, { ...h, order });
    return order;
  };
  const dismiss = (ref: string) => put(keptOf(till).filter((k) => k.made.ref !== ref));
  return { away, lost, menu, waiting, odd: kept.filter((k) => k.fault), begin, instead, take, dismiss };
}
