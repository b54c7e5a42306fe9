import { api, type Amount, type Menu, type Self, type TerminalOrder } from "@livewell/api/terminal";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { isHere, keep, keptOf, madeOf, orderHere, paidHere, type Kept, type Line } from "./away";

const again = 5_000;
const batch = 50;

/** What a program's calls ask of a register that has no network. */
export interface Away {
  /** The menu of the last time. */
  menu(): Menu | undefined;
  saw(menu: Menu): void;
  /** Notes what an order of the server is of. */
  made(id: string, lines: Line[], key: string): void;
  /** Orders without the server; undefined: this cannot be sold so. */
  order(lines: Line[], key: string): TerminalOrder | undefined;
  /** An order that was made here, or in place of one that the server may know of. */
  find(id: string): TerminalOrder | undefined;
  instead(id: string): TerminalOrder | undefined;
  /** A call did not reach the server. */
  lose(): void;
}

type Here = { order: TerminalOrder; lines: Line[]; instead: string };

/** A register without a network: it sells for cash, keeps what it sold, and sends it when the network is back. */
export function useAway(self: Self, ahead: number) {
  const till = self.till ?? "";
  const [kept, setKept] = useState(() => keptOf(till));
  const [lost, setLost] = useState(!navigator.onLine);
  const menu = useRef<Menu>(undefined);
  const here = useRef(new Map<string, Here>());
  const made = useRef(new Map<string, { lines: Line[]; key: string }>());
  const number = useRef(0);
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
    if (!lost) return;
    const timer = setInterval(
      () =>
        void api.self().then(
          () => setLost(false),
          () => undefined,
        ),
      again,
    );
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
    const go = () => void send().catch(() => over || setLost(true));
    go();
    return () => {
      over = true;
    };
  }, [lost, waiting, till, put]);

  const away = useMemo<Away>(() => {
    const begin = (lines: Line[], instead: string) => {
      const at = new Date(Date.now() + ahead).toISOString();
      const order = menu.current && orderHere(menu.current, lines, at, `O${number.current + 1}`);
      if (!order) return undefined;
      number.current++;
      here.current.set(order.id, { order, lines, instead });
      return order;
    };
    return {
      menu: () => menu.current,
      saw: (m) => {
        menu.current = m;
      },
      made: (id, lines, key) => void made.current.set(id, { lines, key }),
      order: begin,
      find: (id) => here.current.get(id)?.order,
      instead: (id) => {
        const was = made.current.get(id);
        return was && begin(was.lines, was.key);
      },
      lose: () => setLost(true),
    };
  }, [ahead]);

  /** Takes cash for an order that was made here. */
  const take = (id: string, given: Amount): TerminalOrder | undefined => {
    const h = here.current.get(id);
    if (!h || !isHere(id) || !self.shift) return undefined;
    const sale = madeOf(h.order, h.lines, self.shift.id, given, h.instead || undefined);
    put([...keptOf(till), { made: sale }]);
    const order = paidHere(h.order, given);
    here.current.set(id, { ...h, order });
    return order;
  };
  const dismiss = (ref: string) => put(keptOf(till).filter((k) => k.made.ref !== ref));
  return { away, lost, waiting, odd: kept.filter((k) => k.fault), take, dismiss };
}
