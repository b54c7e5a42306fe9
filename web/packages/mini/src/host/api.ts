// What a host answers by itself, whoever embeds it. What needs the account, the
// network or the device comes from the bridge; a host without one says so, and
// my.canIUse tells the program.
import { fromBase64 } from "../base64.ts";
import type { Bars } from "./chrome.ts";
import type { Dialogs } from "./dialogs.ts";
import type { Word, Words } from "../words/en.ts";

export interface Failure {
  error: number;
  errorMessage: string;
}

/** How a call goes on speaking to its program after it was answered. */
export interface Line {
  /** An event that my.on… hears. */
  tell(name: string, value: unknown): void;
  atEnd(then: () => void): void;
}

export type Call = (args: Record<string, unknown>, trusted: boolean, program: Line) => unknown;

/** What who embeds a program can do for it, by the name of my.*. */
export type Bridge = Record<string, Call>;

export const fail = (error: number, errorMessage: string): Failure => ({ error, errorMessage });

/** Events that a host can tell, for my.canIUse. */
export const tells = (...names: string[]): Bridge =>
  Object.fromEntries(names.map((n) => [`event.${n}`, () => undefined]));

/** Failures of the documented numbers. */
export const failures = {
  refused: (what: string) => fail(4, `${what} is not allowed`),
  cancelled: fail(11, "the person gave up"),
};

interface Level {
  name?: unknown;
  subList?: Level[];
}

const str = (v: unknown) => (v === undefined || v === null ? "" : String(v));
/** Those that were given, as texts. */
const texts = <K extends string>(o: Record<K, unknown>) =>
  Object.fromEntries(
    Object.entries(o)
      .filter(([, v]) => v !== undefined && v !== null)
      .map(([k, v]) => [k, str(v)]),
  ) as Partial<Record<K, string>>;

/** What showAuthGuide may be about, and how browsers call it, where they tell whether it is allowed. */
const guides: Record<string, { word: Word; permission?: string }> = {
  LBS: { word: "guidePlace", permission: "geolocation" },
  LBSSERVICE: { word: "guidePlace", permission: "geolocation" },
  NOTIFICATION: { word: "guideNotices", permission: "notifications" },
  CAMERA: { word: "guideCamera", permission: "camera" },
  MICROPHONE: { word: "guideMicrophone", permission: "microphone" },
  PHOTO: { word: "guidePictures" },
  ADDRESSBOOK: { word: "guideContacts" },
  BLUETOOTH: { word: "guideBluetooth" },
};

/** Whether the browser says that a page has a permission. */
async function granted(name: string | undefined): Promise<boolean> {
  if (!name) return false;
  const of = (navigator as { permissions?: Permissions }).permissions; // not every browser has it
  const state = await of?.query({ name: name as PermissionName }).catch(() => undefined);
  return state?.state === "granted";
}

export function ownCalls(dialogs: Dialogs, bars: Bars, words: Words): Bridge {
  const titled = (o: Record<string, unknown>) =>
    texts({ title: o.title, background: o.backgroundColor, color: o.frontColor });
  const items = (o: Record<string, unknown>) => ((o.items ?? o.itemList ?? []) as unknown[]).map(str);
  return {
    ...tells("networkStatusChange", "memoryWarning", "userCaptureScreen"),
    alert: async (o) => {
      await dialogs.alert({ title: str(o.title), content: str(o.content), button: str(o.buttonText) });
      return { success: true };
    },
    confirm: async (o) => {
      if (o.alone) {
        await dialogs.alert({ title: str(o.title), content: str(o.content), button: str(o.confirmButtonText) });
        return { confirm: true, cancel: false };
      }
      const ok = await dialogs.confirm({
        title: str(o.title),
        content: str(o.content),
        ok: str(o.confirmButtonText),
        cancel: str(o.cancelButtonText),
      });
      return { confirm: ok, cancel: !ok };
    },
    prompt: async (o) => {
      const v = await dialogs.prompt({
        title: str(o.title),
        message: str(o.message),
        placeholder: str(o.placeholder),
        ok: str(o.okButtonText),
        cancel: str(o.cancelButtonText),
      });
      return { ok: v !== null, inputValue: v ?? "" };
    },
    showToast: (o) => {
      dialogs.toast(
        str(o.content ?? o.title),
        str(o.type ?? "none"),
        Math.min(Number(o.duration ?? 2000) || 2000, 10_000),
      );
      return { success: true };
    },
    hideToast: () => (dialogs.hideToast(), { success: true }),
    showLoading: (o) => (dialogs.loading(str(o.content ?? o.title)), { success: true }),
    hideLoading: () => (dialogs.hideLoading(), { success: true }),
    showActionSheet: async (o) => {
      const index = await dialogs.choose({ title: str(o.title), items: items(o), cancel: str(o.cancelButtonText) });
      return { index };
    },
    optionsSelect: async (o) => {
      const list = ((o.optionsOne ?? []) as unknown[]).map(str);
      const i = await dialogs.choose({ title: str(o.title), items: list });
      return i < 0 ? {} : { selectedOneIndex: i, selectedOneOption: list[i] };
    },
    multiLevelSelect: async (o) => {
      const picked: { name: string }[] = [];
      let list = (o.list ?? []) as Level[];
      while (list.length) {
        const i = await dialogs.choose({ title: str(o.title), items: list.map((l) => str(l.name)) });
        const one = list[i];
        if (!one) return { success: false };
        picked.push({ name: str(one.name) });
        list = one.subList ?? [];
      }
      return { success: true, result: picked };
    },
    datePicker: async (o) => {
      const format = str(o.format) || "yyyy-MM-dd";
      const type =
        format === "HH:mm" || format === "HH:mm:ss"
          ? "time"
          : format.includes("HH")
            ? "datetime-local"
            : format === "yyyy-MM"
              ? "month"
              : "date";
      const v = await dialogs.pick({ type, value: str(o.currentDate), min: str(o.startDate), max: str(o.endDate) });
      if (v === null) throw failures.cancelled;
      return { date: v.replace("T", " ") };
    },
    setNavigationBar: (o) => {
      if (o.reset === true) bars.untitle();
      bars.title(titled(o));
      return { success: true };
    },
    setNavigationBarColor: (o) => (bars.title(titled(o)), { success: true }),
    resetNavigationBar: () => (bars.untitle(), { success: true }),
    hideBackHome: () => (bars.homeless(), { success: true }),
    hideShareMenu: () => (bars.unshared(), { success: true }),
    setOptionMenu: (o) => {
      bars.option({ icon: str(o.icon), title: str(o.title).slice(0, 4), dot: Number(o.redDot ?? -1) >= 0 });
      return { success: true };
    },
    showOptionMenu: () => ({ success: true }),
    hideOptionMenu: () => (bars.option(null), { success: true }),
    showNavigationBarLoading: () => (bars.busy(true), { success: true }),
    hideNavigationBarLoading: () => (bars.busy(false), { success: true }),
    showTabBar: () => (bars.tabShown(true), { success: true }),
    hideTabBar: () => (bars.tabShown(false), { success: true }),
    setTabBarBadge: (o) => (bars.badge(Number(o.index), str(o.text)), { success: true }),
    removeTabBarBadge: (o) => (bars.badge(Number(o.index), null), { success: true }),
    showTabBarRedDot: (o) => (bars.badge(Number(o.index), ""), { success: true }),
    hideTabBarRedDot: (o) => (bars.badge(Number(o.index), null), { success: true }),
    setTabBarItem: (o) => {
      const given = { name: o.text, icon: o.iconPath, activeIcon: o.selectedIconPath };
      bars.tabItem(Number(o.index), texts(given));
      return { success: true };
    },
    setTabBarStyle: (o) => {
      const { color, selectedColor, backgroundColor, borderStyle } = o;
      bars.tabStyle(texts({ color, selectedColor, backgroundColor, borderStyle }));
      return { success: true };
    },
    setBackgroundColor: (o) => (bars.ground(str(o.backgroundColor)), { success: true }),
    getTitleColor: () => ({ color: bars.titleColour() }),
    showAuthGuide: async (o) => {
      const about = guides[str(o.authType)];
      if (!about) throw fail(2, `authType must be one of ${Object.keys(guides).join(", ")}`);
      if (await granted(about.permission)) return { shown: false };
      void dialogs.alert({ title: words[about.word], content: words.guide });
      return { shown: true };
    },
    vibrate: () => (navigator.vibrate?.(200), { success: true }),
    vibrateShort: () => (navigator.vibrate?.(15), { success: true }),
    vibrateLong: () => (navigator.vibrate?.(400), { success: true }),
    getNetworkType: () => ({
      networkType: navigator.onLine ? "WIFI" : "NOTREACHABLE",
      networkAvailable: navigator.onLine,
    }),
    getClipboard: async () => ({ text: await navigator.clipboard.readText().catch(() => "") }),
    setClipboard: async (o) => {
      await navigator.clipboard.writeText(str(o.text)).catch(() => undefined);
      return { success: true };
    },
    getScreenBrightness: () => ({ brightness: bars.brightness() }),
    setScreenBrightness: (o) => {
      const to = Number(o.brightness);
      if (!(to >= 0 && to <= 1)) throw fail(2, "brightness must be from 0 to 1");
      bars.brightness(to);
      return { success: true };
    },
    previewImage: (o) => {
      const urls = ((o.urls ?? []) as unknown[]).map(str);
      const first = typeof o.current === "number" ? o.current : Math.max(0, urls.indexOf(str(o.current)));
      dialogs.sheet((close) => {
        const img = document.createElement("img");
        img.className = "preview";
        img.alt = "";
        img.src = urls[first] ?? "";
        let at = first;
        img.addEventListener("click", () => (at + 1 < urls.length ? (img.src = urls[++at] ?? "") : close()));
        return img;
      });
      return { success: true };
    },
    getImageInfo: (o) =>
      new Promise((resolve, reject) => {
        const img = new Image();
        img.onload = () => resolve({ width: img.naturalWidth, height: img.naturalHeight, path: img.src });
        img.onerror = () => reject(fail(12, "the picture could not be loaded") as never);
        img.src = str(o.src);
      }),
    reportAnalytics: () => ({}),
    "file.digest": async (o) => {
      const { subtle } = globalThis.crypto as Partial<Crypto>;
      if (o.algorithm !== "sha1" || !subtle) throw fail(2, "digestAlgorithm must be sha1");
      const bytes = fromBase64(str(o.data).split(",")[1] ?? "");
      const sum = new Uint8Array(await subtle.digest("SHA-1", bytes));
      return Array.from(sum, (x) => x.toString(16).padStart(2, "0")).join("");
    },
  } satisfies Bridge;
}
