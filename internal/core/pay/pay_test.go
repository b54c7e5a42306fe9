package pay_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/bank"
	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

// world is a shop "m" of owner "olga" and some people with money.
type world struct {
	*pay.Service
	ledger *ledger.Service
	wallet *wallet.Service
	jobs   *job.Queue
	db     *db.DB
	clock  *testkit.Clock
	seen   *seen
}

// seen counts the events, as a subscriber that shares the transaction does.
type seen struct{ paid, refunded, closed atomic.Int64 }

type sellers struct{}

func (sellers) Room(context.Context, *db.Tx, string, money.Amount) error { return nil }

func (sellers) Seller(_ context.Context, _ db.Q, m string) (pay.Seller, error) {
	return pay.Seller{Name: "Shop " + m, Owner: "olga", Blocked: m == "blocked"}, nil
}

// judge wants a PIN from 500.00 on where a code alone would do.
type judge struct{}

func (judge) Judge(_ context.Context, _ *db.Tx, p pay.Payment) error {
	if !p.Proven && p.Amount.Minor() >= 500_00 {
		return pay.ErrStepUp
	}
	return nil
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	ms := [][]db.Migration{job.Migrations, ledger.Migrations, wallet.Migrations, pay.Migrations}
	testkit.Each(t, ms, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := &world{ledger: ledger.New(), db: d, clock: c, seen: &seen{}}
		w.jobs = job.New(d, slog.New(slog.DiscardHandler))
		bus := event.NewBus(w.jobs)
		w.wallet = wallet.New(w.ledger, secret.InMemory())
		w.Service = pay.New(pay.Deps{
			Ledger: w.ledger, Wallet: w.wallet, Bus: bus, Jobs: w.jobs,
			Sellers: sellers{}, Judge: judge{}, MAC: func(v string) string { return "mac:" + v },
		})
		event.On(bus, "test", func(_ context.Context, tx *db.Tx, _ pay.PaidEvent) error {
			tx.After(func() { w.seen.paid.Add(1) })
			return nil
		})
		event.On(bus, "test", func(_ context.Context, tx *db.Tx, _ pay.RefundedEvent) error {
			tx.After(func() { w.seen.refunded.Add(1) })
			return nil
		})
		event.On(bus, "test", func(_ context.Context, tx *db.Tx, _ pay.ClosedEvent) error {
			tx.After(func() { w.seen.closed.Add(1) })
			return nil
		})
		w.must(t, func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(w.wallet.OpenPlatform(ctx, tx), w.wallet.OpenMerchant(ctx, tx, "m"),
				w.SetFee(ctx, tx, pay.Fee{PPM: 6000}))
		})
		for _, u := range []string{"ann", "bob", "olga"} {
			w.must(t, func(ctx context.Context, tx *db.Tx) error {
				return errors.Join(w.wallet.OpenUser(ctx, tx, u), w.wallet.Issue(ctx, tx, "seed:"+u, wallet.Cash(u), cny(1000_00)))
			})
		}
		fn(t, w)
		w.whole(t)
	})
}

type failer interface {
	Helper()
	Fatal(...any)
}

func (w *world) do(fn func(context.Context, *db.Tx) error) error {
	ctx := context.Background()
	return w.db.Do(ctx, func(tx *db.Tx) error { return fn(ctx, tx) })
}

func (w *world) must(t failer, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := w.do(fn); err != nil {
		t.Fatal(err)
	}
}

func (w *world) cash(t failer, a ledger.Account) int64 {
	t.Helper()
	b, err := w.ledger.Balance(context.Background(), w.db, a)
	if err != nil {
		t.Fatal(err)
	}
	return b.Available.Minor()
}

func (w *world) whole(t failer) {
	t.Helper()
	err := w.db.Snapshot(context.Background(), func(q db.Q) error {
		r, err := w.ledger.Verify(context.Background(), q)
		if err != nil {
			return err
		}
		_, bad, err := w.Verify(context.Background(), q)
		if bad = append(bad, r.Breaches...); len(bad) > 0 {
			t.Fatal(bad)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) code(t failer, user string) (c pay.Code) {
	t.Helper()
	w.must(t, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = w.NewCode(ctx, tx, user, "phone")
		return err
	})
	return c
}

func ask(no string, n int64) pay.NewTrade {
	return pay.NewTrade{App: "app", Merchant: "m", OutTradeNo: no, Method: pay.ByQR, Subject: "tea", Total: cny(n)}
}

func (w *world) create(t failer, in pay.NewTrade) (out pay.Trade) {
	t.Helper()
	w.must(t, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = w.Create(ctx, tx, in)
		return err
	})
	return out
}

func (w *world) pay(trade, buyer string) error {
	return w.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := w.Pay(ctx, tx, trade, pay.Paying{Buyer: buyer, Proven: true})
		return err
	})
}

func (w *world) refund(trade, no string, n int64) (moved bool, err error) {
	err = w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		_, _, moved, err = w.Refund(ctx, tx, "app", pay.Ref{TradeNo: trade}, pay.NewRefund{RequestNo: no, Amount: cny(n)})
		return err
	})
	return moved, err
}

func (w *world) later(d time.Duration) {
	w.clock.Move(d)
	for w.jobs.Once(context.Background()) > 0 {
	}
}

func TestATradeIsPaidOnceAndGivenBackInParts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		tr := w.create(t, ask("1", 100_00))
		if again := w.create(t, ask("1", 100_00)); again.ID != tr.ID || again.QR != tr.QR {
			t.Error("the same terms made another trade")
		}
		for range 2 {
			if err := w.pay(tr.ID, "ann"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.pay(tr.ID, "bob"); !errors.Is(err, pay.ErrPaid) {
			t.Errorf("a second buyer: %v", err)
		}
		if a, m, f := w.cash(t, wallet.Cash("ann")), w.cash(t, wallet.MerchantCash("m")), w.cash(t, wallet.FeeIncome); a != 900_00 || m != 99_40 || f != 60 {
			t.Errorf("ann has %d, the shop %d, fees %d", a, m, f)
		}
		for i, tc := range []struct {
			no    string
			n     int64
			moved bool
			want  *fault.Fault
		}{
			{"r1", 33_33, true, nil},
			{"r1", 33_33, false, nil},
			{"r1", 33_34, false, pay.ErrRefundTerms},
			{"r2", 66_68, false, pay.ErrRefundOver},
			{"r2", 66_67, true, nil},
			{"r3", 1, false, pay.ErrClosed},
		} {
			moved, err := w.refund(tr.ID, tc.no, tc.n)
			if moved != tc.moved || (tc.want == nil) != (err == nil) || tc.want != nil && !errors.Is(err, tc.want) {
				t.Errorf("refund %d: moved %v, %v", i, moved, err)
			}
		}
		if a, m, f := w.cash(t, wallet.Cash("ann")), w.cash(t, wallet.MerchantCash("m")), w.cash(t, wallet.FeeIncome); a != 1000_00 || m != 0 || f != 0 {
			t.Errorf("after all: ann has %d, the shop %d, fees %d", a, m, f)
		}
		w.later(0)
		if w.seen.paid.Load() != 1 || w.seen.refunded.Load() != 2 {
			t.Errorf("%d paid events, %d refunded", w.seen.paid.Load(), w.seen.refunded.Load())
		}
	})
}

func TestWhatATradeRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		paid := w.create(t, ask("paid", 1_00))
		if err := w.pay(paid.ID, "ann"); err != nil {
			t.Fatal(err)
		}
		w.create(t, ask("open", 5_00))
		old := w.create(t, ask("old", 5_00))
		w.later(pay.QRLife)
		create := func(in pay.NewTrade) error {
			return w.do(func(ctx context.Context, tx *db.Tx) error { _, err := w.Create(ctx, tx, in); return err })
		}
		dear, blocked, own := ask("dear", 5_000_00), ask("x", 1), ask("own", 1_00)
		blocked.Merchant = "blocked"
		other := ask("open2", 5_00)
		w.create(t, other)
		other.Subject = "coffee"
		for name, tc := range map[string]struct {
			got  error
			want *fault.Fault
		}{
			"paid number again":      {create(ask("paid", 1_00)), pay.ErrPaid},
			"other amount":           {create(ask("paid", 2_00)), pay.ErrTerms},
			"other subject":          {create(other), pay.ErrTerms},
			"closed number again":    {create(ask("old", 5_00)), pay.ErrClosed},
			"paying what has closed": {w.pay(old.ID, "ann"), pay.ErrClosed},
			"nothing":                {create(ask("zero", 0)), pay.ErrAmount},
			"too much":               {create(ask("big", 100_000_000_01)), pay.ErrAmount},
			"blocked seller":         {create(blocked), pay.ErrSeller},
			"no money":               {w.pay(w.create(t, dear).ID, "ann"), ledger.ErrShort},
			"own shop":               {w.pay(w.create(t, own).ID, "olga"), pay.ErrSelf},
			"unknown":                {w.pay("404", "ann"), pay.ErrNoTrade},
			"refund of unpaid":       {func() error { _, err := w.refund(w.create(t, ask("n", 1)).ID, "r", 1); return err }(), pay.ErrStatus},
			"closing what is paid": {w.do(func(ctx context.Context, tx *db.Tx) error {
				_, err := w.Close(ctx, tx, "app", pay.Ref{OutTradeNo: "paid"})
				return err
			}), pay.ErrPaid},
			"another app's trade": {w.do(func(ctx context.Context, tx *db.Tx) error {
				_, err := w.Find(ctx, tx, "app2", pay.Ref{TradeNo: paid.ID})
				return err
			}), pay.ErrNoTrade},
		} {
			if !errors.Is(tc.got, tc.want) {
				t.Errorf("%s: got %v, want %v", name, tc.got, tc.want)
			}
		}
	})
}

func TestAPaymentCodeIsGoodForOnePayment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		byCode := func(no string, n int64, digits string) (out pay.Outcome, err error) {
			err = w.do(func(ctx context.Context, tx *db.Tx) (err error) {
				out, err = w.PayByCode(ctx, tx, pay.NewTrade{App: "app", Merchant: "m", OutTradeNo: no, Subject: "tea", Total: cny(n)}, digits)
				return err
			})
			return out, err
		}
		c := w.code(t, "ann")
		if len(c.Digits) != 18 || c.Digits[:2] != "28" {
			t.Errorf("code %s", c.Digits)
		}
		var ok atomic.Int64
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				if _, err := byCode(fmt.Sprintf("c%d", i), 1_00, c.Digits); err == nil {
					ok.Add(1)
				} else if !errors.Is(err, pay.ErrCode) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if ok.Load() != 1 || w.cash(t, wallet.Cash("ann")) != 999_00 {
			t.Errorf("%d payments with one code", ok.Load())
		}
		// The call that paid can be repeated; the code buys nothing else.
		one := w.code(t, "ann")
		for range 2 {
			if out, err := byCode("twice", 1_00, one.Digits); err != nil || out.Status != pay.Success {
				t.Error(out, err)
			}
		}
		old := w.code(t, "ann")
		newer := w.code(t, "ann")
		if _, err := byCode("old", 1_00, old.Digits); !errors.Is(err, pay.ErrCode) {
			t.Errorf("a code that a newer one replaced: %v", err)
		}
		w.later(pay.CodeLife)
		if _, err := byCode("late", 1_00, newer.Digits); !errors.Is(err, pay.ErrCode) {
			t.Errorf("a code after its minute: %v", err)
		}
		// Above the limit the buyer confirms; the seller asks again.
		out, err := byCode("dear", 600_00, w.code(t, "ann").Digits)
		if err != nil || !out.Waits {
			t.Fatal(out, err)
		}
		if err := w.pay(out.ID, "bob"); !errors.Is(err, pay.ErrNotYours) {
			t.Errorf("another confirms: %v", err)
		}
		if err := w.pay(out.ID, "ann"); err != nil {
			t.Error(err)
		}
		for i := range 60 {
			_, err = byCode(fmt.Sprintf("guess%d", i), 1_00, fmt.Sprintf("28%016d", i))
		}
		if !errors.Is(err, pay.ErrCodeGuessing) {
			t.Errorf("after 60 guesses: %v", err)
		}
	})
}

func TestFrozenMoneyIsCapturedAndReleased(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var a pay.Auth
		w.must(t, func(ctx context.Context, tx *db.Tx) (err error) {
			a, _, err = w.AskAuth(ctx, tx, pay.NewAuth{App: "app", Merchant: "m", OutOrderNo: "o", RequestNo: "f", Title: "room", Amount: cny(300_00)})
			return err
		})
		for range 2 {
			w.must(t, func(ctx context.Context, tx *db.Tx) error {
				_, _, err := w.Freeze(ctx, tx, a.No, pay.Paying{Buyer: "ann", Proven: true})
				return err
			})
		}
		if got := w.cash(t, wallet.Cash("ann")); got != 700_00 {
			t.Errorf("ann has %d", got)
		}
		capture := func(no string, n int64, done bool) error {
			return w.do(func(ctx context.Context, tx *db.Tx) error {
				_, err := w.PayByAuth(ctx, tx, pay.NewTrade{App: "app", Merchant: "m", OutTradeNo: no, Subject: "room", Total: cny(n)}, a.No, done)
				return err
			})
		}
		unfreeze := func(no string, n int64) error {
			return w.do(func(ctx context.Context, tx *db.Tx) error {
				_, _, err := w.Unfreeze(ctx, tx, "app", a.No, no, cny(n), "")
				return err
			})
		}
		for i, tc := range []struct {
			got  error
			want *fault.Fault
		}{
			{capture("p1", 100_00, false), nil},
			{capture("p1", 100_00, false), nil},
			{unfreeze("u1", 50_00), nil},
			{unfreeze("u1", 50_00), nil},
			{unfreeze("u1", 51_00), pay.ErrTerms},
			{unfreeze("f", 1_00), nil}, // the freeze had this number: it is another kind's
			{unfreeze("f", 1_00), nil},
			{capture("p2", 150_00, false), pay.ErrAuthRest},
			{unfreeze("u2", 150_00), pay.ErrAuthRest},
			{capture("p3", 100_00, true), nil}, // and the rest goes back
			{capture("p4", 1, false), pay.ErrAuthStatus},
		} {
			if (tc.want == nil) != (tc.got == nil) || tc.want != nil && !errors.Is(tc.got, tc.want) {
				t.Errorf("step %d: got %v, want %v", i, tc.got, tc.want)
			}
		}
		if got := w.cash(t, wallet.Cash("ann")); got != 800_00 {
			t.Errorf("ann has %d", got)
		}
	})
}

// bankSays is a bank that answers all alike.
type bankSays bank.Outcome

func (b bankSays) Send(context.Context, bank.Order) (bank.Answer, error) {
	return bank.Answer{Outcome: bank.Outcome(b), Code: "00"}, nil
}

func (b bankSays) Query(ctx context.Context, o bank.Order) (bank.Answer, error) {
	return b.Send(ctx, o)
}

func (b bankSays) Reverse(ctx context.Context, o bank.Order) (bank.Answer, error) {
	return b.Send(ctx, o)
}

func TestACardPaysATradeWhenItsMoneyHasCome(t *testing.T) {
	for name, tc := range map[string]struct {
		says   bank.Outcome
		closed bool // the seller closes the trade while the money is on its way
		want   pay.Status
		ann    int64
	}{
		"approved":              {bank.Approved, false, pay.Success, 1000_00},
		"refused":               {bank.Refused, false, pay.Waiting, 1000_00},
		"approved but too late": {bank.Approved, true, pay.Closed, 1040_00},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				tr := w.create(t, ask("card", 40_00))
				var card wallet.Card
				w.must(t, func(ctx context.Context, tx *db.Tx) (err error) {
					card, err = w.wallet.Bind(ctx, tx, wallet.UserParty("ann"), "6220010000000000")
					return err
				})
				var order wallet.Order
				for range 2 { // asked for twice, it is one order
					w.must(t, func(ctx context.Context, tx *db.Tx) (err error) {
						was := order.ID
						_, order, err = w.PayByCard(ctx, tx, tr.ID, card.ID, pay.Paying{Buyer: "ann", Proven: true})
						if was != "" && was != order.ID {
							t.Error("a second order was placed")
						}
						return err
					})
				}
				if tc.closed {
					w.must(t, func(ctx context.Context, tx *db.Tx) error {
						_, err := w.Close(ctx, tx, "app", pay.Ref{TradeNo: tr.ID})
						return err
					})
				}
				if err := w.pay(tr.ID, "bob"); err == nil {
					t.Error("another paid what waits for ann's card")
				}
				for range 3 {
					if _, err := w.wallet.Once(t.Context(), w.db, bankSays(tc.says)); err != nil {
						t.Fatal(err)
					}
				}
				got, err := w.Get(t.Context(), w.db, tr.ID)
				if err != nil || got.Status != tc.want || w.cash(t, wallet.Cash("ann")) != tc.ann {
					t.Errorf("the trade is %s, ann has %d, %v", got.Status, w.cash(t, wallet.Cash("ann")), err)
				}
			})
		})
	}
}

// A hundred thousand operations over trades, codes, refunds, holds and shares,
// in any order: nothing is made, lost, or taken twice.
func TestNoOrderOfOperationsMakesOrLosesMoney(t *testing.T) {
	steps := 1000
	if testing.Short() {
		steps = 50
	}
	each(t, func(t *testing.T, w *world) {
		w.must(t, func(ctx context.Context, tx *db.Tx) error {
			return w.BindReceivers(ctx, tx, pay.Receiver{App: "app", Account: wallet.Cash("bob"), Kind: "userId", Name: "bob"})
		})
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			var trades, auths []string
			pick := func(list []string, label string) string {
				if len(list) == 0 {
					return ""
				}
				return rapid.SampledFrom(list).Draw(rt, label)
			}
			n := steps
			if w.db.Postgres() {
				n = steps / 25 // every step is a commit of its own there
			}
			for i := range n {
				no := fmt.Sprintf("%d/%d", run, rapid.IntRange(0, i).Draw(rt, "no"))
				amount := rapid.Int64Range(1, 300_00).Draw(rt, "amount")
				user := rapid.SampledFrom([]string{"ann", "bob"}).Draw(rt, "user")
				trade, auth := pick(trades, "trade"), pick(auths, "auth")
				step := rapid.IntRange(0, 10).Draw(rt, "step")
				err := w.do(func(ctx context.Context, tx *db.Tx) error {
					var err error
					switch step {
					case 0, 1:
						var tr pay.Trade
						tr, err = w.Create(ctx, tx, ask(no, amount))
						trades = append(trades, tr.ID)
					case 2, 3, 4:
						_, err = w.Pay(ctx, tx, trade, pay.Paying{Buyer: user, Proven: true})
					case 5:
						_, _, _, err = w.Refund(ctx, tx, "app", pay.Ref{TradeNo: trade}, pay.NewRefund{RequestNo: no, Amount: cny(amount)})
					case 6:
						_, _, err = w.Cancel(ctx, tx, "app", pay.Ref{TradeNo: trade})
					case 7:
						var a pay.Auth
						a, _, err = w.AskAuth(ctx, tx, pay.NewAuth{App: "app", Merchant: "m", OutOrderNo: no, RequestNo: no, Title: "t", Amount: cny(amount)})
						if err == nil && a.Status == pay.AuthInit {
							_, _, err = w.Freeze(ctx, tx, a.No, pay.Paying{Buyer: user, Proven: true})
							auths = append(auths, a.No)
						}
					case 8:
						_, err = w.PayByAuth(ctx, tx, pay.NewTrade{App: "app", Merchant: "m", OutTradeNo: "a" + no, Subject: "t", Total: cny(amount)}, auth, amount%3 == 0)
					case 9:
						_, _, err = w.Unfreeze(ctx, tx, "app", auth, no, cny(amount), "")
					case 10:
						_, err = w.Split(ctx, tx, "app", trade, no, []pay.ShareLine{{To: wallet.Cash("bob"), Amount: amount}})
					}
					return err
				})
				if _, declared := fault.Of(err); err != nil && !declared {
					rt.Fatal(err)
				}
			}
			w.whole(rt)
			sum := w.cash(rt, wallet.MerchantCash("m")) + w.cash(rt, wallet.FeeIncome)
			for _, u := range []string{"ann", "bob"} {
				b, _ := w.ledger.Balance(context.Background(), w.db, wallet.Cash(u))
				sum += b.Total.Minor()
			}
			if sum != 2*1000_00 {
				rt.Fatalf("2000.00 became %d", sum)
			}
		})
	})
}
