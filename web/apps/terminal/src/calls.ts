import { api, ApiError, type Amount, type Mode, type TerminalOrder } from "@livewell/api/terminal";
import { fail, failures, networkCalls, type Bridge } from "@livewell/mini";

/** A line of an order as programs write it. */
interface Line {
  sku: string;
  choices?: string[];
  count: number;
  price: Amount;
}

export interface Counter {
  /** An order was made. */
  made(order: TerminalOrder): void;
  /** Asks for the money of an order. */
  pay(order: TerminalOrder): Promise<"paid" | "waits" | "no">;
  /** Ends the program. */
  leave(): void;
}

const str = (v: unknown) => (typeof v === "string" ? v : "");

const refused = (e: unknown): never => {
  if (!(e instanceof ApiError)) throw e;
  const [problem] = (e.args.problems ?? []) as { code: string }[];
  throw fail(2, problem?.code ?? e.code);
};

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
      const wants = ((o.lines ?? []) as Line[]).map((l) => ({
        ...{ sku: l.sku, choices: l.choices ?? [], qty: l.count, seen: l.price },
      }));
      const made = await api
        .place(str(o.key) || crypto.randomUUID(), {
          ...{ mode, wants },
          ...(mode === "dinein" ? { table: str(o.table) } : {}),
          ...(o.note ? { note: str(o.note) } : {}),
        })
        .catch(refused);
      at.made(made);
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
      const order = await api.order(id).catch(() => {
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
