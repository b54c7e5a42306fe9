// What a host saw of one open of a program. It says nothing of who opened it.
export type Seen =
  | { kind: "opened"; ms: number }
  | { kind: "error"; message: string; stack: string; page: string; fatal: boolean }
  | { kind: "page"; page: string }
  | { kind: "closed"; ms: number };

export interface Vitals {
  saw(what: Seen): void;
  end(): void;
}

const every = 10_000;
const most = 50;

/** Collects, and sends a batch now and then; what is lost is lost. */
export function createVitals(send: (batch: string, items: Seen[]) => void): Vitals {
  const began = performance.now();
  let items: Seen[] = [];
  const flush = () => {
    if (items.length) send(crypto.randomUUID(), items);
    items = [];
  };
  const timer = setInterval(flush, every);
  const hidden = () => document.hidden && flush();
  document.addEventListener("visibilitychange", hidden);
  return {
    saw(what) {
      if (items.length < most) items.push(what);
    },
    end() {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", hidden);
      items.push({ kind: "closed", ms: Math.round(performance.now() - began) });
      flush();
    },
  };
}
