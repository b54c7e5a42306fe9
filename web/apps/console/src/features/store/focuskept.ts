import { useEffect, type RefObject } from "react";

/**
 * Whatever a scanner types goes into the field: it has the focus first, and gets it
 * back when nothing has it. Who goes on with Tab or chooses text is let go.
 */
export function useFocusKept(field: RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    // A click on the page's background gives the focus to its frame.
    const free = () => document.activeElement?.matches('body, [tabindex="-1"]') ?? true;
    const back = () => {
      if (free() && (getSelection()?.isCollapsed ?? true)) field.current?.focus();
    };
    const letter = (e: KeyboardEvent) => {
      if (e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey) back();
    };
    const first = requestAnimationFrame(() => field.current?.focus()); // after the heading of the page
    document.addEventListener("keydown", letter);
    document.addEventListener("click", back);
    addEventListener("focus", back);
    return () => {
      cancelAnimationFrame(first);
      document.removeEventListener("keydown", letter);
      document.removeEventListener("click", back);
      removeEventListener("focus", back);
    };
  }, [field]);
}
