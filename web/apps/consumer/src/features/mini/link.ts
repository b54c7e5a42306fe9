// Links of the dialect: alipays://platformapi/startapp?appId=… names a program by its
// sixteen digits, or a page of the app by a number of eight.

// Pages of the app by the numbers and the names that links and programs give them.
const pages: Record<string, string> = {
  "10000007": "scan",
  alipayScan: "scan",
  "20000056": "paycode",
  payCode: "paycode",
  "20000123": "receive",
  "20000221": "transfer",
  "20000116": "transfer",
  "20000003": "bills",
  "20000021": "coupons",
  "20000024": "cards",
};
const webPage = "20000067";

export interface Link {
  /** Another program and its page. */
  program?: string;
  page: string;
  /** A page of the app. */
  service?: string;
  /** A page of the network. */
  outside?: string;
}

export const decoded = (s: string): string => {
  try {
    return decodeURIComponent(s);
  } catch {
    return s;
  }
};

const str = (v: unknown) => (typeof v === "string" || typeof v === "number" ? String(v) : "");

/** Where my.ap.navigateToAlipayPage leads: by appCode and appParams, or by path, which many encode. */
export function linkOf(o: Record<string, unknown>): Link {
  if (o.appCode) return { page: "", service: pages[str(o.appCode)] ?? "" };
  const path = str(o.path);
  const plain = /^\w+:\/\//.test(path) ? path : decoded(path);
  const url = URL.parse(plain);
  if (!url) return { page: "" };
  const q = url.searchParams;
  const scheme = q.get("scheme"); // a page of the network that only leads on
  if (url.protocol === "https:" && scheme) return linkOf({ path: scheme });
  if (url.protocol === "https:") return { page: "", outside: url.href };
  if (url.protocol !== "alipays:" && url.protocol !== "alipay:") return { page: "" };
  const number = q.get("appId") ?? q.get("saId") ?? "";
  if (/^\d{16}$/.test(number)) {
    const query = q.get("query");
    return {
      program: number,
      page: `${q.get("page") ?? ""}${query && !q.get("page")?.includes("?") ? `?${query}` : ""}`,
    };
  }
  if (number === webPage) return linkOf({ path: q.get("url") ?? "" });
  return { page: "", service: pages[number] ?? "" };
}
