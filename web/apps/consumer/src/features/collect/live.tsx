import { api, type Receipt } from "@livewell/api";
import { useFormat, useLanguage, useT } from "@livewell/i18n";
import { Button, Card, Icon, List, ListHead, Notice, Pairs, Row, useAwake } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { thisMonth } from "../../shared/bills";
import { SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { allowSound, ring } from "./sound";

/** Says each payment as it comes. A line that broke goes on where it stopped. */
export function Live({ shop }: { shop: string }) {
  const t = useT();
  const f = useFormat();
  const language = useLanguage();
  const queries = useQueryClient();
  useAwake();
  const [sound, setSound] = useState(false);
  const [line, setLine] = useState<"opening" | "open" | "lost">("opening");
  const [got, setGot] = useState<Receipt[]>([]);
  const days = useQuery({ queryKey: ["days", shop, thisMonth()], queryFn: () => api.days(shop, thisMonth()) });
  const tell = useRef<(r: Receipt) => void>(null);
  useEffect(() => {
    tell.current = (r) => {
      if (sound) ring(t("coder.heard", { amount: f.money(r.amount) }), language);
    };
  });
  useEffect(() => {
    const seen = new Set<string>();
    const source = new EventSource(`/api/coder/${encodeURIComponent(shop)}/live`);
    source.onopen = () => setLine("open");
    source.onerror = () => setLine("lost");
    source.addEventListener("received", (e: MessageEvent<string>) => {
      const r = JSON.parse(e.data) as Receipt;
      if (seen.has(r.id)) return;
      seen.add(r.id);
      tell.current?.(r);
      setGot((l) => [r, ...l].slice(0, 50));
      for (const k of ["days", "shops"]) void queries.invalidateQueries({ queryKey: [k] });
    });
    return () => source.close();
  }, [shop, queries]);
  const last = got[0];
  const today = days.data?.items[0];
  return (
    <SubPage title={t("coder.live")} above={`/collect/${shop}`}>
      {line === "lost" && (
        <Notice tone="warn" icon="warn">
          {t("coder.lost")}
        </Notice>
      )}
      <Card>
        <div className="app-live" role="status" aria-live="assertive">
          {last ? (
            <>
              <span className="app-tick">
                <Icon name="check" size={36} />
              </span>
              <p>{t("coder.received")}</p>
              <p className="lw-total" key={last.id}>
                {f.money(last.amount)}
              </p>
              <p className="lw-muted">{[last.payer, f.clock(last.at)].join(" · ")}</p>
              {last.note && <p className="lw-break">{last.note}</p>}
            </>
          ) : (
            <>
              <Icon name="bell" size={48} />
              <p>{line === "open" ? t("coder.waiting") : t("coder.opening")}</p>
            </>
          )}
        </div>
      </Card>
      <Button
        kind={sound ? "soft" : "primary"}
        block
        aria-pressed={sound}
        onClick={() => {
          allowSound();
          setSound(!sound);
        }}
      >
        <Icon name={sound ? "sound" : "mute"} size={20} />
        {sound ? t("coder.soundOn") : t("coder.soundOff")}
      </Button>
      <Card>
        <Shown of={days}>
          {() => (
            <Pairs
              of={[
                [t("coder.today"), today ? f.money(today.paid) : t("common.dash")],
                [t("coder.count"), today ? f.number(today.payments) : t("common.dash")],
              ]}
            />
          )}
        </Shown>
      </Card>
      {got.length > 1 && (
        <>
          <ListHead>{t("coder.before")}</ListHead>
          <List>
            {got.slice(1).map((r) => (
              <Row
                key={r.id}
                icon="receive"
                tone="good"
                title={r.payer}
                note={[f.clock(r.at), r.note].filter(Boolean).join(" · ")}
                extra={f.money(r.amount)}
              />
            ))}
          </List>
        </>
      )}
    </SubPage>
  );
}
