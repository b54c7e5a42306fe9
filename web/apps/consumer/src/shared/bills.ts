import { api, type Bill } from "@livewell/api";
import type { Key } from "@livewell/i18n";
import type { IconName } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

export const billKinds = [
  "pay",
  "refund",
  "transfer_out",
  "transfer_in",
  "topup",
  "withdraw",
] as const satisfies Bill["kind"][];

export const billLook: Record<Bill["kind"], { icon: IconName; name: Key; tone?: "good" | "warn" }> = {
  pay: { icon: "bills", name: "bill.kind.pay" },
  refund: { icon: "refund", name: "bill.kind.refund", tone: "good" },
  transfer_out: { icon: "transfer", name: "bill.kind.transfer_out" },
  transfer_in: { icon: "receive", name: "bill.kind.transfer_in", tone: "good" },
  topup: { icon: "topup", name: "bill.kind.topup", tone: "good" },
  withdraw: { icon: "withdraw", name: "bill.kind.withdraw", tone: "warn" },
};

/** Months are counted at UTC+8, as the server does. */
export const thisMonth = (now: Date = new Date()) => new Date(now.getTime() + 8 * 3600_000).toISOString().slice(0, 7);

export function addMonths(month: string, n: number): string {
  const d = new Date(`${month}-01T00:00:00Z`);
  d.setUTCMonth(d.getUTCMonth() + n);
  return d.toISOString().slice(0, 7);
}

/** The newest bill, once it is newer than the one that was there at first. */
export function useNewBill(): Bill | undefined {
  const { data } = useQuery({
    queryKey: ["bills", "newest"],
    queryFn: () => api.bills({ limit: 1 }),
    refetchInterval: 1500,
    gcTime: 0,
    staleTime: 0,
  });
  const [first, setFirst] = useState<string>();
  const newest = data?.items[0];
  if (data && first === undefined) setFirst(newest?.id ?? "");
  return first !== undefined && newest && newest.id !== first ? newest : undefined;
}
