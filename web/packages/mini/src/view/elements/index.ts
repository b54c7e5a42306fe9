import type { Make } from "../part.ts";
import { button } from "./button.ts";
import { canvas } from "./canvas.ts";
import { input, textarea } from "./field.ts";
import { form } from "./form.ts";
import { icon } from "./icon.ts";
import { image } from "./image.ts";
import { label } from "./label.ts";
import { map } from "./map.ts";
import { audio, video } from "./media.ts";
import { movableView } from "./movable.ts";
import { navigator } from "./navigator.ts";
import { pickerView, pickerViewColumn } from "./picker-view.ts";
import { picker } from "./picker.ts";
import { progress } from "./progress.ts";
import { richText } from "./rich-text.ts";
import { scrollView } from "./scroll-view.ts";
import { slider } from "./slider.ts";
import { contactButton, standIn, webView } from "./stand-in.ts";
import { swiper, swiperItem } from "./swiper.ts";
import { text } from "./text.ts";
import { checkbox, checkboxGroup, radio, radioGroup, switcher } from "./toggle.ts";

export { html } from "./html.ts";

/** The elements of the dialect; null: a box that does nothing of its own. */
export const elements: Record<string, Make | null | undefined> = Object.assign(Object.create(null), {
  view: null,
  text,
  image,
  button,
  input,
  "scroll-view": scrollView,
  swiper,
  "swiper-item": swiperItem,
  label,
  navigator,
  form,
  picker,
  textarea,
  radio,
  "radio-group": radioGroup,
  canvas,
  "web-view": webView,
  icon,
  checkbox,
  "checkbox-group": checkboxGroup,
  map,
  switch: switcher,
  slider,
  video,
  "picker-view": pickerView,
  "picker-view-column": pickerViewColumn,
  progress,
  "movable-area": null,
  "movable-view": movableView,
  "rich-text": richText,
  "cover-view": null,
  "cover-image": image,
  lifestyle: standIn("lifestyle"),
  "contact-button": contactButton,
  audio,
  camera: standIn("camera"),
  ad: standIn("ad"),
  favorite: standIn("favorite"),
  poster: standIn("ad"),
  "open-data": null,
  "share-element": null,
  "page-container": null,
  "page-meta": null,
  "root-portal": null,
} satisfies Record<string, Make | null>);
