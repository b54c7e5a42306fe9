import { api, type Area, type Store } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Choice, Empty, Field, IconButton, Notice, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { More } from "../../shared/bits";
import { Panel } from "../../shared/screen";
import { Refused, Shown } from "../../shared/states";
import { useT } from "../../words";
import {
  areaOf,
  badArea,
  badBands,
  draftOfArea,
  metresOf,
  newArea,
  newBand,
  newHole,
  ringsOf,
  withRing,
  type AreaDraft,
} from "./areaform";
import { Corners } from "./corners";
import { StoreFrame } from "./frame";
import { crosses, farthest, holdsStore, sizeOf, spotOf } from "./geometry";
import { priceOf } from "./itemform";
import { AreaMap } from "./map";
import { moved } from "./move";

const areasKey = (store: string) => ["areas", store] as const;
const MOST = 20;

export function AreasPage() {
  const t = useT();
  return (
    <StoreFrame title={t("store.delivery")} managed>
      {(store) => <Inside of={store} />}
    </StoreFrame>
  );
}

function Inside({ of }: { of: Store }) {
  const areas = useQuery({ queryKey: areasKey(of.id), queryFn: () => api.areas(of.id), staleTime: Infinity });
  return <Shown of={areas}>{({ items }) => <Editor of={of} saved={items} />}</Shown>;
}

function Editor({ of, saved }: { of: Store; saved: Area[] }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [list, setList] = useState(() => saved.map(draftOfArea));
  const [picked, setPicked] = useState(list[0]?.key ?? "");
  const [tried, setTried] = useState(false);
  const [dirty, setDirty] = useState(false);
  const save = useMutation({
    mutationFn: () => api.setAreas(of.id, list.map(areaOf)),
    onSuccess: (got) => {
      queries.setQueryData(areasKey(of.id), got);
      setDirty(false);
      toast(t("areas.saved"));
    },
  });
  const change = (next: AreaDraft[]) => {
    setList(next);
    setDirty(true);
  };
  const add = () => {
    const a = newArea(of.at);
    change([...list, a]);
    setPicked(a.key);
  };
  const bad = list.find(badArea);
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    setTried(true);
    if (bad) setPicked(bad.key);
    else save.mutate();
  };
  const name = (a: AreaDraft, i: number) => a.name.trim() || t("areas.areaNo", { n: i + 1 });
  const at = list.findIndex((a) => a.key === picked);
  const now = list[at];
  return (
    <form className="lw-stack" onSubmit={submit} noValidate>
      <p className="lw-muted">{t("areas.lead")}</p>
      {list.length === 0 ? (
        <Empty icon="store" title={t("areas.none")}>
          <p>{t("areas.noneHint")}</p>
        </Empty>
      ) : (
        <Choice
          label={t("store.delivery")}
          look="chips"
          value={picked}
          onChange={setPicked}
          options={list.map((a, i) => ({ value: a.key, label: name(a, i) }))}
        />
      )}
      {now && (
        <One
          key={now.key}
          of={now}
          store={of}
          others={list.filter((a) => a !== now).map((a) => a.ring)}
          tried={tried}
          onChange={(next) => change(list.map((a) => (a.key === now.key ? { ...a, ...next } : a)))}
          tools={
            <>
              {at > 0 && (
                <Button
                  kind="link"
                  aria-label={t("areas.up", { name: name(now, at) })}
                  onClick={() => change(moved(list, at, -1))}
                >
                  {t("areas.up", { name: name(now, at) })}
                </Button>
              )}
              <Button
                kind="link"
                onClick={() => {
                  const rest = list.filter((a) => a.key !== now.key);
                  change(rest);
                  setPicked(rest[0]?.key ?? "");
                }}
              >
                {t("areas.drop")}
              </Button>
            </>
          }
        />
      )}
      <Refused error={save.error} />
      <div className="st-savebar">
        <span className="lw-muted" role="status">
          {dirty && t("store.unsaved")}
        </span>
        {list.length < MOST && (
          <Button kind="plain" onClick={add}>
            {t("areas.add")}
          </Button>
        )}
        <Button type="submit" busy={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}

type One = {
  of: AreaDraft;
  store: Store;
  others: AreaDraft["ring"][];
  tried: boolean;
  tools: React.ReactNode;
  onChange: (next: Partial<AreaDraft>) => void;
};

function One({ of, store, others, tried, tools, onChange }: One) {
  const t = useT();
  const f = useFormat();
  const [drawn, setDrawn] = useState(0); // the ring whose corners are moved
  const all = ringsOf(of);
  const at = Math.min(drawn, of.holes.length);
  const ring = all[at] ?? of.ring;
  const draw = (next: AreaDraft["ring"]) => onChange(withRing(of, at, next));
  const spots = of.ring.map((p) => spotOf(store.at, p));
  const size = sizeOf(spots) - of.holes.reduce((sum, h) => sum + sizeOf(h.map((p) => spotOf(store.at, p))), 0);
  const reach = Math.max(0, ...of.bands.map((b) => metresOf(b.upto) ?? 0));
  return (
    <div className="st-area">
      <Panel>
        {of.holes.length > 0 && (
          <Choice
            look="chips"
            label={t("areas.rings")}
            value={String(at)}
            onChange={(n) => setDrawn(Number(n))}
            options={all.map((_, i) => ({
              value: String(i),
              label: i === 0 ? t("areas.border") : t("areas.hole", { n: i }),
            }))}
          />
        )}
        <AreaMap key={at} centre={store.at} ring={ring} border={all} others={others} onChange={draw} />
        <div className="co-actions">
          {of.holes.length < 10 && (
            <Button
              kind="soft"
              onClick={() => {
                onChange({ holes: [...of.holes, newHole(store.at, of)] });
                setDrawn(of.holes.length + 1);
              }}
            >
              {t("areas.cut")}
            </Button>
          )}
          {at > 0 && (
            <Button
              kind="link"
              onClick={() => {
                onChange({ holes: of.holes.filter((_, i) => i !== at - 1) });
                setDrawn(0);
              }}
            >
              {t("areas.fill", { n: at })}
            </Button>
          )}
        </div>
        <p className="lw-hint">{t("areas.help")}</p>
        <p className="co-line lw-small lw-muted">
          <span>{t("areas.size", { km: f.number(Math.round(size * 10) / 10) })}</span>
          {of.holes.length > 0 && <span>{t("areas.holes", { count: of.holes.length })}</span>}
        </p>
        <div aria-live="polite" className="lw-stack">
          {all.some((r) => crosses(r.map((p) => spotOf(store.at, p)))) && (
            <Notice tone="warn" icon="warn">
              {t("areas.crossing")}
            </Notice>
          )}
          {!holdsStore(spots) && <Notice>{t("areas.outside")}</Notice>}
          {farthest(spots) > reach + 1 && reach > 0 && <Notice>{t("areas.reach")}</Notice>}
        </div>
        <More label={t("areas.corners")}>
          <Corners centre={store.at} ring={ring} onChange={draw} />
        </More>
      </Panel>
      <div className="lw-stack">
        <Panel>
          <Field
            label={t("areas.name")}
            maxLength={30}
            value={of.name}
            onChange={(e) => onChange({ name: e.target.value })}
          />
          <Field
            label={t("areas.minimum")}
            inputMode="decimal"
            maxLength={10}
            hint={t("areas.minimumHint")}
            value={of.minimum}
            onChange={(e) => onChange({ minimum: e.target.value })}
            error={tried && priceOf(of.minimum) === undefined ? t("areas.needMinimum") : undefined}
          />
          <div className="co-actions">{tools}</div>
        </Panel>
        <Bands of={of} tried={tried} onChange={(bands) => onChange({ bands })} />
      </div>
    </div>
  );
}

type Bands = { of: AreaDraft; tried: boolean; onChange: (bands: AreaDraft["bands"]) => void };

function Bands({ of, tried, onChange }: Bands) {
  const t = useT();
  const bad = badBands(of.bands);
  const set = (key: string, next: object) => onChange(of.bands.map((b) => (b.key === key ? { ...b, ...next } : b)));
  return (
    <Panel title={t("areas.bands")}>
      <p className="lw-hint">{t("areas.bandsHint")}</p>
      {of.bands.map((b, i) => (
        <fieldset key={b.key} className="co-group">
          <legend className="lw-hide">{t("areas.bandNo", { n: i + 1 })}</legend>
          <div className="st-band">
            <Field
              label={t("areas.upto")}
              inputMode="decimal"
              maxLength={7}
              value={b.upto}
              aria-invalid={(tried && bad.includes(b.key)) || undefined}
              onChange={(e) => set(b.key, { upto: e.target.value })}
            />
            <Field
              label={t("areas.fee")}
              inputMode="decimal"
              maxLength={10}
              value={b.fee}
              onChange={(e) => set(b.key, { fee: e.target.value })}
            />
            {of.bands.length > 1 && (
              <IconButton
                icon="close"
                label={t("areas.dropBand", { n: i + 1 })}
                onClick={() => onChange(of.bands.filter((x) => x.key !== b.key))}
              />
            )}
          </div>
        </fieldset>
      ))}
      {tried && bad.length > 0 && (
        <p className="lw-error" role="alert">
          {t("areas.needBands")}
        </p>
      )}
      {of.bands.length < 10 && (
        <p>
          <Button kind="soft" onClick={() => onChange([...of.bands, newBand(of.bands.at(-1))])}>
            {t("areas.addBand")}
          </Button>
        </p>
      )}
    </Panel>
  );
}
