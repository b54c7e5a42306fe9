import "@livewell/ui/ui.css";
import { languageOf, startI18n } from "@livewell/i18n";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./terminal.css";
import { speak } from "./words";

async function start() {
  const language = languageOf(navigator.language);
  await startI18n(language);
  await speak(language);
  const el = document.getElementById("root");
  if (!el) throw new Error("no #root");
  createRoot(el).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

addEventListener("vite:preloadError", () => location.reload());
void start();
