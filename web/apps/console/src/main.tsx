import "@livewell/ui/ui.css";
import { ApiError } from "@livewell/api/console";
import { startI18n } from "@livewell/i18n";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./app/console.css";
import { makeRouter } from "./app/router";
import { languageOfLook, startLook } from "./shared/look";
import { NO_SESSION } from "./shared/session";
import { speak } from "./words";

// A session may end at any call: on another device, or by its age.
function signedOut(e: Error) {
  if (!(e instanceof ApiError) || e.code !== NO_SESSION) return;
  const here = location.pathname.replace(/^\/console/, "") || "/";
  if (!here.startsWith("/signin")) location.assign(`/console/signin?to=${encodeURIComponent(here + location.search)}`);
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signedOut }),
  mutationCache: new MutationCache({ onError: signedOut }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // What the server refuses it refuses again; only lost answers are asked for twice.
      retry: (n, e) =>
        n < 2 && e instanceof ApiError && ["offline", "db.busy", "db.down", "request.timeout"].includes(e.code),
    },
  },
});
const router = makeRouter(queries);

async function start() {
  const language = languageOfLook(startLook());
  await startI18n(language);
  await speak(language);
  const el = document.getElementById("root");
  if (!el) throw new Error("no #root");
  createRoot(el).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
