import type { Make } from "../part.ts";
import { num, str } from "../read.ts";

export const navigator: Make = (part, page) => {
  const { host, attrs } = part;
  host.role = "link";
  host.tabIndex = 0;
  host.addEventListener("click", (e) => {
    const detail = { openType: str(attrs.openType, "navigate"), url: str(attrs.url), delta: num(attrs.delta, 1) };
    page.act(part, "navigate", detail, e);
  });
  return { activate: () => host.focus() };
};
