import { api, type ShiftSums, type Store, type Till, type Tills } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Empty, Field, keepPages, Notice, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { newAttempt, after } from "../../shared/attempt";
import { FormSheet } from "../../shared/dialogs";
import { Select } from "../../shared/fields";
import { Panel } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { Counter } from "./counter";
import { CashUpResult, OpenTill } from "./drawer";
import { StoreFrame, useManages } from "./frame";
import { KeptSales } from "./keptsales";
import { SaleList } from "./salelist";
import { tillsKey, useKept, useTills } from "./tillsending";
import "./register.css";

export function RegisterPage() {
  const t = useT();
  useEffect(() => {
    if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
    void navigator.serviceWorker.register("/console/sw.js");
    void keepPages("/console/assets/", () => Promise.resolve());
  }, []);
  return <StoreFrame title={t("store.register")}>{(store) => <Inside key={store.id} of={store} />}</StoreFrame>;
}

const tillKey = (store: string) => `livewell.till.${store}`;

function Inside({ of }: { of: Store }) {
  const t = useT();
  const { tills, offline } = useTills(of.id);
  const kept = useKept(of.id, offline);
  const [mine, setMine] = useState(() => localStorage.getItem(tillKey(of.id)) ?? "");
  const [result, setResult] = useState<ShiftSums>();
  const choose = (id: string) => {
    localStorage.setItem(tillKey(of.id), id);
    setMine(id);
  };
  return (
    <div className="lw-stack">
      <div className="st-noprint lw-stack">
        {offline && (
          <Notice tone="warn" icon="warn">
            {t("register.offline")}
          </Notice>
        )}
        <KeptSales of={kept} />
      </div>
      <Shown of={tills}>
        {(all) => {
          const till = all.items.find((x) => x.id === mine) ?? all.items[0];
          if (!till) return <NoTills store={of.id} />;
          return (
            <>
              <Which of={all} till={till} store={of.id} onChoose={choose} />
              {till.shift ? (
                <Counter
                  key={till.shift.id}
                  store={of}
                  till={till}
                  shift={till.shift}
                  tills={all}
                  seenAt={tills.dataUpdatedAt}
                  offline={offline}
                  kept={kept}
                  onClosed={setResult}
                />
              ) : (
                <OpenTill key={till.id} store={of.id} till={till.id} />
              )}
              {!till.shift && <SaleList store={of.id} till={till.id} />}
            </>
          );
        }}
      </Shown>
      {result && <CashUpResult of={result} onClose={() => setResult(undefined)} />}
    </div>
  );
}

type WhichProps = { of: Tills; till: Till; store: string; onChoose: (id: string) => void };

/** Which till this browser is, and who is at it. */
function Which({ of, till, store, onChoose }: WhichProps) {
  const t = useT();
  const f = useFormat();
  return (
    <div className="rg-which st-noprint">
      {of.items.length > 1 ? (
        <Select
          label={t("register.till")}
          value={till.id}
          translate="no"
          options={of.items.map((x) => ({ value: x.id, label: x.name }))}
          onPick={onChoose}
        />
      ) : (
        <p>
          {t("register.till")} <strong translate="no">{till.name}</strong>
        </p>
      )}
      {till.shift && (
        <p className="lw-muted">
          <span translate="no">
            {t("register.since", { name: till.shift.cashier, at: f.short(till.shift.openedAt) })}
          </span>
        </p>
      )}
      <AddTill store={store} quiet />
    </div>
  );
}

function NoTills({ store }: { store: string }) {
  const t = useT();
  const manages = useManages();
  return (
    <Panel>
      <Empty icon="card" title={t("register.noTills")}>
        <p>{t("register.noTillsText")}</p>
        {!manages && <p>{t("register.askManager")}</p>}
        <AddTill store={store} />
      </Empty>
    </Panel>
  );
}

function AddTill({ store, quiet }: { store: string; quiet?: boolean }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const manages = useManages();
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState("");
  const [attempt, setAttempt] = useState(newAttempt);
  const add = useMutation({
    mutationFn: () => api.addTill(attempt.key, store, name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: tillsKey(store) });
      toast(t("register.tillAdded"));
      setAsking(false);
      setName("");
      setAttempt(newAttempt());
    },
    onError: (e) => setAttempt((a) => after(a, e)),
  });
  if (!manages) return null;
  return (
    <>
      <Button kind={quiet ? "link" : "primary"} onClick={() => setAsking(true)}>
        {t("register.addTill")}
      </Button>
      {asking && (
        <FormSheet
          title={t("register.addTill")}
          action={t("register.addTill")}
          busy={add.isPending}
          error={add.error}
          disabled={!name.trim()}
          onSubmit={() => add.mutate()}
          onClose={() => setAsking(false)}
        >
          <Field
            label={t("register.tillName")}
            hint={t("register.tillNameHint")}
            value={name}
            maxLength={20}
            onChange={(e) => setName(e.target.value)}
          />
        </FormSheet>
      )}
    </>
  );
}
