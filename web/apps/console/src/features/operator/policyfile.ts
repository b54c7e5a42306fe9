import type { SupportPolicy, SupportRule } from "@livewell/api/console";

export const conditions = ["coder", "days", "tier", "city", "category", "paid", "maturity"] as const;
export const kinds = ["fee_waiver", "training"] as const;

export const newRule: SupportRule = { of: "days", bound: "30" };
export const newPolicy: SupportPolicy = {
  ...{ id: "", name: "", nameEn: "", budget: "" },
  gives: { kind: "fee_waiver", days: 30, upTo: "" },
  if: [newRule],
};

export const textOf = (policies: SupportPolicy[]) => JSON.stringify({ policies }, null, 2);

/** What a file holds, or why it is none. Whether it may be in force, the server says. */
export function policiesOf(text: string): { policies: SupportPolicy[] } | { why: string | undefined } {
  try {
    const file = JSON.parse(text) as { policies?: unknown } | null;
    if (!Array.isArray(file?.policies)) return { why: undefined };
    return { policies: file.policies as SupportPolicy[] };
  } catch (e) {
    return { why: (e as Error).message };
  }
}

/** Puts the n-th of a list in another's place, or takes it away. */
export const withNth = <X>(list: X[], n: number, ...next: X[]) => list.toSpliced(n, 1, ...next);
