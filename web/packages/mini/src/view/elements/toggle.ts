// checkbox, radio and switch, and the groups of the first two.
import type { Make, Page, Part } from "../part.ts";
import { flag, str } from "../read.ts";

interface Toggle {
  checked: boolean;
  set(on: boolean): void;
}
const toggles = new WeakMap<Part, Toggle>();

function members(host: HTMLElement, tag: string, page: Page) {
  const found: { part: Part; toggle: Toggle }[] = [];
  for (const el of host.querySelectorAll(tag)) {
    const part = page.part(el);
    const toggle = part && toggles.get(part);
    if (toggle) found.push({ part, toggle });
  }
  return found;
}
const groupOf = (part: Part, page: Page) => page.part(part.host.closest(`mp-${part.tag}-group`));

function toggle(part: Part, page: Page, turn: (t: Toggle, cause: Event) => void) {
  const { host, attrs } = part;
  host.role = part.tag;
  const t: Toggle = {
    checked: false,
    set(on) {
      t.checked = on;
      host.ariaChecked = String(on);
    },
  };
  t.set(false);
  toggles.set(part, t);
  const act = (cause: Event) => {
    if (!flag(attrs.disabled)) turn(t, cause);
  };
  host.tabIndex = 0;
  host.addEventListener("click", act);
  return {
    t,
    made: {
      activate: act,
      deaf: () => flag(attrs.disabled),
      value: (): unknown => t.checked,
      reset: () => t.set(flag(attrs.checked)),
      update(changed: ReadonlySet<string>) {
        if (changed.has("checked")) t.set(flag(attrs.checked));
        if (changed.has("color")) host.style.setProperty("--mp-on", str(attrs.color));
        if (!changed.has("disabled")) return;
        const off = flag(attrs.disabled);
        host.ariaDisabled = off ? "true" : null;
        host.tabIndex = off ? -1 : 0;
      },
    },
  };
}

export const checkbox: Make = (part, page) =>
  toggle(part, page, (t, cause) => {
    t.set(!t.checked);
    page.emit(part, "change", { value: t.checked }, cause);
    const group = groupOf(part, page);
    if (group) page.emit(group, "change", { value: group.made?.value?.() }, cause);
  }).made;

export const radio: Make = (part, page) => {
  const choose = (t: Toggle, cause: Event) => {
    if (t.checked) return;
    const group = groupOf(part, page);
    if (group) for (const m of members(group.host, "mp-radio", page)) m.toggle.set(m.part === part);
    else t.set(true);
    page.emit(part, "change", { value: true }, cause);
    if (group) page.emit(group, "change", { value: str(part.attrs.value) }, cause);
  };
  const { made } = toggle(part, page, choose);
  part.host.addEventListener("keydown", (e) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key];
    const group = groupOf(part, page);
    if (!step || !group) return;
    e.preventDefault();
    const all = members(group.host, "mp-radio", page).filter((m) => !m.part.made?.deaf?.());
    const next = all.at((all.findIndex((m) => m.part === part) + step) % all.length);
    next?.part.host.focus();
    next?.part.made?.activate?.(e);
  });
  return made;
};

export const switcher: Make = (part, page) =>
  toggle(part, page, (t, cause) => {
    const on = !t.checked;
    if (!flag(part.attrs.controlled)) t.set(on);
    page.emit(part, "change", { value: on }, cause);
  }).made;

/** A group has the value of what is chosen in it. */
const group =
  (tag: string, role: string, value: (chosen: string[]) => unknown): Make =>
  ({ host }, page) => {
    host.role = role;
    const all = () => members(host, tag, page);
    return {
      value: () =>
        value(
          all()
            .filter((m) => m.toggle.checked)
            .map((m) => str(m.part.attrs.value)),
        ),
      reset: () => all().forEach((m) => m.part.made?.reset?.()),
    };
  };

export const checkboxGroup = group("mp-checkbox", "group", (chosen) => chosen);
export const radioGroup = group("mp-radio", "radiogroup", ([chosen]) => chosen ?? "");
