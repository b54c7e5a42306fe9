import { api, type Self } from "@livewell/api/terminal";
import { useCallback, useEffect, useRef, useState } from "react";
import { isLost } from "./away";
import { last, remember } from "./last";

const again = 3_000;
const patience = 5_000; // a network that is there and says nothing is none

/** What this device is by the server, which tells it when that changes. */
export function useSelf() {
  const [self, setSelf] = useState<Self>();
  const [lost, setLost] = useState(false);
  const [ahead, setAhead] = useState(0); // of this device's clock, in milliseconds
  const clock = useRef(0); // the same
  const paired = self !== undefined && self.state !== "unpaired";

  const told = useCallback((now: Self) => {
    if (now.now) clock.current = Date.parse(now.now) - Date.now();
    remember(now, clock.current);
    setLost(false);
    setSelf(now);
    setAhead(clock.current);
  }, []);

  useEffect(() => {
    if (paired) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A register comes up as what it was last; the live line tells what it is now.
    const alone = () => {
      if (over) return;
      setLost(true);
      const was = last();
      if (!was) return;
      clock.current = was.ahead;
      setSelf(was.self);
      setAhead(was.ahead);
    };
    const slow = setTimeout(alone, patience);
    const look = () =>
      api.self().then(
        (now) => {
          if (over) return;
          clearTimeout(slow);
          told(now);
        },
        (e: unknown) => {
          if (over) return;
          clearTimeout(slow);
          if (isLost(e)) alone();
          else setLost(true);
          timer = setTimeout(() => void look(), again);
        },
      );
    void look();
    return () => {
      over = true;
      clearTimeout(slow);
      clearTimeout(timer);
    };
  }, [paired, told]);

  useEffect(() => {
    if (!paired) return;
    let line: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      line = new EventSource("/terminal/api/live");
      line.addEventListener("changed", (e: MessageEvent<string>) => told(JSON.parse(e.data) as Self));
      // Where the server refuses, the browser gives up: whoever was removed is told by the answer.
      line.addEventListener("error", () => {
        if (line?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(() => {
          void api.self().then(told, () => undefined);
          listen();
        }, again);
      });
    };
    listen();
    return () => {
      clearTimeout(timer);
      line?.close();
    };
  }, [paired, told]);

  return { self, lost, ahead, paired: told };
}
