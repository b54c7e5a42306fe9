// What is drawn above a program's frames. It waits for the person; what is waiting
// when the program ends is answered as given up.
import type { Words } from "../words/en.ts";

export interface Dialogs {
  toast(text: string, type: string, duration: number): void;
  hideToast(): void;
  loading(text: string): void;
  hideLoading(): void;
  alert(o: { title?: string; content?: string; button?: string }): Promise<boolean>;
  confirm(o: { title?: string; content?: string; ok?: string; cancel?: string }): Promise<boolean>;
  prompt(o: {
    title?: string;
    message?: string;
    placeholder?: string;
    ok?: string;
    cancel?: string;
  }): Promise<string | null>;
  choose(o: { title?: string; items: string[]; cancel?: string }): Promise<number>;
  pick(o: {
    title?: string;
    type: "date" | "time" | "datetime-local" | "month";
    value: string;
    min?: string;
    max?: string;
  }): Promise<string | null>;
  /** A sheet of the host's own, such as a payment's. */
  sheet(build: (close: () => void) => HTMLElement): void;
  end(): void;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

export function createDialogs(layer: HTMLElement, words: Words): Dialogs {
  const open = new Set<() => void>();

  function button(label: string, kind: string, run: () => void) {
    const b = el("button", kind, label);
    b.type = "button";
    b.addEventListener("click", run);
    return b;
  }

  /** A box that keeps the focus, closed by one of its buttons or Escape. */
  function modal<T>(
    kind: string,
    given: T,
    build: (close: (v: T) => void) => (Node | string)[],
    label?: string,
  ): Promise<T> {
    return new Promise((resolve) => {
      const before = (layer.getRootNode() as Document | ShadowRoot).activeElement as HTMLElement | null;
      const box = el("dialog", kind);
      const giveUp = () => close(given);
      const close = (v: T) => {
        if (!open.delete(giveUp)) return;
        box.close();
        box.remove();
        before?.focus?.();
        resolve(v);
      };
      open.add(giveUp);
      box.append(...build(close));
      if (label) box.setAttribute("aria-label", label);
      box.addEventListener("cancel", (e) => {
        e.preventDefault();
        giveUp();
      });
      layer.append(box);
      box.showModal();
    });
  }

  const text = (o: { title?: string | undefined; content?: string | undefined }) => [
    ...(o.title ? [el("h2", "", o.title)] : []),
    ...(o.content ? [el("p", "", o.content)] : []),
  ];

  let toast: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy: HTMLElement | null = null;
  const hideToast = () => {
    clearTimeout(timer);
    toast?.remove();
    toast = null;
  };
  const hideLoading = () => {
    busy?.remove();
    busy = null;
  };

  return {
    toast(message, type, duration) {
      hideToast();
      toast = el("div", `toast ${type}`, message);
      toast.setAttribute("role", "status");
      layer.append(toast);
      timer = setTimeout(hideToast, duration);
    },
    hideToast,
    loading(message) {
      hideLoading();
      busy = el("div", "toast busy", el("span", "spin"), message);
      busy.setAttribute("role", "status");
      layer.append(busy);
    },
    hideLoading,
    alert: (o) =>
      modal<boolean>(
        "box",
        true,
        (close) => [
          ...text(o),
          el(
            "footer",
            "",
            button(o.button || words.ok, "main", () => close(true)),
          ),
        ],
        o.title || o.content,
      ),
    confirm: (o) =>
      modal<boolean>(
        "box",
        false,
        (close) => [
          ...text(o),
          el(
            "footer",
            "",
            button(o.cancel || words.cancel, "", () => close(false)),
            button(o.ok || words.ok, "main", () => close(true)),
          ),
        ],
        o.title || o.content,
      ),
    prompt: (o) =>
      modal<string | null>(
        "box",
        null,
        (close) => {
          const input = el("input", "");
          input.placeholder = o.placeholder ?? "";
          input.setAttribute("aria-label", o.message || o.title || words.ok);
          return [
            ...text({ title: o.title, content: o.message }),
            input,
            el(
              "footer",
              "",
              button(o.cancel || words.cancel, "", () => close(null)),
              button(o.ok || words.ok, "main", () => close(input.value)),
            ),
          ];
        },
        o.title || o.message,
      ),
    choose: (o) =>
      modal<number>(
        "sheet",
        -1,
        (close) => [
          ...text({ title: o.title }),
          ...o.items.map((item, i) => button(item, "item", () => close(i))),
          button(o.cancel || words.cancel, "item cancel", () => close(-1)),
        ],
        o.title || words.options,
      ),
    pick: (o) =>
      modal<string | null>(
        "sheet",
        null,
        (close) => {
          const input = el("input", "");
          input.type = o.type;
          input.value = o.value;
          if (o.min) input.min = o.min;
          if (o.max) input.max = o.max;
          input.setAttribute("aria-label", o.title || words.options);
          return [
            input,
            el(
              "footer",
              "",
              button(words.cancel, "", () => close(null)),
              button(words.done, "main", () => close(input.value)),
            ),
          ];
        },
        o.title || words.options,
      ),
    sheet(build) {
      void modal("sheet", null, (close) => [build(() => close(null))]);
    },
    end() {
      for (const giveUp of [...open]) giveUp();
      hideToast();
      hideLoading();
    },
  };
}
