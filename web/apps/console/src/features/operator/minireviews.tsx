import { api } from "@livewell/api/console";
import { Link } from "@tanstack/react-router";
import { Mono, Tag, Time } from "../../shared/bits";
import { Screen } from "../../shared/screen";
import { Listed } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";

/** The versions of mini programs that wait for a review, oldest first. */
export function MiniReviewsPage() {
  const t = useT();
  return (
    <Screen title={t("minireviews.title")} lead={t("minireviews.lead")}>
      <Listed
        queryKey={["minireviews"]}
        fetch={(cursor) => api.miniReviews({ limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t("minireviews.none")}
        every={30_000}
      >
        {(rows) => (
          <Table
            caption={t("minireviews.title")}
            rows={rows}
            id={(v) => v.id}
            columns={[
              {
                head: t("minireviews.program"),
                main: true,
                cell: (v) => (
                  <>
                    <Link to="/minireviews/$id" params={{ id: v.id }}>
                      <span translate="no">{v.appName}</span>
                    </Link>
                    {v.first && <Tag tone="warn">{t("minireviews.second")}</Tag>}
                  </>
                ),
              },
              { head: t("mini.version"), cell: (v) => <Mono>{v.version}</Mono> },
              { head: t("mini.description"), cell: (v) => <span className="lw-break">{v.description}</span> },
              { head: t("mini.submittedAt"), cell: (v) => <Time at={v.submittedAt ?? v.createdAt} /> },
            ]}
          />
        )}
      </Listed>
    </Screen>
  );
}
