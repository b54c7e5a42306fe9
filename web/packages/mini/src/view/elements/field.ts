// input and textarea: a field of the browser's inside of a host that a program may dress.
import { inner } from "../build.ts";
import type { Made, Make, Page, Part } from "../part.ts";
import { flag, num, str, style } from "../read.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

const keyboards: Record<string, string> = {
  number: "numeric",
  digit: "decimal",
  numberpad: "numeric",
  digitpad: "decimal",
};

/** A placeholder with a style or class of its own is drawn by us: the browser's takes none. */
function placeholder({ host, attrs }: Part, el: Field, page: Page) {
  let mark: HTMLElement | undefined;
  const show = () => {
    if (mark) mark.hidden = el.value !== "";
  };
  el.addEventListener("input", show);
  return {
    show,
    update() {
      el.placeholder = str(attrs.placeholder);
      const own = attrs.placeholderStyle || attrs.placeholderClass;
      if (!own && !mark) return;
      mark ??= inner(host, "span");
      mark.ariaHidden = "true";
      mark.className = `mp-placeholder ${str(attrs.placeholderClass)}`;
      mark.style.cssText = style(attrs.placeholderStyle, page.address);
      mark.textContent = el.placeholder;
      host.toggleAttribute("placeholder", true);
      show();
    },
  };
}

function field(part: Part, page: Page, el: Field, resized: () => void): Made {
  const { host, attrs } = part;
  const mark = placeholder(part, el, page);
  // What was told and may come back as a value by setData, later than what was typed since.
  let told: string[] = [];
  let timer: ReturnType<typeof setTimeout>;
  const write = (v: string) => {
    if (el.value !== v) el.value = v;
    mark.show();
    resized();
  };
  const detail = () => ({ value: el.value, cursor: el.selectionEnd ?? el.value.length });

  // Letters on their way to become a word (of Chinese, say) are not input yet, and are left alone.
  let composing = false;
  function typed(e: Event) {
    resized();
    if (composing || told.at(-1) === el.value) return; // some browsers tell the end of a word twice
    told.push(el.value);
    if (told.length > 50) told.shift();
    page.emit(part, "input", detail(), e);
    if (!flag(attrs.controlled)) return;
    clearTimeout(timer); // what the program does not take up goes back
    timer = setTimeout(() => !composing && write(str(attrs.value)), 100);
  }
  el.addEventListener("input", typed);
  el.addEventListener("compositionstart", () => (composing = true));
  el.addEventListener("compositionend", (e) => {
    composing = false;
    typed(e);
  });
  el.addEventListener("focus", (e) => page.emit(part, "focus", { value: el.value }, e));
  el.addEventListener("blur", (e) => {
    told = [];
    page.emit(part, "blur", { value: el.value }, e);
  });
  el.addEventListener("keydown", (e) => {
    if (!(e instanceof KeyboardEvent) || e.key !== "Enter" || e.isComposing) return;
    if (el instanceof HTMLTextAreaElement && !el.enterKeyHint) return;
    e.preventDefault();
    page.emit(part, "confirm", { value: el.value }, e);
    if (!flag(attrs.confirmHold)) el.blur();
  });

  function setValue() {
    const v = str(attrs.value);
    const old = told.lastIndexOf(v);
    if (old >= 0 && document.activeElement === el && v !== el.value) {
      told = told.slice(old + 1);
      return;
    }
    told = [];
    write(v);
    clearTimeout(timer);
  }
  function setFocus() {
    if (!flag(attrs.focus ?? attrs.autoFocus)) return el.blur();
    el.focus();
    const cursor = num(attrs.cursor, -1);
    const from = num(attrs.selectionStart, cursor);
    if (from >= 0) el.setSelectionRange(from, num(attrs.selectionEnd, from));
  }

  return {
    field: el,
    activate: () => el.focus(),
    value: () => el.value,
    reset: () => write(str(attrs.value)),
    methods: { focus: () => el.focus(), blur: () => el.blur() },
    gone: () => clearTimeout(timer),
    update(changed) {
      const has = (...names: string[]) => names.some((n) => changed.has(n));
      if (has("placeholder", "placeholderStyle", "placeholderClass")) mark.update();
      if (has("disabled")) el.disabled = flag(attrs.disabled);
      if (has("disabled")) host.toggleAttribute("disabled", el.disabled);
      if (has("confirmType")) el.enterKeyHint = str(attrs.confirmType).replace("return", "");
      if (has("maxlength") || !changed.size) {
        const max = num(attrs.maxlength, 140);
        if (max < 0) el.removeAttribute("maxlength");
        else el.maxLength = max;
      }
      if (has("value")) setValue();
      if (has("focus", "autoFocus")) setFocus();
      resized();
    },
  };
}

export const input: Make = (part, page) => {
  const el = inner(part.host, "input");
  el.autocomplete = "off";
  const made = field(part, page, el, () => undefined);
  return {
    ...made,
    update(changed) {
      if (changed.has("type")) el.inputMode = keyboards[str(part.attrs.type)] ?? "text";
      if (changed.has("type") || changed.has("password")) {
        const secret = flag(part.attrs.password) || part.attrs.type === "password";
        el.type = secret ? "password" : "text";
      }
      made.update?.(changed);
    },
  };
};

export const textarea: Make = (part, page) => {
  const { host, attrs } = part;
  const el = inner(host, "textarea");
  const count = inner(host, "span", "mp-count");
  count.ariaHidden = "true";
  const made = field(part, page, el, () => {
    const max = num(attrs.maxlength, 140);
    count.hidden = !flag(attrs.showCount, true);
    count.textContent = max < 0 ? `${el.value.length}` : `${el.value.length}/${max}`;
    if (!flag(attrs.autoHeight)) return;
    el.style.height = "auto";
    el.style.height = `${el.scrollHeight}px`;
  });
  return {
    ...made,
    update(changed) {
      if (changed.has("autoHeight")) {
        host.toggleAttribute("auto-height", flag(attrs.autoHeight));
        if (!flag(attrs.autoHeight)) el.style.height = "";
      }
      made.update?.(changed);
    },
  };
};
