import { api, type OperatorPerson } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button } from "@livewell/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Mono, Money, Tag, type Tone } from "../../shared/bits";
import { Reasoned } from "../../shared/dialogs";
import { Find } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { Screen } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

const tones: Record<OperatorPerson["state"], Tone> = { active: "good", frozen: "bad", erased: "quiet" };

export function People() {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const [{ phone = "" }, set] = useFilters("phone");
  const [moving, setMoving] = useState<OperatorPerson>();
  const freezes = moving?.state === "active";
  return (
    <Screen title={t("people.title")} lead={t("people.lead")}>
      <div className="co-filters">
        <Find label={t("people.find")} max={20} value={phone} onFind={(v) => set({ phone: v })} />
      </div>
      <Listed
        queryKey={["people", phone]}
        fetch={(cursor) => api.people({ ...(phone ? { phone } : {}), limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("people.none")}
      >
        {(rows) => (
          <Table
            caption={t("people.title")}
            rows={rows}
            id={(p) => p.id}
            columns={[
              { head: t("people.name"), main: true, cell: (p) => p.name || t("common.dash") },
              { head: t("people.phone"), cell: (p) => <span className="lw-num">{p.phone}</span> },
              { head: t("people.id"), cell: (p) => <Mono>{p.id}</Mono> },
              {
                head: t("people.stateName"),
                cell: (p) => <Tag tone={tones[p.state]}>{t(`people.state.${p.state}`)}</Tag>,
              },
              { head: t("people.balance"), end: true, cell: (p) => <Money of={p.balance} /> },
              { head: t("people.since"), cell: (p) => f.day(p.createdAt) },
              {
                head: t("common.actions"),
                end: true,
                cell: (p) =>
                  p.state !== "erased" && (
                    <Button
                      kind="link"
                      aria-label={t(p.state === "active" ? "people.freezeOne" : "people.unfreezeOne", { name: p.name })}
                      onClick={() => setMoving(p)}
                    >
                      {t(p.state === "active" ? "people.freeze" : "people.unfreeze")}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Listed>
      {moving && (
        <Reasoned
          title={t(freezes ? "people.freezeOne" : "people.unfreezeOne", { name: moving.name })}
          text={t(freezes ? "people.freezeText" : "people.unfreezeText")}
          action={t(freezes ? "people.freeze" : "people.unfreeze")}
          danger={freezes}
          done={t(freezes ? "people.frozen" : "people.unfrozen", { name: moving.name })}
          run={(reason) => api.setPersonState(moving.id, freezes ? "frozen" : "active", reason)}
          onDone={() => queries.invalidateQueries()}
          onClose={() => setMoving(undefined)}
        />
      )}
    </Screen>
  );
}
