import { api, type Order } from "@livewell/api/console";
import { Field, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormSheet } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { useT } from "../../words";
import { put } from "./live";
import { useNamed } from "./names";

const OTHER = "";

/** Tells with which carrier and number an order goes, or puts that right. */
export function Send({ of, onClose }: { of: Order; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const named = useNamed();
  const queries = useQueryClient();
  const had = of.parcel;
  const [carrier, setCarrier] = useState(had ? (had.carrierCode ?? OTHER) : "sf");
  const [name, setName] = useState(had && !had.carrierCode ? had.carrier : "");
  const [tracking, setTracking] = useState(had?.number ?? "");
  const [tried, setTried] = useState(false);
  const carriers = useQuery({ queryKey: ["carriers"], queryFn: () => api.carriers(), staleTime: Infinity });
  const number = of.number ?? "";
  const send = useMutation({
    mutationFn: () => api.sendOrder(of.id, { carrier: carrier || name.trim(), number: tracking.trim() }),
    onSuccess: (o) => {
      put(queries, o);
      toast(t("shipping.sent", { number }));
      onClose();
    },
  });
  const fine = /^[A-Za-z0-9-]{5,40}$/.test(tracking.replace(/\s/g, ""));
  const nameless = carrier === OTHER && !name.trim();
  const submit = () => {
    setTried(true);
    if (fine && !nameless) send.mutate();
  };
  const options = (carriers.data?.items ?? []).map((c) => ({ value: c.code, label: named(c.name, c.nameEn) }));
  return (
    <FormSheet
      title={t("shipping.sendTitle", { number })}
      action={t(had ? "common.save" : "shipping.send")}
      busy={send.isPending}
      error={send.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Select
        label={t("shipping.carrier")}
        value={carrier}
        onPick={setCarrier}
        options={[...options, { value: OTHER, label: t("shipping.otherCarrier") }]}
      />
      {carrier === OTHER && (
        <Field
          label={t("shipping.carrierName")}
          required
          maxLength={30}
          value={name}
          onChange={(e) => setName(e.target.value)}
          error={tried && nameless ? t("shipping.needCarrier") : undefined}
        />
      )}
      <Field
        label={t("shipping.tracking")}
        required
        autoFocus
        autoComplete="off"
        autoCapitalize="characters"
        maxLength={60}
        value={tracking}
        onChange={(e) => setTracking(e.target.value)}
        error={tried && !fine ? t("shipping.needTracking") : undefined}
      />
    </FormSheet>
  );
}
