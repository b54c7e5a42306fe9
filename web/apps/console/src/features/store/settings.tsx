import { api, type Store } from "@livewell/api/console";
import { Button, Notice, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type SyntheticEvent } from "react";
import { Panel } from "../../shared/screen";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import { ChainPanel } from "./chain";
import { toFirstFault, usePlaced } from "./errors";
import { StoreFrame, storeKey } from "./frame";
import { HoursFields } from "./hoursfields";
import { About, Modes, Place, Terms, type Part } from "./storefields";
import { draftOfStore, storeCodes, storeFaults, storeFields, storePlace } from "./storeform";

export function SettingsPage() {
  const t = useT();
  return (
    <StoreFrame title={t("store.settings")} managed>
      {(store) => (
        <>
          <ChainPanel of={store} />
          <Form of={store} />
        </>
      )}
    </StoreFrame>
  );
}

function Form({ of }: { of: Store }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const stores = useQuery({ queryKey: ["stores"], queryFn: api.stores });
  const [draft, setDraft] = useState(() => draftOfStore(of));
  const [tried, setTried] = useState(false);
  const [dirty, setDirty] = useState(false);
  const save = useMutation({
    mutationFn: () => api.editStore(of.id, storeFields(draft)),
    onSuccess: async (s) => {
      queries.setQueryData(storeKey(of.id), s);
      await queries.invalidateQueries({ queryKey: ["stores"] });
      setDraft(draftOfStore(s));
      setDirty(false);
      toast(t("common.saved"));
    },
    onError: () => toFirstFault(form.current),
  });
  const faults = storeFaults(draft);
  const placed = usePlaced(save.error, storeCodes, storePlace);
  const part: Part = {
    draft,
    set: (next) => {
      setDraft((d) => ({ ...d, ...next }));
      setDirty(true);
    },
    error: (name) => {
      const fault = tried ? faults[name] : undefined;
      return fault ? t(fault) : placed.at[name];
    },
  };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) save.mutate();
    else toFirstFault(form.current);
  };
  const wrong = (tried && Object.keys(faults).length > 0) || Object.keys(placed.at).length > 0;
  return (
    <form ref={form} className="lw-stack" onSubmit={submit} noValidate>
      <Panel title={t("store.about")}>
        <div className="co-form st-form">
          <About part={part} categories={stores.data?.categories ?? [draft.category]} />
          <Place part={part} />
        </div>
      </Panel>
      <Panel title={t("store.hoursOf")}>
        <HoursFields of={draft.hours} onChange={(hours) => part.set({ hours })} error={part.error("hours")} />
      </Panel>
      <div className="co-columns">
        <Panel title={t("store.modes")}>
          <Modes part={part} untitled />
        </Panel>
        <Panel title={t("store.terms")}>
          <Terms part={part} />
        </Panel>
      </div>
      <Refused error={placed.rest} />
      {wrong && (
        <Notice tone="bad" icon="warn">
          {t("store.fix")}
        </Notice>
      )}
      <div className="st-savebar">
        <span className="lw-muted" role="status">
          {dirty && t("store.unsaved")}
        </span>
        <Button type="submit" busy={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
