import { elements } from "./elements/index.ts";

/** A selector as a program writes it ("view .a, page", ".list >>> text") as one for this DOM. */
export function selector(css: string): string {
  return css
    .replace(/\s*>>>\s*/g, " ")
    .replace(/(\[[^\]]*\])|(^|[\s>+~,(])([a-z][\w-]*)/g, (all, inBrackets: string, before: string, tag: string) =>
      inBrackets ? all : before + (tag === "page" || tag in elements ? `mp-${tag}` : tag),
    );
}
