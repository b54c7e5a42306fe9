// What tests of the view share: a page in the document, and what it said.
import type { FromView, Op, ToView, ViewEvent, ViewStart } from "../wire.ts";
import { createPage } from "./page.ts";

export function openPage(start: Partial<ViewStart> = {}) {
  document.body.replaceChildren();
  const said: FromView[] = [];
  const full: ViewStart = {
    say: "start",
    base: "https://files.example/app/",
    page: "pages/index/index",
    language: "en",
    dark: false,
    words: {},
    ...start,
  };
  const take: (m: ToView) => void = createPage(full, document.body, (m) => said.push(m));
  return {
    said,
    take,
    events: () => said.filter((m): m is ViewEvent => m.say === "event"),
    apply: (...ops: Op[]) => take({ say: "ops", ops }),
  };
}
