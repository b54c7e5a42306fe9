import { type Store, type Till, type TillShift, type Tills, type ShiftSums } from "@livewell/api/console";
import { Ask, Button, Loading, Notice } from "@livewell/ui";
import { faultText, useFormat } from "@livewell/i18n";
import { useEffect, useMemo, useRef, useState } from "react";
import { decimal } from "../../shared/amounts";
import { Panel } from "../../shared/screen";
import { Failed } from "../../shared/states";
import { useT } from "../../words";
import { useCounter, type Giving } from "./counting";
import { CashMove, CashUp, cny } from "./drawer";
import { MemberBox, MemberSheet } from "./memberbox";
import { Receipt, SaleLines } from "./receipt";
import { SaleList } from "./salelist";
import { Scan } from "./scan";
import { shelfOf } from "./shelf";
import { Running } from "./running";
import { CashSheet, CodeSheet, OffSheet, useGiveError } from "./tendersheets";
import { Totals } from "./totals";
import { usePrices, type useKept } from "./tillsending";

type Props = {
  store: Store;
  till: Till;
  shift: TillShift;
  tills: Tills;
  seenAt: number;
  offline: boolean;
  kept: ReturnType<typeof useKept>;
  onClosed: (s: ShiftSums) => void;
};

export function Counter(props: Props) {
  const t = useT();
  const prices = usePrices(props.store.id, props.tills);
  const wares = prices.data;
  const shelf = useMemo(() => wares && shelfOf(wares), [wares]);
  if (shelf) return <AtCounter {...props} shelf={shelf} />;
  if (!prices.error) return <Loading />;
  return props.offline ? (
    <Notice tone="warn">{t("register.noPrices")}</Notice>
  ) : (
    <Failed error={prices.error} onRetry={() => void prices.refetch()} />
  );
}

type Sheet = "cash" | "code" | "off" | "member" | "void" | "move" | "up";

/** The keys of the counter: those that browsers leave alone. */
const keys: Record<string, Sheet> = { F2: "cash", F4: "code", F7: "member", F8: "off", F9: "void" };

function AtCounter({
  store,
  till,
  shift,
  tills,
  seenAt,
  offline,
  kept,
  onClosed,
  shelf,
}: Props & { shelf: ReturnType<typeof shelfOf> }) {
  const t = useT();
  const f = useFormat();
  const field = useRef<HTMLInputElement>(null);
  const [sheet, setSheet] = useState<Sheet>();
  const at = { store: store.id, till: till.id };
  const c = useCounter({ ...at, shift: shift.id, cashier: shift.cashier, tills, shelf, offline, kept, seenAt });
  const giveError = useGiveError(c.give.error, shelf);
  const something = c.sale ? !c.over : c.lines.length > 0;
  const payable = something && !c.unknown && c.rest > 0n && !c.opening && !c.summing;
  const may: Record<Sheet, boolean> = {
    ...{ cash: payable, code: payable && !offline, off: something && !c.sale, void: something },
    member: !offline && (!c.sale || c.over),
    ...{ move: !offline, up: !offline && kept.waiting === 0 },
  };
  const open = (s: Sheet) => {
    if (!may[s]) return;
    c.give.reset();
    if (s === "member") c.meet.reset();
    setSheet(s);
  };
  const press = useRef(open);
  useEffect(() => {
    press.current = open;
  });
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const s = keys[e.key];
      if (!s || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
      e.preventDefault();
      if (!document.querySelector("dialog[open]")) press.current(s);
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
  const refocus = () => field.current?.focus();
  const close = () => setSheet(undefined);
  // When a dialog is gone: until then nothing else can have the focus.
  useEffect(() => {
    if (!sheet) field.current?.focus();
  }, [sheet]);
  const give = (g: Giving) => c.give.mutate(g, { onSuccess: close });
  const waitingFor = c.sale?.tenders.filter((x) => x.status === "waiting") ?? [];
  return (
    <>
      <div className="rg-counter">
        <div className="lw-stack st-noprint">
          <Scan
            field={field}
            shelf={shelf}
            store={store.id}
            locked={c.sale !== undefined && !c.over}
            onAdd={c.add}
            onEmpty={() => c.over && c.next()}
            onStep={(by) => {
              const last = c.lines.at(-1);
              if (!c.sale && last) c.count(last.key, last.qty + by);
            }}
            onMember={(code) => {
              if (!may.member) return;
              c.meet.mutate(code, { onError: () => setSheet("member") });
            }}
            onPayCode={(code) => payable && !offline && give({ kind: "code", code })}
          />
          <Panel title={t("register.list")}>
            {c.opening ? (
              c.opening.error ? (
                <Failed error={c.opening.error} onRetry={() => void c.opening?.refetch()} />
              ) : (
                <Loading />
              )
            ) : c.sale ? (
              <SaleLines of={c.sale} />
            ) : (
              <Running of={c.lines} shelf={shelf} onCount={c.count} />
            )}
          </Panel>
        </div>
        <aside className="rg-side" aria-label={t("register.total")}>
          <Totals of={c} />
          {c.member && !c.over && <MemberBox of={c} offline={offline} />}
          {c.over && c.sale ? (
            <>
              <Receipt of={c.sale} store={store} till={till.name} />
              <div className="rg-acts st-noprint">
                <Button
                  block
                  onClick={() => {
                    c.next();
                    refocus();
                  }}
                >
                  {t("register.next")}
                </Button>
                <Button kind="plain" block onClick={() => print()}>
                  {t("register.print")}
                </Button>
              </div>
            </>
          ) : (
            <div className="rg-acts st-noprint">
              {waitingFor.map((x) => (
                <Notice key={x.id} icon="clock">
                  <strong role="status">{t("register.waits", { amount: f.money(x.amount) })}</strong>
                  <p>{t("register.waitsText")}</p>
                  <Button
                    kind="plain"
                    busy={c.callOff.isPending}
                    onClick={() => c.callOff.mutate(x.id, { onSuccess: refocus })}
                  >
                    {t("register.callOff")}
                  </Button>
                </Notice>
              ))}
              {waitingFor.length === 0 && c.sale?.tenders.at(-1)?.status === "failed" && (
                <Notice tone="warn">{t("register.failedTender")}</Notice>
              )}
              {!sheet && giveError && (
                <Notice tone="bad" icon="warn">
                  {giveError}
                </Notice>
              )}
              <Act label={t("register.cash")} shortcut="F2" main may={may.cash} onClick={() => open("cash")} />
              <Act label={t("register.code")} shortcut="F4" may={may.code} onClick={() => open("code")} />
              <Act label={t("register.member")} shortcut="F7" may={may.member} onClick={() => open("member")} />
              <div className="rg-pair">
                <Act label={t("register.discount")} shortcut="F8" may={may.off} onClick={() => open("off")} />
                <Act
                  label={t(c.sale ? "register.void" : "register.clear")}
                  shortcut="F9"
                  may={may.void}
                  onClick={() => open("void")}
                />
              </div>
            </div>
          )}
        </aside>
      </div>
      <div className="st-noprint lw-stack">
        <SaleList store={store.id} till={till.id} onResume={something ? undefined : c.resume} />
        <Panel title={t("register.drawer")}>
          <div className="st-tools">
            <Button kind="plain" disabled={!may.move} onClick={() => open("move")}>
              {t("register.cashMove")}
            </Button>
            <Button kind="plain" disabled={!may.up} onClick={() => open("up")}>
              {t("register.cashUp")}
            </Button>
            {!may.up && (
              <span className="lw-muted">{t(offline ? "register.cashUpOffline" : "register.cashUpWaits")}</span>
            )}
          </div>
        </Panel>
      </div>
      {sheet === "cash" && (
        <CashSheet
          rest={c.rest}
          all={offline && !c.sale}
          busy={c.give.isPending}
          error={giveError}
          onGive={give}
          onClose={close}
        />
      )}
      {sheet === "code" && (
        <CodeSheet rest={c.rest} busy={c.give.isPending} error={giveError} onGive={give} onClose={close} />
      )}
      {sheet === "member" && (
        <MemberSheet
          busy={c.meet.isPending}
          error={c.meet.error ? faultText(c.meet.error, f) : undefined}
          onCode={(code) => c.meet.mutate(code, { onSuccess: close })}
          onClose={close}
        />
      )}
      {sheet === "off" && (
        <OffSheet
          goods={c.goods}
          off={c.off}
          most={tills.mostOff}
          onSet={(o) => {
            c.setOff(o);
            close();
          }}
          onClose={close}
        />
      )}
      {sheet === "void" && (
        <Ask
          title={t(c.sale ? "register.voidTitle" : "register.clearTitle")}
          {...(c.sale ? { text: t("register.voidText", { amount: f.money(cny(decimal(c.paid))) }) } : {})}
          action={t(c.sale ? "register.void" : "register.clear")}
          danger
          busy={c.undo.isPending}
          error={c.undo.error ? faultText(c.undo.error, f) : undefined}
          onYes={() => {
            if (c.sale) c.undo.mutate(undefined, { onSuccess: close });
            else {
              c.next();
              close();
            }
          }}
          onClose={close}
        />
      )}
      {sheet === "move" && <CashMove {...at} onClose={close} />}
      {sheet === "up" && <CashUp {...at} onDone={onClosed} onClose={close} />}
    </>
  );
}

type ActProps = { label: string; shortcut: string; main?: boolean; may: boolean; onClick: () => void };

function Act({ label, shortcut, main, may, onClick }: ActProps) {
  return (
    <Button kind={main ? "primary" : "soft"} block disabled={!may} aria-keyshortcuts={shortcut} onClick={onClick}>
      {label} <kbd aria-hidden="true">{shortcut}</kbd>
    </Button>
  );
}
