import { api, type Settlement } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Link } from "@tanstack/react-router";
import { Money, Tag, type Tone } from "../../shared/bits";
import { Screen } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

type State = "INIT" | "IN_DOUBT" | "DONE" | "REFUSED";
const tones: Record<State, Tone> = { INIT: "warn", IN_DOUBT: "warn", DONE: "good", REFUSED: "bad" };

function Sent({ of }: { of: Settlement }) {
  const t = useT();
  if (!of.state) return <>{t("settlements.kept")}</>;
  return <Tag tone={tones[of.state]}>{t(`settlements.state.${of.state}`)}</Tag>;
}

export function Settlements() {
  const t = useT();
  const f = useFormat();
  return (
    <Screen title={t("settlements.title")} lead={t("settlements.lead")}>
      <Listed
        queryKey={["settlements"]}
        fetch={(cursor) => api.settlements({ limit: 31, ...(cursor ? { cursor } : {}) })}
        empty={t("settlements.none")}
        emptyHint={t("settlements.noneHint")}
      >
        {(rows) => (
          <Table
            caption={t("settlements.title")}
            rows={rows}
            id={(s) => s.day}
            columns={[
              {
                head: t("common.day"),
                main: true,
                cell: (s) => (
                  <Link to="/trades" search={{ from: s.day, to: s.day } as never}>
                    {f.day(`${s.day}T12:00:00`)}
                  </Link>
                ),
              },
              { head: t("sums.payments"), end: true, cell: (s) => f.number(s.payments) },
              { head: t("sums.paid"), end: true, cell: (s) => <Money of={s.paid} /> },
              { head: t("sums.refunded"), end: true, cell: (s) => <Money of={s.refunded} /> },
              { head: t("sums.fees"), end: true, cell: (s) => <Money of={s.fees} /> },
              { head: t("sums.net"), end: true, cell: (s) => <Money of={s.net} /> },
              { head: t("settlements.sent"), end: true, cell: (s) => <Money of={s.sent} /> },
              { head: t("settlements.bank"), cell: (s) => <Sent of={s} /> },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}
