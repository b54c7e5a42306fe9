import type { Make } from "../part.ts";
import { flag, num, str } from "../read.ts";
import { glide } from "../scroll.ts";

export const scrollView: Make = (part, page) => {
  const { host, attrs } = part;
  // At which ends it is: told when it gets there, not while it stays.
  let upper = true;
  let lower = false;

  function ends(cause: Event) {
    const across = flag(attrs.scrollX) && !flag(attrs.scrollY);
    const at = across ? Math.abs(host.scrollLeft) : host.scrollTop;
    const rest = across ? host.scrollWidth - host.clientWidth - at : host.scrollHeight - host.clientHeight - at;
    const isUpper = at <= num(attrs.upperThreshold, 50);
    const isLower = rest <= num(attrs.lowerThreshold, 50);
    if (isUpper && !upper) page.emit(part, "scrollToUpper", { direction: across ? "left" : "top" }, cause);
    if (isLower && !lower) page.emit(part, "scrollToLower", { direction: across ? "right" : "bottom" }, cause);
    upper = isUpper;
    lower = isLower;
  }
  host.addEventListener(
    "scroll",
    (e) => {
      if (e.target !== host) return;
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = host;
      page.emitSoon(part, "scroll", () => ({ scrollTop, scrollLeft, scrollHeight, scrollWidth }), e);
      ends(e);
    },
    { passive: true },
  );
  const go = (side: "scrollTop" | "scrollLeft", goal: number) =>
    glide(host, side, goal, flag(attrs.scrollWithAnimation) ? num(attrs.scrollAnimationDuration, 300) : 0);

  function into(id: string) {
    const el = id && host.querySelector(`#${CSS.escape(id)}`);
    if (!el) return;
    const [box, goal] = [host.getBoundingClientRect(), el.getBoundingClientRect()];
    if (flag(attrs.scrollX)) go("scrollLeft", host.scrollLeft + goal.left - box.left);
    if (flag(attrs.scrollY)) go("scrollTop", host.scrollTop + goal.top - box.top);
  }
  return {
    update(changed) {
      if (changed.has("scrollX") || changed.has("scrollY")) {
        host.toggleAttribute("scroll-x", flag(attrs.scrollX));
        host.toggleAttribute("scroll-y", flag(attrs.scrollY));
        if (flag(attrs.scrollX) || flag(attrs.scrollY))
          host.tabIndex = 0; // arrow keys scroll it then
        else host.removeAttribute("tabindex");
      }
      if (changed.has("showScrollbar")) host.toggleAttribute("bare", !flag(attrs.showScrollbar, true));
      if (changed.has("trapScroll")) host.toggleAttribute("trap", flag(attrs.trapScroll));
      if (changed.has("scrollTop") && attrs.scrollTop !== undefined) go("scrollTop", num(attrs.scrollTop, 0));
      if (changed.has("scrollLeft") && attrs.scrollLeft !== undefined) go("scrollLeft", num(attrs.scrollLeft, 0));
      if (changed.has("scrollIntoView")) into(str(attrs.scrollIntoView));
    },
  };
};
