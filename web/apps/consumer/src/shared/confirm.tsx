import { api, type Want } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Notice, Pin, Sheet } from "@livewell/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { confirmByPasskey, gaveUp, hasPasskeys } from "./passkey";
import { SetPin } from "./setpin";
import { useMe } from "./session";

type Props = {
  title: string;
  /** What is confirmed, shown above the PIN. */
  children?: ReactNode;
  /** What a passkey signs; without it only the PIN confirms. */
  want?: Want;
  /** Does it. What it throws is shown here, and the person may try again. */
  onProof: (proof: string) => Promise<unknown>;
  onClose: () => void;
};

/** Asks for the PIN or a passkey and does what was confirmed. */
export function Confirm({ title, children, want, onProof, onClose }: Props) {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const [pin, setPin] = useState("");
  const keys = useQuery({ queryKey: ["passkeys"], queryFn: api.passkeys, enabled: Boolean(want) && hasPasskeys() });
  const act = useMutation({
    mutationFn: async (make: () => Promise<{ proof: string }>) => onProof((await make()).proof),
    onError: () => setPin(""),
  });
  const error = act.error && !gaveUp(act.error) ? faultText(act.error, f) : undefined;
  if (!me.pinSet) {
    return (
      <Sheet title={t("pin.setFirst")} onClose={onClose}>
        <Notice icon="shield">{t("pin.why")}</Notice>
        <SetPin />
      </Sheet>
    );
  }
  return (
    <Sheet title={title} onClose={onClose}>
      {children}
      <Pin
        label={t("pin.enter")}
        value={pin}
        onChange={setPin}
        busy={act.isPending}
        error={error}
        onDone={(v) => act.mutate(() => api.confirmByPin(v))}
      >
        {want && keys.data && keys.data.items.length > 0 && (
          <Button kind="soft" block busy={act.isPending} onClick={() => act.mutate(() => confirmByPasskey(want))}>
            {t("pin.usePasskey")}
          </Button>
        )}
      </Pin>
    </Sheet>
  );
}
