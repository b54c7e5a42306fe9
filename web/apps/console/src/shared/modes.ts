import { useT } from "../words";

const modes = ["takeaway", "pickup", "dinein", "voucher", "parcel"] as const;
export type Mode = (typeof modes)[number];

export function useModeName() {
  const t = useT();
  return (m: string) => {
    const known = modes.find((x) => x === m);
    return known ? t(`mode.${known}`) : m;
  };
}
