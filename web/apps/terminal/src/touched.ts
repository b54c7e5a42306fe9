import { useEffect, useState } from "react";

/** Without a touch for so long, the guest is asked; without an answer, gone. In seconds. */
export const ASK_AFTER = 90;
export const GONE_AFTER = 15;

/**
 * Counts down for a guest who may have gone: undefined while somebody touches the
 * page or the program's frames, then the seconds that are left.
 */
export function useIdle(on: boolean, gone: () => void): { left: number | undefined; here: () => void } {
  const [left, setLeft] = useState<number>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!on) return;
    let seen = Date.now();
    const touched = () => {
      seen = Date.now();
    };
    // A frame of the program tells its host of each touch.
    const told = (e: MessageEvent<{ say?: string } | null>) => e.data?.say === "touched" && touched();
    const timer = setInterval(() => {
      const over = (Date.now() - seen) / 1000 - ASK_AFTER;
      if (over < 0) setLeft(undefined);
      else if (over >= GONE_AFTER) gone();
      else setLeft(Math.ceil(GONE_AFTER - over));
    }, 500);
    const kinds = ["pointerdown", "keydown"] as const;
    for (const k of kinds) addEventListener(k, touched, true);
    addEventListener("message", told);
    return () => {
      clearInterval(timer);
      for (const k of kinds) removeEventListener(k, touched, true);
      removeEventListener("message", told);
      setLeft(undefined);
    };
  }, [on, gone, round]);
  return { left, here: () => setRound((n) => n + 1) };
}
