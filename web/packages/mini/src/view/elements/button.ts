import type { Make } from "../part.ts";
import { flag, str } from "../read.ts";
import { formOf } from "./form.ts";

export const button: Make = (part, page) => {
  const { host, attrs } = part;
  host.role = "button";
  host.tabIndex = 0;
  host.addEventListener("click", (e) => {
    if (flag(attrs.disabled)) return;
    const type = str(attrs.formType).toLowerCase();
    if (type) formOf(host, page)?.(type, part, e);
    const open = str(attrs.openType);
    if (open) page.act(part, "openType", { openType: open, scope: attrs.scope, publicId: attrs.publicId }, e);
  });
  return {
    deaf: () => flag(attrs.disabled),
    activate: () => host.focus(),
    update(changed) {
      if (changed.has("type")) host.setAttribute("type", str(attrs.type, "default"));
      if (changed.has("size")) host.setAttribute("size", str(attrs.size, "default"));
      if (changed.has("plain") || changed.has("ghost"))
        host.toggleAttribute("plain", flag(attrs.plain) || flag(attrs.ghost));
      if (changed.has("loading")) host.ariaBusy = String(flag(attrs.loading));
      if (changed.has("loading")) host.toggleAttribute("loading", flag(attrs.loading));
      if (!changed.has("disabled")) return;
      const off = flag(attrs.disabled);
      host.toggleAttribute("disabled", off);
      host.ariaDisabled = off ? "true" : null;
      host.tabIndex = off ? -1 : 0;
    },
  };
};
