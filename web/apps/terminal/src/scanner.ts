import { useEffect, useRef } from "react";

// A scanner types much faster than people do.
const between = 60;

/** Hears what a scanner types into the page while no field has the focus. */
export function useScanner(on: boolean, onCode: (code: string) => void) {
  const tell = useRef(onCode);
  useEffect(() => {
    tell.current = onCode;
  });
  useEffect(() => {
    if (!on) return;
    let text = "";
    let at = 0;
    const key = (e: KeyboardEvent) => {
      if (e.target instanceof HTMLInputElement) return;
      if (e.timeStamp - at > between) text = "";
      at = e.timeStamp;
      if (e.key === "Enter" && text.length > 3) tell.current(text);
      text = e.key.length === 1 ? text + e.key : "";
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, [on]);
}
