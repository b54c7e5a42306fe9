import { useState } from "react";

const key = "livewell.hide";

/** Whether amounts are hidden from who looks over the shoulder; the browser remembers. */
export function useHidden(): [boolean, (v: boolean) => void] {
  const [hidden, set] = useState(() => globalThis.localStorage?.getItem(key) === "1");
  return [
    hidden,
    (v) => {
      localStorage.setItem(key, v ? "1" : "0");
      set(v);
    },
  ];
}
