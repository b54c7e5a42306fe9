import type { Message } from "@livewell/api";
import { messageText, useFormat } from "@livewell/i18n";
import { useToast } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/** Hears of messages as they come, and refreshes what they may have changed. */
export function useLive() {
  const queries = useQueryClient();
  const toast = useToast();
  const f = useFormat();
  const tell = useRef({ toast, f });
  useEffect(() => {
    tell.current = { toast, f };
  });
  useEffect(() => {
    const line = new EventSource("/api/messages/stream");
    line.addEventListener("message", (e: MessageEvent<string>) => {
      const m = JSON.parse(e.data) as Message;
      for (const key of ["messages", "unread", "wallet", "bills", "waiting", "trade"])
        void queries.invalidateQueries({ queryKey: [key] });
      tell.current.toast(messageText(m.code, m.args, tell.current.f).title);
    });
    return () => line.close();
  }, [queries]);
}
