// One page of a program: its tree, what is told about it and what is asked of it.
import type { FromView, ToView, ViewStart } from "../wire.ts";
import { createEvents } from "./events.ts";
import { listenKeys } from "./keys.ts";
import type { Page } from "./part.ts";
import { createPull } from "./pull.ts";
import { createQueries } from "./query.ts";
import { urls } from "./read.ts";
import { createScroll } from "./scroll.ts";
import { createTree, type Tree } from "./tree.ts";

/** Draws a page under body; gives what takes the logic's messages. */
export function createPage(
  start: ViewStart,
  body: HTMLElement,
  say: (m: FromView, transfer?: Transferable[]) => void,
): (m: ToView) => void {
  const root = document.createElement("mp-page");
  root.role = "main";
  body.append(root);
  document.documentElement.lang = start.language;

  const events = createEvents(root, (n) => tree.part(n), say);
  const page: Page = {
    start,
    root,
    say,
    part: (n) => tree.part(n),
    emit: events.emit,
    emitSoon: events.emitSoon,
    act: events.act,
    word: (key) => start.words[key] ?? key,
    address: (src, from = start.page) => address(src, start, from),
  };
  listenKeys(root, page.part, events);
  const queries = createQueries(page, (id) => tree.byId(id));
  const tree: Tree = createTree(page, queries);
  const scroll = createScroll(page);
  const pull = createPull(page, scroll.top);

  const sheets = new Map<string, HTMLStyleElement>();
  function style(href: string, text: string) {
    let sheet = sheets.get(href);
    if (!sheet) {
      sheet = document.createElement("style");
      sheets.set(href, sheet);
      document.head.append(sheet);
    }
    sheet.textContent = urls(text, (src) => page.address(src, href));
  }
  for (const s of start.styles ?? []) style(s.href, s.text);

  return (m) => {
    switch (m.say) {
      case "ops":
        return tree.apply(m.ops);
      case "style":
        return style(m.href, m.text);
      case "scrollTo":
        return scroll.to(m);
      case "observe":
        return queries.observe(m);
      case "unobserve":
        return queries.unobserve(m.observer);
      case "pull":
        return pull.set(m.on);
      case "pullable":
        return pull.allow(m.on);
      case "blur":
        return (document.activeElement as HTMLElement | null)?.blur();
    }
  };
}

/** Where src of a file at from ("pages/index/index") is. */
function address(src: string, { base, pictures }: ViewStart, from: string): string {
  if (!src || src.startsWith("#")) return src;
  if (src.startsWith("//")) src = `https:${src}`;
  if (/^https?:/i.test(src))
    return pictures && !src.startsWith(`${new URL(base).origin}/`) ? pictures + encodeURIComponent(src) : src;
  if (/^(data|blob):/i.test(src)) return src;
  if (/^[a-z][a-z\d+.-]*:/i.test(src)) return ""; // javascript: and what a browser does not know
  const root = new URL(base, document.baseURI).href;
  const url = src.startsWith("/") ? new URL(`.${src}`, root).href : new URL(src, root + from).href;
  return url.startsWith(root) ? url : "";
}
