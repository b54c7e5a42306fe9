import { api, ApiError, type Quote, type StorePage } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Choice, Empty, Field, Icon, List, Notice, Pairs, SwitchRow } from "@livewell/ui";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Chosen } from "../../shared/basket";
import { CartOf, useCart } from "../../shared/cart";
import { useDoor } from "../../shared/here";
import { discountOf, pointsOf } from "../../shared/coupon";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { CouponSlot } from "./couponslot";
import { problemText } from "./problem";
import { Lines } from "./store";
import { modes as ways, type Mode as Way } from "./stores";

const modes = [...ways, "voucher"] as const;
type Mode = Way | "voucher";

/** What a basket comes to, how it gets to the person, and the order of it. */
export function Checkout({ id, mode, table }: { id: string; mode: string; table: string }) {
  return (
    <CartOf store={id} table={table}>
      <Inner id={id} mode={mode} table={table} />
    </CartOf>
  );
}

function Inner({ id, mode, table }: { id: string; mode: string; table: string }) {
  const t = useT();
  const store = useQuery({ queryKey: ["store", id], queryFn: () => api.store(id) });
  const { lines: basket } = useCart();
  return (
    <SubPage title={t("checkout.title")} above={`/stores/${id}`}>
      <Shown of={store}>
        {(s) =>
          basket.length ? (
            <Sum page={s} basket={basket} asked={mode} seat={table} />
          ) : (
            <Card>
              <Empty icon="store" title={t("basket.empty")}>
                <p>{t("basket.emptyText")}</p>
                <GoLink to="/stores/$id" params={{ id }} search={{ mode }}>
                  {t("basket.toStore")}
                </GoLink>
              </Empty>
            </Card>
          )
        }
      </Shown>
    </SubPage>
  );
}

/** The ways that a store sells, the one that was asked for first. */
function first(page: StorePage, asked: string): Mode {
  const has = modes.filter((m) => page.store.modes.includes(m));
  return has.find((m) => m === asked) ?? has[0] ?? "pickup";
}

function Sum({ page, basket, asked, seat }: { page: StorePage; basket: Chosen[]; asked: string; seat: string }) {
  const t = useT();
  const f = useFormat();
  const go = useNavigate();
  const queries = useQueryClient();
  const id = page.store.id;
  const { door } = useDoor();
  const { put, replace } = useCart();
  const [mode, setMode] = useState(first(page, seat ? "dinein" : asked));
  const [table, setTable] = useState(seat);
  const [note, setNote] = useState("");
  const [coupons, setCoupons] = useState<string[]>(); // undefined: the best
  const [points, setPoints] = useState(false);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const brought = mode === "takeaway" || mode === "parcel";
  const body = {
    mode,
    wants: basket.map((l) => ({
      sku: l.sku,
      choices: l.choices,
      qty: l.qty,
      seen: l.seen,
      ...(l.offer ? { offer: l.offer } : {}),
    })),
    ...(brought && door ? { address: door.id } : {}),
    ...(mode === "dinein" ? { table } : {}),
    ...(note ? { note } : {}),
    ...(coupons ? { coupons } : {}),
    ...(points ? { points } : {}),
  };
  const quote = useQuery({
    queryKey: ["quote", id, body],
    queryFn: () => api.quote(id, body),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  const place = useMutation({
    mutationFn: async (q: Quote) => {
      if (seat) {
        const { order, trade } = await api.orderTable(key, id, seat, {
          ...(note ? { note } : {}),
          ...(coupons ? { coupons } : {}),
          ...(points ? { points } : {}),
          total: q.total,
        });
        return { id: order, trade };
      }
      return api.placeOrder(key, { ...body, store: id, total: q.total });
    },
    onSuccess: async (o) => {
      replace?.([]);
      for (const k of ["orders", "coupons", "members"]) void queries.invalidateQueries({ queryKey: [k] });
      await go({ to: "/cashier/$id", params: { id: o.trade }, search: { next: `/orders/${o.id}` }, replace: true });
    },
    onError: (e) => {
      // A refusal is kept under its key; the next try is another one.
      if (e instanceof ApiError && e.code !== "offline") setKey(crypto.randomUUID());
      void quote.refetch();
    },
  });
  const q = quote.data;
  const problems = q?.problems ?? [];
  const whole = problems.filter((p) => p.line < 0);
  const lines = problems.filter((p) => p.line >= 0);
  const cheaper = lines.some((p) => p.code === "price");
  const lost = lines.filter((p) => p.code !== "price" && p.code !== "short");
  const repair = async () => {
    const mended = basket.map((l, i) => {
      const p = lines.find((x) => x.line === i);
      if (lost.some((x) => x.line === i)) return { ...l, qty: 0 };
      if (p?.code === "price" && p.now) return { ...l, seen: p.now };
      if (p?.code === "short") return { ...l, qty: Math.min(l.qty, Number(p.left ?? 0)) };
      return l;
    });
    if (replace) return replace(mended.filter((l) => l.qty > 0));
    for (const [i, was] of basket.entries()) {
      const now = mended[i];
      if (!now || now === was) continue;
      await put(was, -was.qty);
      if (now.qty > 0) await put(now, now.qty);
    }
  };
  const problem = (i: number) => {
    const p = lines.find((x) => x.line === i);
    return p && problemText(t, f, p);
  };
  return (
    <>
      <Card>
        <div className="lw-stack">
          <Choice
            label={t("checkout.how")}
            value={mode}
            onChange={setMode}
            options={modes
              .filter((m) => (seat ? m === "dinein" : page.store.modes.includes(m)))
              .map((m) => ({ value: m, label: t(`mode.${m}`) }))}
          />
          {brought && (
            <Link to="/addresses" className="app-to">
              <Icon name="pin" size={20} />
              <span>
                {door ? (
                  <>
                    <strong className="lw-break">{[door.place, door.door].filter(Boolean).join(" ")}</strong>
                    <br />
                    <span className="lw-muted lw-small">
                      {door.name} {door.phone}
                    </span>
                  </>
                ) : (
                  t("checkout.noAddress")
                )}
              </span>
              <Icon name="next" size={16} />
            </Link>
          )}
          {mode === "dinein" && (
            <Field
              label={t("checkout.table")}
              hint={t("checkout.tableHint")}
              value={table}
              maxLength={20}
              readOnly={seat !== ""}
              onChange={(e) => setTable(e.target.value)}
            />
          )}
        </div>
      </Card>
      <Card>
        <Lines lines={basket} problem={problem} />
      </Card>
      <Card>
        <Field
          label={t("checkout.note")}
          placeholder={t("checkout.noteHint")}
          value={note}
          maxLength={200}
          onChange={(e) => setNote(e.target.value)}
        />
      </Card>
      {q && q.coupons.length > 0 && (
        <CouponSlot quote={q} chosen={coupons} fresh={!quote.isPlaceholderData} onChoose={setCoupons} />
      )}
      {q?.points && (
        <List>
          <SwitchRow
            title={t("member.use", { points: t("member.points", { count: q.points.most }) })}
            note={q.points.most > 0 ? t("member.useNote", { amount: f.money(q.points.worth) }) : t("member.useNone")}
            on={points && q.points.most > 0}
            disabled={q.points.most === 0}
            onChange={setPoints}
          />
        </List>
      )}
      <Shown of={quote}>
        {(x) => (
          <Card>
            <Pairs
              of={[
                [t("checkout.goods"), f.money(x.goods)],
                [t("checkout.packing"), f.money(x.packing)],
                [t(mode === "parcel" ? "parcel.fee" : "checkout.fee"), f.money(x.fee)],
                ...discountOf(t, f, x),
                ...pointsOf(t, f, x),
                [t("checkout.total"), <strong key="total">{f.money(x.total)}</strong>],
              ]}
            />
            {x.points && x.points.earn > 0 && (
              <p className="lw-small">{t("member.earns", { points: t("member.points", { count: x.points.earn }) })}</p>
            )}
            {x.forFree && <p className="lw-small">{t("parcel.free", { amount: f.money(x.forFree) })}</p>}
            <p className="lw-muted lw-small">
              {mode === "parcel"
                ? t("parcel.takes", { count: Math.round(x.minutes / 1440) })
                : t("checkout.takes", { number: x.minutes })}
            </p>
          </Card>
        )}
      </Shown>
      {whole.map((p) => (
        <Notice key={p.code} tone="warn" icon="warn">
          {problemText(t, f, p)}
        </Notice>
      ))}
      {lines.length > 0 && (
        <Button kind="soft" block onClick={() => void repair()}>
          {cheaper && !lost.length ? t("checkout.accept") : t("checkout.drop")}
        </Button>
      )}
      {place.error && <Notice tone="bad">{faultText(place.error, f)}</Notice>}
      <p className="lw-muted lw-small lw-centre">{t("checkout.payWithin")}</p>
      <Button
        block
        busy={place.isPending || place.isSuccess}
        disabled={!q || problems.length > 0 || quote.isPlaceholderData}
        onClick={() => q && place.mutate(q)}
      >
        {t("checkout.place", { amount: q ? f.money(q.total) : "" })}
      </Button>
    </>
  );
}
