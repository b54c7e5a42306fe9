import { useLayoutEffect, useRef, type RefObject } from "react";

/**
 * Browsers take the focus from what is moved in the document. With this it comes
 * back: keep(mark) before a list changes, and what has that mark as data-move
 * gets the focus after it.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>, list: unknown): (mark: string) => void {
  const kept = useRef("");
  useLayoutEffect(() => {
    const e = kept.current && root.current?.querySelector(`[data-move="${kept.current}"]`);
    if (e instanceof HTMLElement) e.focus();
    kept.current = "";
  }, [root, list]);
  return (mark) => {
    kept.current = mark;
  };
}
