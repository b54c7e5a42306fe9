import type { Make } from "../part.ts";
import { flag, num, str } from "../read.ts";

// Source: the documentation of text, decode.
const entities: Record<string, string> = {
  nbsp: "\u00a0",
  lt: "<",
  gt: ">",
  amp: "&",
  apos: "'",
  quot: '"',
  ensp: "\u2002",
  emsp: "\u2003",
};
const spaces: Record<string, string> = { nbsp: "\u00a0", ensp: "\u2002", emsp: "\u2003" };

export const text: Make = ({ host, attrs }) => {
  const done = new WeakMap<Node, string>(); // what was read already is not read again
  return {
    update(changed) {
      if (changed.has("selectable")) host.toggleAttribute("selectable", flag(attrs.selectable));
      if (changed.has("numberOfLines")) host.style.setProperty("--lines", str(attrs.numberOfLines, "none"));
      if (changed.has("numberOfLines")) host.toggleAttribute("clamped", num(attrs.numberOfLines, 0) > 0);
      const space = spaces[str(attrs.space)];
      const decode = flag(attrs.decode);
      if (!space && !decode) return;
      for (const n of host.childNodes) {
        if (!(n instanceof Text) || done.get(n) === n.data) continue;
        if (space) n.data = n.data.replaceAll(" ", space);
        if (decode) n.data = n.data.replace(/&(\w+);/g, (all, name: string) => entities[name] ?? all);
        done.set(n, n.data);
      }
    },
  };
};
