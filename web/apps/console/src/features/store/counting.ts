import {
  api,
  ApiError,
  OFFLINE,
  type MadeSale,
  type RegisterSale,
  type TillMember,
  type Tills,
} from "@livewell/api/console";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { decimal, minor } from "../../shared/amounts";
import { after, newAttempt } from "../../shared/attempt";
import { device, kept as keeping } from "../../shared/session";
import { cny } from "./drawer";
import { inTime } from "./intime";
import { added, counted, offOf, priced, sumOf, type Line, type Off, type Shelf } from "./shelf";
import { salesKey, tillsKey, type useKept } from "./tillsending";

/** What is under way at the counter. It outlives a reload. */
type Draft = {
  ref: string;
  lines: Line[];
  off?: Off | undefined;
  /** Who buys, where they showed a code. */
  member?: TillMember | undefined;
  /** As many of the member's points are used as the sale takes. */
  usePoints?: boolean | undefined;
  /** The server's sale, once a tender was asked for: its lines and prices stand. */
  sale?: string | undefined;
  /** Sold without a network: what the receipt shows. */
  local?: RegisterSale | undefined;
};

/** Gives part of a sale: cash that was handed over, or the buyer's code for an amount. */
export type Giving = { kind: "cash"; given: string } | { kind: "code"; code: string; amount?: string };

export class NeedsAll extends Error {}
export class NotKept extends Error {}

const fresh = (): Draft => ({ ref: crypto.randomUUID(), lines: [] });
const draftKey = (till: string) => `livewell.counter.${till}`;

function stored(till: string): Draft {
  try {
    const d = JSON.parse(localStorage.getItem(draftKey(till)) ?? "null") as Draft | null;
    return d?.ref && Array.isArray(d.lines) ? d : fresh();
  } catch {
    return fresh();
  }
}

export const restOf = (s: RegisterSale): bigint =>
  s.tenders
    .filter((x) => x.status === "paid" || x.status === "waiting")
    .reduce((rest, x) => rest - minor(x.amount.amount), minor(s.total.amount));

export const paidOf = (s: RegisterSale): bigint =>
  s.tenders.filter((x) => x.status === "paid").reduce((sum, x) => sum + minor(x.amount.amount), 0n);

type At = {
  store: string;
  till: string;
  shift: string;
  cashier: string;
  tills: Tills;
  shelf: Shelf;
  offline: boolean;
  kept: ReturnType<typeof useKept>;
  seenAt: number;
};

/** The sale at the counter: its list, its tenders, and how it ends. */
export function useCounter({ store, till, shift, cashier, tills, shelf, offline, kept, seenAt }: At) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => stored(till));
  const [attempt, setAttempt] = useState(newAttempt);
  const set = (next: Draft) => {
    setDraft(next);
    try {
      localStorage.setItem(draftKey(till), JSON.stringify(next));
    } catch {
      // It lives as long as the page then.
    }
  };
  const saleKey = ["register-sale", store, draft.sale ?? ""];
  const asked = useQuery({
    queryKey: saleKey,
    // One that was under way when the page closed opens again, network or not.
    queryFn: () => keeping(`sale.${draft.sale ?? ""}`, () => api.sale(store, draft.sale ?? "")),
    networkMode: "always",
    enabled: draft.sale !== undefined,
    // The buyer confirms on a phone of their own.
    refetchInterval: (q) => (q.state.data?.tenders.some((x) => x.status === "waiting") ? 1500 : false),
  });
  const sale = draft.local ?? (draft.sale ? asked.data : undefined);
  const goods = sumOf(shelf, draft.lines);
  const off = offOf(goods, draft.off);
  const total = goods - off;
  const unknown = draft.lines.some((l) => !priced(shelf, l));
  const guest = draft.member && { visit: draft.member.visit, ...(draft.usePoints ? { usePoints: true } : {}) };

  const wants = () =>
    draft.lines.map((l) => {
      const p = priced(shelf, l);
      const name = p?.ware.name ?? "";
      return { sku: l.sku, choices: l.choices, qty: l.qty, seen: cny(decimal(p?.unit ?? 0n)), name };
    });
  const asIs = () => ({
    wants: wants(),
    ...(draft.off && "percent" in draft.off ? { percent: draft.off.percent } : {}),
    ...(draft.off && "amount" in draft.off ? { off: cny(draft.off.amount) } : {}),
    ...guest,
  });
  // What a member has off is the server's to say. Without a network there is nothing of it.
  const summing = guest !== undefined && !offline && !draft.sale && !draft.local && draft.lines.length > 0 && !unknown;
  const sums = useQuery({
    queryKey: ["register-sums", store, draft.lines, draft.off ?? "", guest?.visit ?? "", draft.usePoints ?? false],
    queryFn: () => api.sumSale(store, asIs()),
    enabled: summing,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });
  const ours = summing ? sums.data : undefined;
  const saw = (s: RegisterSale) => {
    queries.setQueryData(["register-sale", store, s.id], s);
    device.put(`sale.${s.id}`, s);
    set({ ...draft, sale: s.id });
    void queries.invalidateQueries({ queryKey: salesKey(store) });
    return s;
  };
  const begin = async () =>
    sale ??
    saw(
      await inTime(
        api.beginSale(store, {
          ...{ ref: draft.ref, till, total: ours?.total ?? cny(decimal(total)), ...asIs() },
        }),
      ),
    );

  /** Sells without the server. instead: what the server may know of it. */
  const sellHere = async (given: string, instead: boolean) => {
    if (minor(given) < total) throw new NeedsAll(decimal(total));
    // The server's clock, as far as this browser saw it.
    const at = new Date(Date.now() + Date.parse(tills.now) - seenAt).toISOString();
    const ref = instead ? crypto.randomUUID() : draft.ref;
    const amounts = { off: cny(decimal(off)), total: cny(decimal(total)), given: cny(given) };
    const made: MadeSale = {
      ref,
      till,
      shift,
      at,
      wants: wants(),
      ...amounts,
      ...(instead ? { instead: draft.ref } : {}),
    };
    const local = receiptOf(made, { goods, cashier }, shelf, draft.lines);
    try {
      await kept.keep({ ref, store, state: "waits", made, sale: local });
    } catch {
      throw new NotKept(); // not kept is not sent
    }
    set({ ...draft, local });
    return local;
  };

  const give = useMutation({
    mutationFn: async (g: Giving) => {
      const cash = g.kind === "cash";
      if (offline && !sale && cash) return sellHere(g.given, false);
      let s = sale;
      try {
        s = await begin();
        if (s.status !== "open") return s;
        const amount = cash ? g.given : g.amount;
        const body = { ref: attempt.key, kind: g.kind, ...(amount ? { amount: cny(amount) } : {}) };
        return saw(await inTime(api.addTender(store, s.id, { ...body, ...(cash ? {} : { code: g.code }) })));
      } catch (e) {
        const lost = e instanceof ApiError && e.code === OFFLINE;
        if (lost) await queries.invalidateQueries({ queryKey: tillsKey(store) });
        // Where nothing was paid by anybody's account, the guest need not wait for the network.
        if (lost && cash && !s?.tenders.some((x) => x.status === "paid" || x.status === "waiting"))
          return sellHere(g.given, true);
        throw e;
      }
    },
    networkMode: "always",
    scope: { id: "counter" },
    onSuccess: () => setAttempt(newAttempt()),
    onError: (e) => {
      setAttempt((a) => after(a, e));
      if (!(e instanceof ApiError)) return;
      if (e.code === "register.changed")
        void Promise.all(
          [tillsKey(store), ["register-sums"]].map((queryKey) => queries.invalidateQueries({ queryKey })),
        );
      if (e.code === "member.visit") set({ ...draft, member: undefined, usePoints: undefined });
      // Begun before with another list: that one is among the sales.
      if (e.code === "register.ref_reused") set({ ...draft, ref: crypto.randomUUID() });
    },
  });
  const next = (lines: Line[] = []) => {
    give.reset();
    set({ ...fresh(), lines });
  };
  const change = (lines: Line[]) => {
    give.reset();
    set({ ...draft, lines });
  };
  const undo = useMutation({
    mutationFn: () => api.voidSale(store, sale?.id ?? ""),
    onSuccess: async (s) => {
      queries.setQueryData(["register-sale", store, s.id], s);
      next();
      await queries.invalidateQueries({ queryKey: salesKey(store) });
    },
  });
  const callOff = useMutation({
    mutationFn: (tender: string) => api.cancelTender(store, sale?.id ?? "", tender),
    onSuccess: (s) => queries.setQueryData(["register-sale", store, s.id], s),
  });
  const meet = useMutation({
    mutationFn: (code: string) => api.meetMember(store, code),
    onSuccess: (member) => set({ ...(over ? fresh() : draft), member, usePoints: undefined }),
  });
  const over = sale !== undefined && sale.status !== "open";
  return {
    ...{
      lines: draft.lines,
      off: draft.off,
      sale,
      over,
      goods,
      discount: ours ? minor(ours.discount.amount) : off,
      total: ours ? minor(ours.total.amount) : total,
      member: draft.member,
      usePoints: draft.usePoints ?? false,
      sums: ours,
      /** The sum of a member's sale is on its way, or cannot be had. */
      summing: summing && (sums.isPlaceholderData || !sums.data) ? sums : undefined,
      meet,
      unknown,
      give,
      undo,
      callOff,
      next,
    },
    opening: draft.sale !== undefined && sale === undefined ? asked : undefined,
    rest: sale ? restOf(sale) : ours ? minor(ours.total.amount) : total,
    paid: sale ? paidOf(sale) : 0n,
    add: (what: Omit<Line, "key">) => {
      const lines = added(over ? [] : draft.lines, what, crypto.randomUUID());
      if (over) next(lines);
      else change(lines);
    },
    count: (key: string, qty: number) => change(counted(draft.lines, key, qty)),
    usePointsOf: (usePoints: boolean) => set({ ...draft, usePoints }),
    sendAway: () => set({ ...draft, member: undefined, usePoints: undefined }),
    setOff: (by: Off | undefined) => set({ ...draft, off: by }),
    resume: (id: string) => {
      give.reset();
      set({ ...fresh(), sale: id });
    },
  };
}

function receiptOf(
  made: MadeSale,
  { goods, cashier }: { goods: bigint; cashier: string },
  shelf: Shelf,
  lines: Line[],
): RegisterSale {
  return {
    ...{
      id: made.ref,
      ref: made.ref,
      till: made.till,
      shift: made.shift,
      cashier,
      channel: "offline",
      status: "finished",
    },
    ...{
      goods: cny(decimal(goods)),
      discount: made.off,
      coupons: cny("0.00"),
      points: cny("0.00"),
      total: made.total,
      notes: [],
      at: made.at,
    },
    lines: lines.flatMap((l) => {
      const p = priced(shelf, l);
      if (!p) return [];
      return {
        ...{ name: p.ware.name, ...(p.ware.nameEn ? { nameEn: p.ware.nameEn } : {}) },
        ...{ ...(p.sku.name ? { variant: p.sku.name } : {}), ...(p.sku.nameEn ? { variantEn: p.sku.nameEn } : {}) },
        ...{ chosen: p.chosen.map((c) => c.name), chosenEn: p.chosen.map((c) => c.nameEn ?? c.name) },
        ...{ unit: cny(decimal(p.unit)), qty: l.qty, total: cny(decimal(p.total)) },
      };
    }),
    tenders: [
      {
        ...{ id: "cash", kind: "cash", status: "paid", amount: made.total, given: made.given },
        change: cny(decimal(minor(made.given.amount) - minor(made.total.amount))),
      },
    ],
  };
}
