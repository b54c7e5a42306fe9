import { api } from "@livewell/api/console";
import { Button, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type SyntheticEvent } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { Panel, Screen } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";
import { usePlaced, toFirstFault } from "./errors";
import { About, Modes, Place, type Part } from "./storefields";
import { DailyHours } from "./hoursfields";
import { newStore, storeCodes, storeFaults, storeFields, storePlace } from "./storeform";
import "./store.css";

export function OpenPage() {
  const t = useT();
  const stores = useQuery({ queryKey: ["stores"], queryFn: api.stores });
  return (
    <Screen title={t("stores.open")} lead={t("stores.noneHint")}>
      <Shown of={stores}>
        {({ categories }) => (
          <Panel>
            <OpenForm categories={categories} />
          </Panel>
        )}
      </Shown>
    </Screen>
  );
}

/** A store in one short form: the rest has defaults that can be changed later. */
export function OpenForm({ categories }: { categories: string[] }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(newStore);
  const [tried, setTried] = useState(false);
  const [attempt, setAttempt] = useState(newAttempt);
  const open = useMutation({
    mutationFn: () => api.addStore(attempt.key, storeFields(draft)),
    onSuccess: async (s) => {
      await queries.invalidateQueries({ queryKey: ["stores"] });
      toast(t("stores.opened"));
      await navigate({ to: "/stores/$store/menu", params: { store: s.id } });
    },
    onError: (e) => {
      setAttempt((a) => after(a, e));
      toFirstFault(form.current);
    },
  });
  const faults = storeFaults(draft);
  const placed = usePlaced(open.error, storeCodes, storePlace);
  const part: Part = {
    draft,
    set: (next) => setDraft((d) => ({ ...d, ...next })),
    error: (name) => {
      const fault = tried ? faults[name] : undefined;
      return fault ? t(fault) : placed.at[name];
    },
  };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) open.mutate();
    else toFirstFault(form.current);
  };
  return (
    <form ref={form} className="co-form st-form" onSubmit={submit} noValidate>
      <About part={part} categories={categories} short />
      <Place part={part} />
      <DailyHours of={draft.hours} onChange={(hours) => part.set({ hours })} error={part.error("hours")} />
      <Modes part={part} />
      <Refused error={placed.rest} />
      <p>
        <Button type="submit" busy={open.isPending}>
          {t("stores.open")}
        </Button>
      </p>
    </form>
  );
}
