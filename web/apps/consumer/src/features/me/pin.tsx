import { api } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Pin, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SubPage, useBack } from "../../shared/nav";
import { confirmByPasskey, gaveUp, hasPasskeys } from "../../shared/passkey";
import { useMe } from "../../shared/session";
import { SetPin } from "../../shared/setpin";

/** Sets the PIN, or changes it: whoever forgot the old one proves it by passkey. */
export function PinPage() {
  const t = useT();
  const me = useMe();
  const toast = useToast();
  const queries = useQueryClient();
  const back = useBack("/me/security");
  const [had] = useState(me.pinSet);
  const [proof, setProof] = useState<string>();
  const done = () => {
    void queries.invalidateQueries({ queryKey: ["pin"] });
    toast(had ? t("pin.changed") : t("pin.nowSet"));
    back();
  };
  return (
    <SubPage title={had ? t("pin.change") : t("pin.set")} above="/me/security">
      <Card>
        {had && !proof ? (
          <Old onProof={setProof} />
        ) : (
          <div className="lw-stack">
            <p className="lw-centre lw-muted">{t("pin.why")}</p>
            <SetPin {...(proof ? { proof } : {})} onDone={done} />
          </div>
        )}
      </Card>
    </SubPage>
  );
}

function Old({ onProof }: { onProof: (p: string) => void }) {
  const t = useT();
  const f = useFormat();
  const [pin, setPin] = useState("");
  const keys = useQuery({ queryKey: ["passkeys"], queryFn: api.passkeys, enabled: hasPasskeys() });
  const check = useMutation({
    mutationFn: (make: () => Promise<{ proof: string }>) => make(),
    onSuccess: (p) => onProof(p.proof),
    onError: () => setPin(""),
  });
  const error = check.error && !gaveUp(check.error) ? faultText(check.error, f) : undefined;
  return (
    <Pin
      label={t("pin.old")}
      value={pin}
      onChange={setPin}
      busy={check.isPending}
      error={error}
      onDone={(v) => check.mutate(() => api.confirmByPin(v))}
    >
      {keys.data && keys.data.items.length > 0 && (
        <Button
          kind="soft"
          block
          onClick={() =>
            check.mutate(() =>
              confirmByPasskey({ payee: "", amount: { amount: "0.00", currency: "CNY" }, nonce: "identity.pin" }),
            )
          }
        >
          {t("pin.forgot")}
        </Button>
      )}
    </Pin>
  );
}
