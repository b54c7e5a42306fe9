import { api } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Field, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type RefObject } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { FormSheet } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { useT, type Key } from "../../words";
import { toFirstFault, usePlaced } from "./errors";
import {
  flashFaults,
  flashOf,
  flashPlace,
  groupFaults,
  groupOf,
  groupPlace,
  newFlash,
  newGroup,
  type Faults,
  type Ware,
} from "./offerform";

export const offersKey = (store: string) => ["offers", store] as const;

type Sort<D> = {
  list: readonly string[]; // the key of what is read again
  form: RefObject<HTMLElement | null>;
  start: (now: Date) => D;
  check: (d: D, now: Date) => Faults<D>;
  post: (key: string, d: D) => Promise<unknown>;
  codes: Record<string, string>;
  place: (at: string) => string | undefined;
  done: Key;
  onClose: () => void;
};

/** A draft of an offer: what is wrong with it and where, and how it is sent. */
export function useOffer<D extends object>({ list, form, start, check, post, codes, place, done, onClose }: Sort<D>) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => start(new Date()));
  const [faults, setFaults] = useState<Faults<D>>({});
  const [attempt, setAttempt] = useState(newAttempt);
  const open = useMutation({
    mutationFn: () => post(attempt.key, draft),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: list });
      toast(t(done));
      onClose();
    },
    onError: (e) => {
      setAttempt((a) => after(a, e));
      toFirstFault(form.current);
    },
  });
  const placed = usePlaced(open.error, codes, place);
  const error = (name: keyof D & string) => {
    const fault = faults[name];
    return fault ? t(fault) : placed.at[name];
  };
  const set = (next: Partial<D>) => {
    setDraft((d) => ({ ...d, ...next }));
    // What was told of a field is over as soon as it is changed.
    setFaults((f) => ({ ...f, ...Object.fromEntries(Object.keys(next).map((k) => [k, undefined])) }));
  };
  const bound = (name: keyof D & string) => ({
    value: String(draft[name]),
    onChange: (e: { target: { value: string } }) => set({ [name]: e.target.value } as unknown as Partial<D>),
    error: error(name),
  });
  const submit = () => {
    const found = check(draft, new Date());
    setFaults(found);
    if (Object.keys(found).length === 0) open.mutate();
    else toFirstFault(form.current);
  };
  return { draft, set, bound, submit, busy: open.isPending, rest: placed.rest };
}

type Props = { store: string; wares: Ware[]; onClose: () => void };

export function FlashForm({ store, wares, onClose }: Props) {
  const t = useT();
  const form = useRef<HTMLDivElement>(null);
  const o = useOffer({
    ...{
      list: offersKey(store),
      form,
      onClose,
      check: flashFaults,
      place: flashPlace,
      done: "offers.flashOpened" as const,
    },
    start: (now) => newFlash(wares[0]?.sku ?? "", now),
    post: (key, d) => api.openFlashSale(key, store, flashOf(d)),
    codes: { "flash.terms": "to" },
  });
  return (
    <FormSheet
      title={t("offers.openFlash")}
      action={t("offers.openFlash")}
      busy={o.busy}
      error={o.rest}
      onSubmit={o.submit}
      onClose={onClose}
    >
      <div ref={form} className="lw-stack">
        <p>{t("offers.flashText")}</p>
        <WareFields wares={wares} sku={o.draft.sku} onPick={(sku) => o.set({ sku })} price={o.bound("price")} />
        <div className="st-pair">
          <Field label={t("offers.pieces")} inputMode="numeric" maxLength={7} {...o.bound("pieces")} />
          <Field label={t("offers.each")} inputMode="numeric" maxLength={3} {...o.bound("each")} />
        </div>
        <Field label={t("offers.from")} type="datetime-local" {...o.bound("from")} />
        <Field label={t("offers.to")} type="datetime-local" {...o.bound("to")} />
      </div>
    </FormSheet>
  );
}

export function GroupForm({ store, wares, onClose }: Props) {
  const t = useT();
  const form = useRef<HTMLDivElement>(null);
  const o = useOffer({
    ...{
      list: offersKey(store),
      form,
      onClose,
      check: groupFaults,
      place: groupPlace,
      done: "offers.groupOpened" as const,
    },
    start: (now) => newGroup(wares[0]?.sku ?? "", now),
    post: (key, d) => api.openGroupDeal(key, store, groupOf(d)),
    codes: { "group.terms": "until" },
  });
  return (
    <FormSheet
      title={t("offers.openGroup")}
      action={t("offers.openGroup")}
      busy={o.busy}
      error={o.rest}
      onSubmit={o.submit}
      onClose={onClose}
    >
      <div ref={form} className="lw-stack">
        <p>{t("offers.groupText")}</p>
        <WareFields wares={wares} sku={o.draft.sku} onPick={(sku) => o.set({ sku })} price={o.bound("price")} />
        <div className="st-pair">
          <Field label={t("offers.size")} inputMode="numeric" maxLength={3} {...o.bound("size")} />
          <Field label={t("offers.hours")} inputMode="numeric" maxLength={2} {...o.bound("hours")} />
        </div>
        <Field label={t("offers.until")} type="datetime-local" {...o.bound("until")} />
      </div>
    </FormSheet>
  );
}

type WareProps = {
  wares: Ware[];
  sku: string;
  onPick: (sku: string) => void;
  price: { value: string; onChange: (e: { target: { value: string } }) => void; error: string | undefined };
};

function WareFields({ wares, sku, onPick, price }: WareProps) {
  const t = useT();
  const f = useFormat();
  const usual = wares.find((w) => w.sku === sku)?.price;
  return (
    <>
      <Select
        label={t("offers.what")}
        value={sku}
        translate="no"
        options={wares.map((w) => ({ value: w.sku, label: w.name }))}
        onPick={onPick}
      />
      <Field
        label={t("offers.price")}
        inputMode="decimal"
        maxLength={10}
        hint={usual && t("offers.usual", { price: f.money(usual) })}
        {...price}
      />
    </>
  );
}
