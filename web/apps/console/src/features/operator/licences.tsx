import { api, type LicenceCase, type LicenceStatus } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { Button, Pairs, Sheet, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Mono, Tag, Time } from "../../shared/bits";
import { Area, Select } from "../../shared/fields";
import { useFilters } from "../../shared/filters";
import { LicenceTag } from "../../shared/licence";
import { hatsOf } from "../../shared/roles";
import { Screen } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Listed, Refused, Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT, type T } from "../../words";

const statuses: LicenceStatus[] = ["waiting", "approved", "rejected", "lapsed"];
const findings = ["number", "number_used", "name", "expires_soon"] as const;

const found = (t: T, name: string) => {
  const known = findings.find((x) => x === name);
  return known ? t(`licences.finding.${known}`) : name;
};

/** The licences that wait for an operator, oldest first, and how long merchants wait. */
export function LicencesPage() {
  const t = useT();
  const [{ status = "waiting" }, set] = useFilters("status");
  const shown = statuses.find((s) => s === status) ?? "waiting";
  const [open, setOpen] = useState<LicenceCase>();
  const decides = hatsOf(useMe()).operator;
  return (
    <Screen title={t("licences.title")} lead={t("licences.lead")}>
      <Kept />
      <div className="co-filters">
        <Select
          label={t("licence.status")}
          value={shown}
          onPick={(v) => set({ status: v === "waiting" ? "" : v })}
          options={statuses.map((s) => ({ value: s, label: t(`licence.is.${s}`) }))}
        />
      </div>
      <Listed
        queryKey={["licences", shown]}
        fetch={(cursor) => api.licences({ status: shown, limit: 20, ...(cursor ? { cursor } : {}) })}
        empty={t(shown === "waiting" ? "licences.allDone" : "licences.none")}
      >
        {(rows) => (
          <Table
            caption={t("licences.title")}
            rows={rows}
            id={(c) => c.id}
            columns={[
              {
                head: t("merchants.name"),
                main: true,
                cell: (c) =>
                  decides ? (
                    <Button kind="link" onClick={() => setOpen(c)}>
                      <span translate="no">{c.merchantName}</span>
                    </Button>
                  ) : (
                    <span translate="no">{c.merchantName}</span>
                  ),
              },
              { head: t("licence.name"), cell: (c) => <span translate="no">{c.name}</span> },
              { head: t("licence.number"), cell: (c) => <Mono>{c.number}</Mono> },
              {
                head: t("licences.findings"),
                cell: (c) =>
                  c.findings.length === 0 ? (
                    <Tag tone="good">{t("licences.clean")}</Tag>
                  ) : (
                    <span className="co-line">
                      {c.findings.map((x) => (
                        <Tag key={x} tone="warn">
                          {found(t, x)}
                        </Tag>
                      ))}
                    </span>
                  ),
              },
              { head: t("licence.status"), cell: (c) => <LicenceTag status={c.status} /> },
              { head: t("licences.sentAt"), cell: (c) => <Time at={c.sentAt} /> },
            ]}
          />
        )}
      </Listed>
      {open && <Decide of={open} onClose={() => setOpen(undefined)} />}
    </Screen>
  );
}

function Kept() {
  const t = useT();
  const f = useFormat();
  const queue = useQuery({ queryKey: ["licences", "queue"], queryFn: api.licenceQueue, refetchInterval: 30_000 });
  return (
    <Shown of={queue}>
      {(q) => (
        <Pairs
          of={[
            [t("licences.waiting"), f.number(q.waiting)],
            [t("licences.oldest"), q.oldest ? f.dateTime(q.oldest) : t("common.dash")],
            [
              t("licences.median"),
              q.decided > 0 ? t("licences.minutes", { count: Math.round(q.median / 60) }) : t("common.dash"),
            ],
            [
              t("licences.inTime", { count: q.hours }),
              q.decided > 0
                ? t("licences.share", { part: f.number(q.inTime), all: f.number(q.decided) })
                : t("common.dash"),
            ],
          ]}
        />
      )}
    </Shown>
  );
}

function Decide({ of, onClose }: { of: LicenceCase; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const detail = useQuery({ queryKey: ["licence", of.id], queryFn: () => api.licence(of.id) });
  const decide = useMutation({
    mutationFn: (tier: number) => api.decideLicence(of.id, tier, reason.trim()),
    onSuccess: async ({ status }) => {
      await queries.invalidateQueries({ queryKey: ["licences"] });
      toast(t(status === "rejected" ? "licences.rejected" : "licences.approved", { name: of.merchantName }));
      onClose();
    },
  });
  const reject = () => {
    setMissing(!reason.trim());
    if (reason.trim()) decide.mutate(0);
  };
  return (
    <Sheet title={of.merchantName} onClose={onClose}>
      <Shown of={detail}>
        {(d) => (
          <div className="lw-stack">
            <img
              className="co-paper large"
              src={`data:image/jpeg;base64,${d.picture}`}
              alt={t("licences.pictureOf", { name: d.merchantName })}
            />
            <Pairs
              of={[
                [t("licence.number"), <Mono key="n">{d.number}</Mono>],
                [t("licence.name"), <span translate="no">{d.name}</span>],
                [t("licence.expires"), d.expires ?? t("licence.never")],
                [t("licences.findings"), d.findings.map((x) => found(t, x)).join(" · ") || t("licences.clean")],
              ]}
            />
            {d.status === "waiting" ? (
              <>
                <Area
                  label={t("licences.reason")}
                  maxLength={300}
                  value={reason}
                  hint={t("licences.reasonHint")}
                  error={missing ? t("licences.reasonMissing") : undefined}
                  onChange={(e) => setReason(e.target.value)}
                />
                <Refused error={decide.error} />
                <div className="co-dialogend">
                  <Button kind="danger" busy={decide.isPending} onClick={reject}>
                    {t("licences.reject")}
                  </Button>
                  <Button kind="plain" busy={decide.isPending} onClick={() => decide.mutate(2)}>
                    {t("licences.trust")}
                  </Button>
                  <Button busy={decide.isPending} onClick={() => decide.mutate(1)}>
                    {t("licences.approve")}
                  </Button>
                </div>
              </>
            ) : (
              <p>
                <LicenceTag status={d.status} /> {d.reason}
              </p>
            )}
          </div>
        )}
      </Shown>
    </Sheet>
  );
}
