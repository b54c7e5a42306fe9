// Elements of which only the look is here: each says what it lacks.
import { drawing, inner } from "../build.ts";
import type { Make } from "../part.ts";
import { num, str } from "../read.ts";
import type { Word } from "../words.ts";

export const standIn =
  (word: Word): Make =>
  ({ host }, page) => {
    inner(host, "p", "mp-note").textContent = page.word(word);
    return {};
  };

/** A site of the network cannot be inside: the person opens it beside the program. */
export const webView: Make = (part, page) => {
  inner(part.host, "p").textContent = page.word("outside");
  const where = inner(part.host, "p", "mp-note");
  const b = inner(part.host, "button");
  b.type = "button";
  b.textContent = page.word("open");
  b.addEventListener("click", (e) => page.act(part, "outside", { src: str(part.attrs.src) }, e));
  return {
    update() {
      const src = str(part.attrs.src);
      where.textContent = URL.canParse(src) ? new URL(src).host : "";
    },
  };
};

const bubble =
  "M12 3C6.5 3 2 6.6 2 11c0 2.5 1.4 4.7 3.7 6.2L5 21l4.3-2.3c.9.2 1.8.3 2.7.3 5.5 0 10-3.6 10-8s-4.5-8-10-8z";

export const contactButton: Make = (part, page) => {
  const { host, attrs } = part;
  host.role = "button";
  host.tabIndex = 0;
  host.append(drawing(bubble));
  const ask = (e: Event) => page.act(part, "contact", { tntInstId: attrs.tntInstId, scene: attrs.scene }, e);
  host.addEventListener("click", ask);
  return {
    activate: ask,
    update() {
      host.ariaLabel ??= page.word("contact");
      host.style.setProperty("--mp-size", `${num(attrs.size, 25)}px`);
      host.style.setProperty("--mp-on", str(attrs.color));
      const icon = page.address(str(attrs.icon));
      host.style.backgroundImage = icon ? `url("${icon}")` : "";
      host.toggleAttribute("icon", icon !== "");
    },
  };
};
