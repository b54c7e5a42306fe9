import type { Order } from "@livewell/api/console";
import { Button, Empty, Icon, Notice, useTitle, useToast, useAwake } from "@livewell/ui";
import { useEffect, useState } from "react";
import { useParam } from "../../shared/filters";
import { GoLink } from "../../shared/links";
import { useNow } from "../../shared/now";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { useMove } from "./acts";
import { Due, Lines } from "./card";
import { useStore } from "./frame";
import { age, lateBy, toMake, waiting } from "./grouping";
import { useBell, useBoard } from "./live";
import { useModeName, useNamed } from "./names";
import "./store.css";

/** What the kitchen makes, in large letters: a window of its own beside the stove. */
export function KitchenPage() {
  const t = useT();
  const named = useNamed();
  const id = useParam("store");
  const store = useStore(id);
  const { board, lost } = useBoard(id);
  const bell = useBell(board.data?.items);
  useAwake();
  const name = store.data ? named(store.data.name, store.data.nameEn) : "";
  const title = name ? `${t("kitchen.title")} · ${name}` : t("kitchen.title");
  useTitle(title);
  const waits = board.data ? waiting(board.data.items).length : 0;
  return (
    <div className="st-kitchen">
      <header className="st-kitchenhead">
        <h1 className="lw-break">{title}</h1>
        {waits > 0 && (
          <span className="st-waits" role="status">
            <Icon name="bell" size={24} />
            {t("kitchen.waiting", { count: waits })}
          </span>
        )}
        <span className="co-actions">
          <Button kind={bell.on ? "soft" : "primary"} aria-pressed={bell.on} onClick={bell.turn}>
            <Icon name={bell.on ? "sound" : "mute"} size={20} />
            {t(bell.on ? "board.soundOn" : "board.soundOff")}
          </Button>
          <Full />
          <GoLink kind="plain" to="/stores/$store" params={{ store: id }}>
            {t("kitchen.board")}
          </GoLink>
        </span>
      </header>
      {lost && (
        <Notice tone="warn" icon="warn">
          {t("board.lost")}
        </Notice>
      )}
      <Shown of={board}>{({ items }) => <Cards of={toMake(items)} />}</Shown>
    </div>
  );
}

function Full() {
  const t = useT();
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  if (!document.fullscreenEnabled) return null;
  const turn = () => (full ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  return (
    <Button kind="plain" onClick={() => void turn().catch(() => undefined)}>
      {t(full ? "kitchen.unfull" : "kitchen.full")}
    </Button>
  );
}

function Cards({ of }: { of: Order[] }) {
  const t = useT();
  const toast = useToast();
  const now = useNow();
  const mode = useModeName();
  const move = useMove();
  if (of.length === 0)
    return (
      <Empty icon="check" title={t("kitchen.none")}>
        <p>{t("kitchen.noneHint")}</p>
      </Empty>
    );
  const tick = (order: Order) => {
    const next = of[of.indexOf(order) + 1] ?? of[of.indexOf(order) - 1];
    move.mutate(
      { order, to: "ready" },
      {
        onSuccess: () => {
          toast(t("kitchen.done", { number: order.number ?? "" }));
          if (next) requestAnimationFrame(() => document.getElementById(`tick-${next.id}`)?.focus());
        },
      },
    );
  };
  return (
    <ul className="st-pots">
      {of.map((o) => (
        <li key={o.id} className={lateBy(o, now) === undefined ? "st-pot" : "st-pot late"}>
          <header>
            <h2 className="st-number">
              <span className="lw-hide">{t("board.order", { number: o.number ?? "" })}</span>
              <span aria-hidden="true">{o.number}</span>
            </h2>
            <span>
              {mode(o.mode)}
              {o.table && ` · ${t("board.table", { table: o.table })}`}
              <br />
              <Due of={o} now={now} />
            </span>
            <span className="lw-muted">
              {age(o, now) > 0 ? t("board.since", { min: age(o, now) }) : t("board.justNow")}
            </span>
          </header>
          <Lines of={o.lines} />
          {o.note && (
            <p className="st-note lw-break" translate="no">
              {o.note}
            </p>
          )}
          <button
            type="button"
            id={`tick-${o.id}`}
            className="lw-button primary block"
            aria-busy={(move.isPending && move.variables.order.id === o.id) || undefined}
            aria-label={t("board.ofOrder", { act: t("board.markReady"), number: o.number ?? "" })}
            onClick={() => tick(o)}
          >
            <Icon name="check" size={28} />
            {t("board.markReady")}
          </button>
        </li>
      ))}
    </ul>
  );
}
