import { api, ApiError, type Claim, type Order, type OrderClaims, type OrderLine } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Choice, Icon, IconButton, Notice, Sheet, shrink, useToast } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { kept } from "../../shared/kept";
import { useName } from "../../shared/name";

const EVERY = 15_000; // somebody else answers, without this page

/** What is wrong with an order, how far that is, and the way to say so. */
export function Claims({ order: o }: { order: Order }) {
  const t = useT();
  const [saying, setSaying] = useState(false);
  const claims = useQuery({
    queryKey: ["claims", o.id],
    queryFn: () => kept(`claims.${o.id}`, () => api.claims(o.id)),
    enabled: ["ready", "underway", "completed", "cancelled"].includes(o.status),
    refetchInterval: ({ state }) =>
      state.data?.items.some((c) => ["open", "appealed"].includes(c.status)) ? EVERY : false,
  });
  if (!claims.data) return null;
  const { items, left } = claims.data;
  return (
    <>
      {items.map((c) => (
        <ClaimCard key={c.id} of={c} />
      ))}
      {left.length > 0 && (
        <Button kind="link" block onClick={() => setSaying(true)}>
          {t("claim.button")}
        </Button>
      )}
      {saying && <Say order={o} left={left} onClose={() => setSaying(false)} />}
    </>
  );
}

function useRenew(order: string) {
  const queries = useQueryClient();
  return () =>
    Promise.all(["claims", "order"].map((k) => queries.invalidateQueries({ queryKey: [k, order] }))).then(() =>
      queries.invalidateQueries({ queryKey: ["wallet"] }),
    );
}

function ClaimCard({ of: c }: { of: Claim }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const [asking, setAsking] = useState(false);
  const renew = useRenew(c.order);
  const withdraw = useMutation({ mutationFn: () => api.withdrawClaim(c.id), onSuccess: renew });
  const nothing = /^0(\.0+)?$/.test(c.amount.amount);
  const next = {
    open: t("claim.next.open", { at: c.due ? f.short(c.due) : "" }),
    settled: nothing ? t("claim.next.paid") : t("claim.next.settled", { amount: f.money(c.amount) }),
    resent: t("claim.next.answered", { at: c.due ? f.short(c.due) : "" }),
    refused: t("claim.next.answered", { at: c.due ? f.short(c.due) : "" }),
    appealed: t("claim.next.appealed"),
    withdrawn: "",
    closed: "",
  }[c.status];
  return (
    <Card className="lw-stack">
      <strong role="status">{t(`claim.status.${c.status}`)}</strong>
      <p className="lw-break">
        {t(`claim.kinds.${c.kind}`)}: {f.list(c.pieces.map((p) => t("claim.pieces", { count: p.qty, item: name(p) })))}
      </p>
      {next && <p>{next}</p>}
      <ol className="app-timeline">
        {c.steps.map((s, i) => (
          <li key={i}>
            <span>{t(`claim.step.${s.status}`)}</span>
            <time dateTime={s.at} className="lw-muted lw-small">
              {f.short(s.at)}
            </time>
            {s.actor === "system" ? (
              <span className="lw-muted lw-small">{t(`claim.bySelf.${selfOf(s.words)}`)}</span>
            ) : (
              s.words && <span className="lw-muted lw-small lw-break">{s.words}</span>
            )}
          </li>
        ))}
      </ol>
      {withdraw.error && <Notice tone="bad">{faultText(withdraw.error, f)}</Notice>}
      {c.can.includes("appealed") && (
        <Button kind="soft" block onClick={() => setAsking(true)}>
          {t("claim.appeal")}
        </Button>
      )}
      {c.can.includes("withdrawn") && (
        <Button kind="link" block busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t("claim.withdraw")}
        </Button>
      )}
      {asking && <Appeal of={c} onClose={() => setAsking(false)} />}
    </Card>
  );
}

/** Why a claim moved by itself; that a shop has too little is between it and the platform. */
const selfOf = (words: string | undefined) => (words === "patience" || words === "cancelled" ? words : "silence");

function Words({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) {
  const id = useId();
  return (
    <div className="lw-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="lw-input"
        rows={4}
        maxLength={500}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
    </div>
  );
}

function Appeal({ of: c, onClose }: { of: Claim; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const renew = useRenew(c.order);
  const [words, setWords] = useState("");
  const appeal = useMutation({
    mutationFn: () => api.appealClaim(c.id, words.trim()),
    onSuccess: async () => {
      await renew();
      onClose();
    },
  });
  return (
    <Sheet title={t("claim.appeal")} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!appeal.isPending && words.trim()) appeal.mutate();
        }}
      >
        <p className="lw-muted">{t("claim.appealText")}</p>
        <Words label={t("claim.appealWords")} value={words} onChange={setWords} />
        {appeal.error && <Notice tone="bad">{faultText(appeal.error, f)}</Notice>}
        <Button type="submit" block busy={appeal.isPending} disabled={!words.trim()}>
          {t("claim.appealSend")}
        </Button>
      </form>
    </Sheet>
  );
}

const kinds = ["missing", "wrong", "spoilt", "other"] as const;

/** What is wrong: which pieces, in what way, in words and perhaps with a picture. */
function Say({ order: o, left, onClose }: { order: Order; left: OrderClaims["left"]; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const toast = useToast();
  const renew = useRenew(o.id);
  const picker = useRef<HTMLInputElement>(null);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [qty, setQty] = useState<Record<number, number>>({});
  const [kind, setKind] = useState<(typeof kinds)[number]>("missing");
  const [words, setWords] = useState("");
  const [photo, setPhoto] = useState<string>();
  const pieces = left.flatMap(({ line }) => (qty[line] ? [{ line, qty: qty[line] }] : []));
  const send = useMutation({
    mutationFn: () =>
      api.openClaim(key, o.id, {
        pieces,
        kind,
        ...(words.trim() ? { words: words.trim() } : {}),
        ...(photo ? { photo } : {}),
      }),
    onSuccess: async () => {
      await renew();
      toast(t("claim.sent"));
      onClose();
    },
    onError: (e) => {
      if (e instanceof ApiError && e.code !== "offline") setKey(crypto.randomUUID());
    },
  });
  return (
    <Sheet title={t("claim.title")} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!send.isPending && pieces.length > 0) send.mutate();
        }}
      >
        <ul className="app-lines">
          {o.lines.flatMap((l) => {
            const most = left.find((x) => x.line === l.no)?.qty ?? 0;
            const set = (n: number) => setQty({ ...qty, [l.no]: Math.min(most, Math.max(0, n)) });
            return most > 0 ? [<PieceRow key={l.no} of={l} qty={qty[l.no] ?? 0} most={most} onChange={set} />] : [];
          })}
        </ul>
        <Choice
          look="chips"
          label={t("claim.kind")}
          value={kind}
          onChange={setKind}
          options={kinds.map((k) => ({ value: k, label: t(`claim.kinds.${k}`) }))}
        />
        <Words label={t("claim.words")} value={words} onChange={setWords} />
        <input
          ref={picker}
          type="file"
          accept="image/*"
          hidden
          aria-label={t("review.photo")}
          onChange={(e) => {
            const [file] = e.target.files ?? [];
            if (file) void shrink(file).then(setPhoto);
          }}
        />
        <Button kind="soft" onClick={() => picker.current?.click()}>
          <Icon name="picture" size={18} />
          {t("review.photo")}
        </Button>
        {photo && <p role="status">{t("review.chosen")}</p>}
        {send.error && <Notice tone="bad">{faultText(send.error, f)}</Notice>}
        <Button type="submit" block busy={send.isPending} disabled={pieces.length === 0}>
          {t("claim.send")}
        </Button>
      </form>
    </Sheet>
  );
}

function PieceRow({
  of,
  qty,
  most,
  onChange,
}: {
  of: OrderLine;
  qty: number;
  most: number;
  onChange: (n: number) => void;
}) {
  const t = useT();
  const name = useName();
  return (
    <li>
      <div className="app-item-text">
        <strong className="lw-break">{name(of)}</strong>
        <span className="lw-muted lw-small">{t("claim.most", { count: most })}</span>
      </div>
      <span className="app-count">
        <IconButton icon="minus" label={t("store.less", { item: name(of) })} onClick={() => onChange(qty - 1)} />
        <output>{qty}</output>
        <IconButton icon="plus" label={t("store.more", { item: name(of) })} onClick={() => onChange(qty + 1)} />
      </span>
    </li>
  );
}
