import { api, type Self } from "@livewell/api/terminal";
import { useCallback, useEffect, useState } from "react";

const again = 3_000;

/** What this device is by the server, which tells it when that changes. */
export function useSelf() {
  const [self, setSelf] = useState<Self>();
  const [lost, setLost] = useState(false);
  const [ahead, setAhead] = useState(0); // of this device's clock, in milliseconds
  const paired = self !== undefined && self.state !== "unpaired";

  useEffect(() => {
    if (paired) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () =>
      api.self().then(
        (now) => {
          if (over) return;
          setLost(false);
          setSelf(now);
          if (now.now) setAhead(Date.parse(now.now) - Date.now());
        },
        () => {
          if (over) return;
          setLost(true);
          timer = setTimeout(() => void look(), again);
        },
      );
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [paired]);

  useEffect(() => {
    if (!paired) return;
    let line: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      line = new EventSource("/terminal/api/live");
      line.addEventListener("changed", (e: MessageEvent<string>) => setSelf(JSON.parse(e.data) as Self));
      // Where the server refuses, the browser gives up: whoever was removed is told by the answer.
      line.addEventListener("error", () => {
        if (line?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(() => {
          void api.self().then(setSelf, () => undefined);
          listen();
        }, again);
      });
    };
    listen();
    return () => {
      clearTimeout(timer);
      line?.close();
    };
  }, [paired]);

  return { self, lost, ahead, paired: useCallback((now: Self) => setSelf(now), []) };
}
