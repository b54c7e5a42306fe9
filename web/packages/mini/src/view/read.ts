// Programs write attributes loosely: booleans as strings, numbers with units.

/** "true", "" (a bare attribute) and true are true; "false", false, null and 0 are not. */
export const flag = (v: unknown, absent = false): boolean =>
  v === undefined || v === null ? absent : typeof v === "string" ? v !== "false" : Boolean(v);

/** 12, "12" and "12px" are 12. */
export function num(v: unknown, absent: number): number {
  const n = typeof v === "number" ? v : typeof v === "string" ? parseFloat(v) : NaN;
  return Number.isFinite(n) ? n : absent;
}

export const str = (v: unknown, absent = ""): string => (v === undefined || v === null ? absent : String(v));

/** 750rpx are the width of the window. */
export const rpx = (css: string): string =>
  css.includes("rpx") ? css.replace(/(-?\d*\.?\d+)rpx\b/g, (_, n: string) => `${+(+n / 7.5).toFixed(5)}vw`) : css;

/** A length as CSS takes it: a bare number is in px. */
export const length = (v: unknown, absent = ""): string => {
  const s = str(v, absent).trim();
  return /^-?[\d.]+$/.test(s) ? `${s}px` : rpx(s);
};

const names = new Map<string, string>();
/** "hover-class" and "hoverClass" are the same attribute. */
export function camel(name: string): string {
  let c = names.get(name);
  if (c === undefined) names.set(name, (c = name.replace(/-([a-z])/g, (_, l: string) => l.toUpperCase())));
  return c;
}

const kebab = (name: string) => (name.startsWith("--") ? name : name.replace(/[A-Z]/g, (l) => `-${l.toLowerCase()}`));

/** A style attribute, text or object, as CSS text. Addresses in it are found with find. */
export function style(v: unknown, find: (src: string) => string): string {
  const text =
    v && typeof v === "object"
      ? Object.entries(v)
          .filter(([, x]) => x !== undefined && x !== null && x !== "")
          .map(([k, x]) => `${kebab(k)}:${String(x)}`)
          .join(";")
      : str(v);
  return urls(rpx(text), find);
}

/** Puts find's answer in place of each url() of a CSS text. */
export const urls = (css: string, find: (src: string) => string): string =>
  css.includes("url(")
    ? css.replace(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^'")\s]*))\s*\)/g, (_, a?: string, b?: string, c?: string) => {
        return `url("${find(a ?? b ?? c ?? "").replace(/["\\\n]/g, encodeURIComponent)}")`;
      })
    : css;
