import { api, ApiError, OFFLINE } from "@livewell/api/console";
import { inTime } from "./intime";
import { check, codeOf, type Refusal } from "./vouchercode";
import { keys, settle, take, taken } from "./voucherlog";

/** What the cashier is told of a code. */
export type Verdict =
  | { ok: true; name?: string; nameEn?: string; offline?: boolean }
  | { ok: false; why: Refusal | "used" | "waits" | "void" | "notKept"; at?: string };

const whys = {
  "voucher.code": "code",
  "voucher.expired": "expired",
  "voucher.store": "store",
  "voucher.used": "used",
  "voucher.void": "void",
} as const;

/** The reason behind a fault of vouchers; undefined: it is about something else. */
export const whyOf = (fault: string) =>
  whys[fault as keyof typeof whys] as (typeof whys)[keyof typeof whys] | undefined;

/**
 * Takes a voucher: the server's word counts where it can be had, else the
 * signature's. Throws what has nothing to do with the voucher, such as the end
 * of the session.
 */
export async function redeem(store: string, text: string): Promise<Verdict> {
  const code = codeOf(text);
  if (!code) return { ok: false, why: "code" };
  // The server does not know yet what waits here.
  const waits = taken(store).some((x) => x.id === code.id && x.state === "waits");
  if (waits || !navigator.onLine) return redeemHere(store, text, false);
  // Told with its time: where the answer is lost, sending it again is the same use.
  const now = new Date();
  try {
    const { name, nameEn } = await inTime(api.redeemVoucher(store, text, now.toISOString()));
    note(store, code.id, { name, ...(nameEn ? { nameEn } : {}) });
    return { ok: true, name, ...(nameEn ? { nameEn } : {}) };
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    if (e.code === OFFLINE) return redeemHere(store, text, true, now);
    const why = whyOf(e.code);
    if (!why) throw e;
    return { ok: false, why, ...(typeof e.args.at === "string" ? { at: e.args.at } : {}) };
  }
}

function note(store: string, id: string, names: { name: string; nameEn?: string }) {
  try {
    take(store, { id, at: new Date().toISOString(), state: "done", ...names });
  } catch {
    // The browser keeps nothing. The server has it, and that is what counts.
  }
}

/** Takes a voucher without a network and keeps it to be sent. */
export async function redeemHere(store: string, text: string, doubt: boolean, now = new Date()): Promise<Verdict> {
  const code = codeOf(text);
  if (!code) return { ok: false, why: "code" };
  const why = await check(code, keys(), store, now);
  if (why) return { ok: false, why };
  let before;
  try {
    before = take(store, {
      ...{ id: code.id, at: now.toISOString(), state: "waits", code: text },
      ...(doubt ? { doubt } : {}),
    });
  } catch {
    // Not kept is not sent, and would be taken a second time.
    return { ok: false, why: "notKept" };
  }
  if (!before) return { ok: true, offline: true };
  return { ok: false, why: before.state === "waits" ? "waits" : "used", at: before.usedAt ?? before.at };
}

const BATCH = 100;
const running = new Map<string, Promise<void>>();

/** Sends what waits, the oldest first. A repeat is harmless: the server knows a use by its time. */
export function send(store: string): Promise<void> {
  const now = running.get(store) ?? sendAll(store).finally(() => running.delete(store));
  running.set(store, now);
  return now;
}

async function sendAll(store: string) {
  for (let n = taken(store).length; n > 0; n -= BATCH) {
    const batch = taken(store)
      .filter((x) => x.state === "waits")
      .toReversed()
      .slice(0, BATCH);
    if (batch.length === 0) return;
    const uses = batch.map(({ code = "", at }) => ({ code, at }));
    const { items } = await api.syncVouchers(store, uses);
    batch.forEach((x, i) => {
      const r = items[i];
      if (!r) return;
      const names = { ...(r.name ? { name: r.name } : {}), ...(r.nameEn ? { nameEn: r.nameEn } : {}) };
      if (r.ok) return settle(store, x.id, { state: "done", ...names });
      settle(store, x.id, {
        ...{ state: "problem", ...names, fault: r.fault ?? "" },
        ...(r.usedAt ? { usedAt: r.usedAt } : {}),
        ...(x.doubt ? { doubt: true } : {}),
      });
    });
  }
}
