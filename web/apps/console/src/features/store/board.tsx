import type { Order, Store } from "@livewell/api/console";
import { Button, Icon, Notice, useAwake } from "@livewell/ui";
import { useState } from "react";
import { useNow } from "../../shared/now";
import { Shown } from "../../shared/states";
import { useT } from "../../words";
import { Dialogs, type Asked } from "./acts";
import { OrderCard } from "./card";
import { StoreFrame } from "./frame";
import { byColumn, columns } from "./grouping";
import { useBell, useBoard } from "./live";

export function BoardPage() {
  return <StoreFrame>{(store) => <Inside of={store} />}</StoreFrame>;
}

function Inside({ of }: { of: Store }) {
  const t = useT();
  const { board, lost } = useBoard(of.id);
  const bell = useBell(board.data?.items);
  useAwake();
  return (
    <>
      <div className="st-tools">
        <Button kind={bell.on ? "soft" : "primary"} aria-pressed={bell.on} onClick={bell.turn}>
          <Icon name={bell.on ? "sound" : "mute"} size={20} />
          {t(bell.on ? "board.soundOn" : "board.soundOff")}
        </Button>
        <a className="lw-button plain" href={`/console/kitchen/${of.id}`} target="_blank" rel="noreferrer">
          <Icon name="share" size={20} />
          {t("board.kitchen")}
        </a>
      </div>
      {lost && (
        <Notice tone="warn" icon="warn">
          {t("board.lost")}
        </Notice>
      )}
      <Shown of={board}>{({ items }) => <Columns orders={items} terms={of.terms} />}</Shown>
    </>
  );
}

function Columns({ orders, terms }: { orders: Order[]; terms: Store["terms"] }) {
  const t = useT();
  const now = useNow();
  const [asked, setAsked] = useState<Asked>();
  const by = byColumn(orders);
  return (
    <>
      {orders.length === 0 && (
        <Notice icon="bell">
          <strong>{t("board.none")}</strong>
          <p>{t("board.noneHint")}</p>
        </Notice>
      )}
      <div className="st-board">
        {columns.map((c) => (
          <section key={c} className={`st-column ${c}`} aria-label={t(`board.${c}`)}>
            <h2>
              {t(`board.${c}`)}
              <span className="st-count">{by[c].length}</span>
            </h2>
            {by[c].length === 0 ? (
              <p className="lw-muted lw-small st-nothing">{t(`board.empty.${c}`)}</p>
            ) : (
              by[c].map((o) => <OrderCard key={o.id} of={o} now={now} terms={terms} onAsk={setAsked} />)
            )}
          </section>
        ))}
      </div>
      <Dialogs asked={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}
