import { api, type Session } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Pin } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "./session";

/** Asks for a new PIN twice and sets it. With a proof it changes the old one. */
export function SetPin({ proof, onDone }: { proof?: string; onDone?: () => void }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [first, setFirst] = useState("");
  const [pin, setPin] = useState("");
  const [differs, setDiffers] = useState(false);
  const again = () => {
    setFirst("");
    setPin("");
  };
  const set = useMutation({
    mutationFn: (v: string) => (proof ? api.changePin(proof, v) : api.setPin(v)),
    onSuccess: () => {
      queries.setQueryData<Session | null>(sessionQuery.queryKey, (s) => s && { ...s, pinSet: true });
      onDone?.();
    },
    onError: again,
  });
  const take = (v: string) => {
    setDiffers(false);
    if (first === "") {
      setFirst(v);
      setPin("");
    } else if (first === v) {
      set.mutate(v);
    } else {
      setDiffers(true);
      again();
    }
  };
  const error = differs ? t("pin.differs") : set.error ? faultText(set.error, f) : undefined;
  return (
    <Pin
      key={first ? "again" : "first"}
      label={first ? t("pin.again") : t("pin.choose")}
      value={pin}
      onChange={setPin}
      onDone={take}
      busy={set.isPending}
      error={first ? undefined : error}
    />
  );
}
