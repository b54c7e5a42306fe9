import { Icon } from "@livewell/ui";
import type { Face } from "./apps";

/** The picture of an app, or its icon. The name stands beside it. */
export const FaceIcon = ({ of, size }: { of: Face; size: number }) =>
  of.picture ? (
    <img className="app-face" src={of.picture} alt="" width={size} height={size} loading="lazy" />
  ) : (
    <Icon name={of.icon} size={size} />
  );
