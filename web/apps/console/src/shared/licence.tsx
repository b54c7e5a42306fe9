import type { LicenceStatus } from "@livewell/api/console";
import { useT } from "../words";
import { Tag, type Tone } from "./bits";

const tones: Record<LicenceStatus, Tone> = { waiting: "warn", approved: "good", rejected: "bad", lapsed: "quiet" };

export function LicenceTag({ status }: { status: LicenceStatus }) {
  const t = useT();
  return <Tag tone={tones[status]}>{t(`licence.is.${status}`)}</Tag>;
}
