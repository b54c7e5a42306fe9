import type { Session } from "@livewell/api/console";

/** What the caller is: on the platform, and in the merchant that the session acts for. */
export type Hats = {
  owner: boolean;
  manager: boolean;
  cashier: boolean;
  /** Works in some stores of the merchant only. */
  some: boolean;
  developer: boolean;
  operator: boolean;
  auditor: boolean;
};

export function hatsOf(s: Session): Hats {
  const has = (role: string, merchant?: string) =>
    s.roles.some((r) => r.role === role && (merchant === undefined ? !r.merchant : r.merchant === merchant));
  const at = (role: string) => Boolean(s.merchant) && has(role, s.merchant);
  return {
    owner: at("owner"),
    manager: at("manager"),
    cashier: at("cashier"),
    some: s.roles.some((r) => r.merchant === s.merchant && Boolean(r.stores?.length)),
    developer: has("developer"),
    operator: has("operator"),
    auditor: has("auditor"),
  };
}

/** The merchants that somebody may act for, with the role there. */
export function merchantsOf(s: Session): { merchant: string; role: string }[] {
  return s.roles.flatMap((r) => (r.merchant ? [{ merchant: r.merchant, role: r.role }] : []));
}
