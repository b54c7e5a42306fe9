// A column that scrolls until one of its items stands in the middle: of picker and picker-view.

export interface Wheel {
  index: number;
  /** Goes to an item without telling. */
  show(index: number): void;
}

interface Told {
  start?(e: Event): void;
  end(index: number, e: Event): void;
}

const settle = 120; // ms without scrolling; not every browser tells the end

/** Makes column a wheel of its children, which are as high as --mp-item says. */
export function wheel(column: HTMLElement, told: Told): Wheel {
  column.classList.add("mp-wheel");
  column.role = "spinbutton";
  column.tabIndex = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let moving = false;
  let quiet = 0; // where we scrolled to ourselves

  const height = () => (column.firstElementChild as HTMLElement | null)?.offsetHeight || 34;
  const last = () => Math.max(0, column.children.length - 1);
  const w: Wheel = {
    index: 0,
    show(index) {
      w.index = Math.min(last(), Math.max(0, Math.round(index)));
      quiet = w.index * height();
      column.scrollTop = quiet;
      describe();
    },
  };
  function describe() {
    column.ariaValueMin = "0";
    column.ariaValueMax = String(last());
    column.ariaValueNow = String(w.index);
    column.ariaValueText = column.children[w.index]?.textContent?.trim() || String(w.index + 1);
  }
  function stopped(e: Event) {
    moving = false;
    const index = Math.min(last(), Math.round(column.scrollTop / height()));
    const changed = index !== w.index;
    w.index = index;
    describe();
    if (changed) told.end(index, e);
  }
  column.addEventListener(
    "scroll",
    (e) => {
      if (!moving && Math.abs(column.scrollTop - quiet) < 1) return;
      if (!moving) told.start?.(e);
      moving = true;
      clearTimeout(timer);
      timer = setTimeout(stopped, settle, e);
    },
    { passive: true },
  );
  column.addEventListener("keydown", (e) => {
    const to = {
      ArrowDown: w.index + 1,
      ArrowUp: w.index - 1,
      PageDown: w.index + 5,
      PageUp: w.index - 5,
      Home: 0,
      End: last(),
    }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    const before = w.index;
    told.start?.(e);
    w.show(to);
    if (w.index !== before) told.end(w.index, e);
  });
  return w;
}
