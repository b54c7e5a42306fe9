import type { Make } from "../part.ts";
import { flag, str } from "../read.ts";

export const image: Make = (part, page) => {
  const { host, attrs } = part;
  const img = document.createElement("img");
  img.alt = "";
  img.draggable = false;
  host.append(img);
  img.addEventListener("load", (e) => {
    img.style.background = "";
    page.emit(part, "load", { width: img.naturalWidth, height: img.naturalHeight }, e);
  });
  img.addEventListener("error", (e) => {
    img.hidden = true; // else the browser's mark for a broken picture
    page.emit(part, "error", { errMsg: `image ${str(attrs.src)}` }, e);
  });
  return {
    update(changed) {
      if (changed.has("mode")) host.setAttribute("mode", str(attrs.mode, "scaleToFill"));
      if (changed.has("lazyLoad")) img.loading = flag(attrs.lazyLoad) ? "lazy" : "eager";
      if (changed.has("alt")) img.alt = str(attrs.alt);
      if (changed.has("defaultSource") && attrs.defaultSource)
        img.style.background = `url("${page.address(str(attrs.defaultSource))}") center/contain no-repeat`;
      if (!changed.has("src")) return;
      const src = page.address(str(attrs.src));
      img.hidden = !src;
      if (src) img.src = src;
      else img.removeAttribute("src");
    },
  };
};
