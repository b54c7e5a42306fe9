// What a program shows: its pages, the bars around them, dialogs and drawings.
import { done, path } from "./common.ts";
import { async, sync } from "./shape.ts";

export const pages = [
  async(
    "navigateTo",
    "Opens a page above this one.",
    { url: "string", "events?": "Record<string, (value: any) => void>" },
    { ...done, eventChannel: "EventChannel" },
  ),
  async("redirectTo", "Puts a page in the place of this one.", { url: "string" }, done),
  async("switchTab", "Shows a page of the tab bar.", { url: "string" }, done),
  async("reLaunch", "Closes all pages and opens one.", { url: "string" }, done),
  async("navigateBack", "Closes the page on top, or several.", { "delta?": "number" }, done),
  async(
    "pageScrollTo",
    "Scrolls the page to a place or to an element.",
    { "scrollTop?": "number", "selector?": "string", "duration?": "number" },
    done,
  ),
  async("startPullDownRefresh", "Shows the page as if it was pulled down.", {}, done),
  async("stopPullDownRefresh", "Ends what pulling down began.", {}, done),
  async("hideKeyboard", "The field that is being written in is left, and the keyboard goes.", {}, {}),
  sync("createSelectorQuery", "Asks where elements are and how large.", {}, "SelectorQuery"),
  sync(
    "createIntersectionObserver",
    "Tells when elements come into sight.",
    { "options?": "{ thresholds?: number[]; selectAll?: boolean }" },
    "IntersectionObserver",
  ),
];

export const bars = [
  async(
    "setNavigationBar",
    "Changes the title and the colours of the bar above.",
    { "title?": "string", "backgroundColor?": "string", "frontColor?": "string", "reset?": "boolean" },
    done,
  ),
  async(
    "setNavigationBarColor",
    "Changes the colours of the bar above.",
    { "backgroundColor?": "string", "frontColor?": "string" },
    done,
  ),
  async("resetNavigationBar", "The bar above is as the page's settings have it.", {}, done),
  async("showNavigationBarLoading", "Shows in the bar above that something goes on.", {}, done),
  async("hideNavigationBarLoading", "Ends showing that.", {}, done),
  async("getTitleColor", "The colour of the bar above, as #rrggbb.", {}, { color: "string" }),
  sync(
    "getMenuButtonBoundingClientRect",
    "Where the host's buttons are in the bar above.",
    {},
    "{ width: number; height: number; top: number; right: number; bottom: number; left: number }",
  ),
  async("showTabBar", "Shows the tab bar again.", {}, done),
  async("hideTabBar", "Hides the tab bar.", {}, done),
  async("setTabBarBadge", "Writes a few letters on a tab.", { index: "number", text: "string" }, done),
  async("removeTabBarBadge", "Takes them away.", { index: "number" }, done),
  async("showTabBarRedDot", "Puts a dot on a tab.", { index: "number" }, done),
  async("hideTabBarRedDot", "Takes it away.", { index: "number" }, done),
  async(
    "setTabBarItem",
    "Gives a tab other words or other pictures.",
    { index: "number", "text?": "string", "iconPath?": "string", "selectedIconPath?": "string" },
    done,
  ),
  async(
    "setTabBarStyle",
    "Gives the tab bar other colours; borderStyle is black or white.",
    { "color?": "string", "selectedColor?": "string", "backgroundColor?": "string", "borderStyle?": "string" },
    done,
  ),
  async(
    "setBackgroundColor",
    "The colour behind the page, where the page paints nothing.",
    { backgroundColor: "string" },
    done,
  ),
  async("setBackgroundTextStyle", "Has no effect here.", {}, {}),
  async("setCanPullDown", "Whether the page can be pulled down.", { canPullDown: "boolean" }, {}),
  async(
    "setOptionMenu",
    "A button in the bar above, which the page's onOptionMenuClick hears; redDot of 0 or more puts a dot on it.",
    { "title?": "string", "icon?": "string", "redDot?": "number | string" },
    done,
  ),
  async("showOptionMenu", "Answers: setOptionMenu shows it.", {}, done),
  async("hideOptionMenu", "Takes that button away.", {}, done),
  async("hideShareMenu", "Takes the button that shares away from the bar above.", {}, done),
  async("hideBackHome", "Takes the button to the first page away.", {}, done),
  async("hideFavoriteMenu", "Has no effect here: there is no such menu.", {}, {}),
  async("hideAddToDesktopMenu", "Has no effect here: there is no such menu.", {}, {}),
];

export const dialogs = [
  async(
    "alert",
    "Tells the person something, with one button.",
    { "title?": "string", "content?": "string", "buttonText?": "string" },
    done,
  ),
  async(
    "confirm",
    "Asks the person yes or no.",
    { "title?": "string", "content?": "string", "confirmButtonText?": "string", "cancelButtonText?": "string" },
    { confirm: "boolean", cancel: "boolean" },
  ),
  async(
    "showModal",
    "confirm by other names; showCancel: false leaves one button.",
    {
      "title?": "string",
      "content?": "string",
      "confirmText?": "string",
      "cancelText?": "string",
      "showCancel?": "boolean",
    },
    { confirm: "boolean", cancel: "boolean" },
    { host: "confirm" },
  ),
  async(
    "prompt",
    "Asks the person for a line of text.",
    {
      "title?": "string",
      "message?": "string",
      "placeholder?": "string",
      "okButtonText?": "string",
      "cancelButtonText?": "string",
    },
    { ok: "boolean", inputValue: "string" },
  ),
  async(
    "showToast",
    "Shows a line for a while, in milliseconds, at most 10,000.",
    { "content?": "string", "title?": "string", "type?": "string", "duration?": "number" },
    done,
  ),
  async("hideToast", "Takes it away.", {}, done),
  async(
    "showLoading",
    "Shows that something goes on, until hideLoading.",
    { "content?": "string", "title?": "string" },
    done,
  ),
  async("hideLoading", "Ends showing that.", {}, done),
  async(
    "showActionSheet",
    "Has the person choose one line; -1 is none.",
    { "items?": "string[]", "itemList?": "string[]", "title?": "string", "cancelButtonText?": "string" },
    { index: "number" },
  ),
  async(
    "optionsSelect",
    "Has the person choose one of a list.",
    { optionsOne: "string[]", "title?": "string" },
    { "selectedOneIndex?": "number", "selectedOneOption?": "string" },
  ),
  async(
    "multiLevelSelect",
    "Has the person choose level by level.",
    { list: "Level[]", "title?": "string" },
    { ...done, "result?": "{ name: string }[]" },
  ),
  async(
    "datePicker",
    "Has the person choose a date, a time or a month.",
    { "format?": "string", "currentDate?": "string", "startDate?": "string", "endDate?": "string" },
    { date: "string" },
    { fails: [11] },
  ),
  async(
    "previewImage",
    "Shows pictures one after the other.",
    { urls: "string[]", "current?": "number | string" },
    done,
  ),
];

export const drawing = [
  sync(
    "createAnimation",
    "Gathers the steps of an animation.",
    { "usual?": "{ duration?: number; delay?: number; timeFunction?: string; transformOrigin?: string }" },
    "Animation",
  ),
  sync("createCanvasContext", "Draws on a canvas by its id; draw() shows it.", { id: "string" }, "CanvasContext"),
  async(
    "createCanvas",
    "The canvas of the page with that id.",
    { id: "string" },
    { getContext: "(kind: string) => any", width: "number", height: "number" },
  ),
  sync(
    "createOffscreenCanvas",
    "A canvas that is not shown.",
    { size: "number | { width: number; height: number }", "height?": "number" },
    "any",
  ),
  async(
    "canvasToTempFilePath",
    "The picture of a canvas as a file.",
    { "canvasId?": "string", "canvas?": "object", "fileType?": "string", "quality?": "number" },
    path,
  ),
  sync("createMapContext", "Calls of a map by its id.", { id: "string" }, "ElementContext"),
  sync("createVideoContext", "Calls of a video by its id.", { id: "string" }, "ElementContext"),
  sync("createWebViewContext", "Calls of a web-view by its id.", { id: "string" }, "ElementContext"),
  sync("createLivePlayerContext", "Calls of a live player by its id.", { id: "string" }, "ElementContext"),
  sync("createCameraContext", "Calls of a camera by its id.", { id: "string" }, "ElementContext"),
];
