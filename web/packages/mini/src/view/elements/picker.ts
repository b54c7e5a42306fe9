// A press opens a dialogue with one wheel for each column.
import { inner } from "../build.ts";
import type { Make, Page } from "../part.ts";
import { flag, num, str } from "../read.ts";
import { dateColumns, type Columns } from "./date.ts";
import { wheel, type Wheel } from "./wheel.ts";

/** Columns of a list, or of several that the program changes as the person turns one. */
function listColumns(attrs: Record<string, unknown>): Columns {
  const key = str(attrs.rangeKey);
  const name = (o: unknown) => str(key && o && typeof o === "object" ? (o as Record<string, unknown>)[key] : o);
  const range = Array.isArray(attrs.range) ? (attrs.range as unknown[]) : [];
  const several = attrs.mode === "multiSelector";
  const lists = several ? range.map((r) => (Array.isArray(r) ? r.map(name) : [])) : [range.map(name)];
  const at = several && Array.isArray(attrs.value) ? attrs.value : [attrs.value];
  return {
    lists: () => lists,
    at: lists.map((_, i) => num(at[i], 0)),
    value: (chosen) => (several ? chosen : chosen[0]),
  };
}

interface Open {
  title: string;
  columns: Columns;
  turned(column: number, index: number, e: Event): void;
  done(chosen: number[], e: Event): void;
  closed(): void;
}

function open(page: Page, { title, columns, turned, done, closed }: Open) {
  const dialog = inner(document.body, "dialog", "mp-picker");
  dialog.ariaLabel = title || page.word("options");
  const bar = inner(dialog, "div", "mp-picker-bar");
  const button = (word: "cancel" | "done", act: (e: Event) => void) => {
    const b = inner(bar, "button");
    b.type = "button";
    b.textContent = page.word(word);
    b.addEventListener("click", (e) => {
      act(e);
      dialog.close();
    });
  };
  button("cancel", () => undefined);
  inner(bar, "span").textContent = title;
  button("done", (e) =>
    done(
      wheels.map((w) => w.index),
      e,
    ),
  );
  const box = inner(dialog, "div", "mp-columns");
  const wheels: Wheel[] = [];

  function fill(lists: string[][]) {
    lists.forEach((list, i) => {
      const column = (box.children[i] as HTMLElement | undefined) ?? inner(box, "div");
      if (column.childElementCount !== list.length || [...column.children].some((c, k) => c.textContent !== list[k])) {
        column.replaceChildren();
        for (const text of list) inner(column, "div").textContent = text;
      }
      column.ariaLabel = columns.names?.[i] ?? dialog.ariaLabel;
      wheels[i] ??= wheel(column, {
        end(index, e) {
          turned(i, index, e);
          show(wheels.map((w) => w.index));
        },
      });
    });
  }
  function show(at: number[]) {
    fill(columns.lists(at));
    wheels.forEach((w, i) => w.show(at[i] ?? 0));
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  dialog.addEventListener("click", (e) => {
    if (e.target === dialog) dialog.close(); // beside it
  });
  dialog.showModal();
  inner(dialog, "div", "mp-mark");
  show(columns.at);
  return {
    close: () => dialog.close(),
    refresh(next: Columns, moved: boolean) {
      columns = next;
      show(moved ? next.at : wheels.map((w) => w.index));
    },
  };
}

export const picker: Make = (part, page) => {
  const { host, attrs } = part;
  host.role = "button";
  host.tabIndex = 0;
  host.ariaHasPopup = "dialog";
  let shown: ReturnType<typeof open> | undefined;
  let value: unknown;
  const columns = () =>
    attrs.mode === "date" || attrs.mode === "time" ? dateColumns(attrs, page) : listColumns(attrs);

  const activate = (cause: Event) => {
    if (flag(attrs.disabled) || shown) return;
    shown = open(page, {
      title: str(attrs.title ?? attrs.headerText),
      columns: columns(),
      turned: (column, index, e) => page.emit(part, "columnChange", { column, value: index }, e),
      done(chosen, e) {
        value = attrs.value = columns().value(chosen);
        page.emit(part, "change", { value }, e);
      },
      closed() {
        shown = undefined;
        host.focus();
        if (value === undefined) page.emit(part, "cancel", {}, cause);
        value = undefined;
      },
    });
  };
  host.addEventListener("click", activate);
  return {
    activate,
    value: () => attrs.value ?? "",
    gone: () => shown?.close(),
    update(changed) {
      if (changed.has("disabled")) host.ariaDisabled = flag(attrs.disabled) ? "true" : null;
      if (changed.has("disabled")) host.tabIndex = flag(attrs.disabled) ? -1 : 0;
      if (changed.has("range") || changed.has("value")) shown?.refresh(columns(), changed.has("value"));
    },
  };
};
