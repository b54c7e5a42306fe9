import { api, type QueueTerms } from "@livewell/api/console";
import { Button, Field, IconButton, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormSheet } from "../../shared/dialogs";
import { Check } from "../../shared/fields";
import { useT } from "../../words";
import { whole } from "./offerform";
import { queueKey } from "./queuedata";
import { Whole } from "./whole";

type Size = { key: string; name: string; nameEn: string; from: string; to: string };

const MOST = 6;
const letter = (i: number) => String.fromCharCode(65 + i);

/** How a store keeps its line. */
export function QueueSettings({ store, of, onClose }: { store: string; of: QueueTerms; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [on, setOn] = useState(of.on);
  const [minutes, setMinutes] = useState(String(of.minutes));
  const [back, setBack] = useState(String(of.back));
  const [sizes, setSizes] = useState<Size[]>(() =>
    of.classes.map((c) => ({
      key: crypto.randomUUID(),
      name: c.name,
      nameEn: c.nameEn,
      from: `${c.from}`,
      to: `${c.to}`,
    })),
  );
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      api.setQueue(store, {
        ...{ on, minutes: Number(minutes), back: Number(back) },
        classes: sizes.map((s) => ({
          ...{ name: s.name.trim(), nameEn: s.nameEn.trim(), from: Number(s.from), to: Number(s.to) },
        })),
      }),
    onSuccess: (now) => {
      queries.setQueryData(queueKey(store), now);
      toast(t("common.saved"));
      onClose();
    },
  });
  const fine =
    whole(minutes, 1, 30) !== undefined &&
    whole(back, 1, 20) !== undefined &&
    sizes.every((s) => s.name.trim() && whole(s.from, 1, 99) !== undefined && whole(s.to, 1, 99) !== undefined);
  const submit = () => {
    setTried(true);
    if (fine) save.mutate();
  };
  const change = (key: string, next: Partial<Size>) =>
    setSizes((all) => all.map((s) => (s.key === key ? { ...s, ...next } : s)));
  return (
    <FormSheet
      title={t("line.setUp")}
      action={t("common.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Check label={t("line.on")} on={on} onChange={setOn} />
      <div className="st-pair">
        <Whole label={t("line.minutes")} least={1} most={30} value={minutes} tried={tried} onChange={setMinutes} />
        <Whole label={t("line.places")} least={1} most={20} value={back} tried={tried} onChange={setBack} />
      </div>
      <h3>{t("line.sizes")}</h3>
      {sizes.map((s, i) => (
        <fieldset key={s.key} className="co-group st-row">
          <legend>{t("line.size", { letter: letter(i) })}</legend>
          <div className="st-pair">
            <Field
              label={t("line.sizeName")}
              maxLength={20}
              value={s.name}
              error={tried && !s.name.trim() ? t("line.needName") : undefined}
              onChange={(e) => change(s.key, { name: e.target.value })}
            />
            <Field
              label={t("line.sizeNameEn")}
              lang="en"
              maxLength={40}
              value={s.nameEn}
              onChange={(e) => change(s.key, { nameEn: e.target.value })}
            />
            <Whole
              {...{ label: t("line.from"), least: 1, most: 99, value: s.from, tried }}
              onChange={(from) => change(s.key, { from })}
            />
            <Whole
              {...{ label: t("line.to"), least: 1, most: 99, value: s.to, tried }}
              onChange={(to) => change(s.key, { to })}
            />
          </div>
          {sizes.length > 1 && (
            <IconButton
              icon="close"
              label={t("line.dropSize", { letter: letter(i) })}
              onClick={() => setSizes(sizes.filter((x) => x.key !== s.key))}
            />
          )}
        </fieldset>
      ))}
      {sizes.length < MOST && (
        <Button
          kind="soft"
          onClick={() => setSizes([...sizes, { key: crypto.randomUUID(), name: "", nameEn: "", from: "", to: "" }])}
        >
          {t("line.addSize")}
        </Button>
      )}
    </FormSheet>
  );
}
