import { api, ApiError, type Mode, type TerminalOrder } from "@livewell/api/terminal";
import { fail, failures, networkCalls, type Bridge } from "@livewell/mini";
import { isLost, type Line } from "./away";
import type { Away } from "./useaway";

export interface Counter {
  /** An order was made. */
  made(order: TerminalOrder): void;
  /** Asks for the money of an order. */
  pay(order: TerminalOrder): Promise<"paid" | "waits" | "no">;
  /** Ends the program. */
  leave(): void;
  /** Of a register: hears that the network is lost, and of what was ordered. */
  away?: Away;
}

const str = (v: unknown) => (typeof v === "string" ? v : "");

/** The failure of the dialect for what the platform refused of a request. */
function unreached(e: unknown): never {
  if (!(e instanceof ApiError)) throw e;
  const code: Record<string, number> = {
    "bridge.domain": 11,
    "bridge.no_answer": 12,
    offline: 12,
    "bridge.too_often": 60,
  };
  throw fail(code[e.code] ?? 2, e.code);
}

/**
 * What a program can ask for at a terminal: the network, the menu of the store and
 * orders there. A terminal has no account, no place and no camera: these calls are
 * not there, and my.canIUse says so.
 */
export function terminalCalls(at: Counter): Bridge {
  const network = networkCalls({
    send: (r) => api.request(r).catch(unreached),
    upload: () => Promise.reject(failures.refused("uploadFile at a terminal") as never),
  });
  delete network.uploadFile;
  const { away } = at;
  const refused = (e: unknown): never => {
    if (isLost(e)) away?.lose();
    if (!(e instanceof ApiError)) throw e;
    const [problem] = (e.args.problems ?? []) as { code: string }[];
    throw fail(2, problem?.code ?? e.code);
  };
  const menu = async () => {
    const page = await api.menu().catch(refused);
    const { id, name, nameEn, picture, modes } = page.store;
    return { store: { id, name, nameEn, picture, modes, open: page.open }, sections: page.sections, items: page.items };
  };
  return {
    ...network,
    "livewell.menu": menu,
    "livewell.stores": async () => ({ stores: [(await menu()).store] }),
    "livewell.order": async (o, trusted) => {
      if (!trusted) throw failures.refused("an order without a touch");
      const mode = (["dinein", "pickup"] as Mode[]).find((m) => m === o.mode);
      if (!mode) throw fail(2, "mode must be dinein or pickup");
      const lines = (o.lines ?? []) as Line[];
      const key = str(o.key) || crypto.randomUUID();
      const wants = lines.map((l) => ({
        ...{ sku: l.sku, choices: l.choices ?? [], qty: l.count, seen: l.price },
      }));
      const made = await api
        .place(key, {
          ...{ mode, wants },
          ...(mode === "dinein" ? { table: str(o.table) } : {}),
          ...(o.note ? { note: str(o.note) } : {}),
        })
        .catch(refused);
      at.made(made);
      away?.made(made.id, lines, key);
      return { order: made.id, tradeNO: made.id, total: made.total };
    },
    "livewell.state": async (o) => {
      const { status, number, code, total } = await api.order(str(o.order)).catch(refused);
      return { status, number: number ?? "", code: code ?? "", total };
    },
    tradePay: async (o, trusted) => {
      if (!trusted) throw failures.refused("tradePay without a touch");
      const id = str(o.tradeNO ?? o.tradeNo);
      if (!id) throw fail(2, "tradeNO is missing");
      const order = await api.order(id).catch((e: unknown) => {
        if (isLost(e)) away?.lose();
        throw fail(4, "there is no such order at this terminal");
      });
      if (order.status === "cancelled") return { resultCode: "4000", memo: "the order has ended" };
      const end = order.status === "unpaid" ? await at.pay(order) : "paid";
      return { resultCode: { paid: "9000", waits: "8000", no: "6001" }[end], memo: "" };
    },
    exitMiniProgram: () => (at.leave(), { success: true }),
    applyUpdate: () => (at.leave(), { success: true }),
  };
}
