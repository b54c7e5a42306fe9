package support_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/app"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/support"
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

// world is a whole server where a payment costs 1 %, and a buyer with money.
type world struct {
	*app.App
	t     *testing.T
	clock *testkit.Clock
	buyer string
	n     int
	id    string // of the policy
}

func each(t *testing.T, policies []support.Policy, fn func(w *world)) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		a, err := app.New(d, slog.New(slog.DiscardHandler), app.Config{Keys: secret.InMemory(), Origin: "http://localhost:8080", Demo: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		w := &world{App: a, t: t, clock: c, id: "carts"}
		w.must(t, func(ctx context.Context, tx *db.Tx) error {
			u, err := a.Identity.Ensure(ctx, tx, "+8613900000001", "en")
			if err != nil {
				return err
			}
			w.buyer = u.ID
			_, saved := a.Support.Save(ctx, tx, 1, policies, "for a test", "olga")
			return errors.Join(a.Pay.SetFee(ctx, tx, pay.Fee{PPM: 10_000}), saved,
				a.Wallet.Issue(ctx, tx, "seed", wallet.Cash(u.ID), cny(100_000_00)))
		})
		fn(w)
		w.whole(t)
	})
}

type failer interface {
	Helper()
	Fatal(...any)
}

func (w *world) do(fn func(context.Context, *db.Tx) error) error {
	ctx := context.Background()
	return w.DB.Do(ctx, func(tx *db.Tx) error { return fn(ctx, tx) })
}

func (w *world) must(t failer, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := w.do(fn); err != nil {
		t.Fatal(err)
	}
}

// whole recounts all there is.
func (w *world) whole(t failer) {
	t.Helper()
	checks, err := app.Verify(context.Background(), w.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if len(c.Breaches) > 0 {
			t.Fatal(c.Name, c.Breaches)
		}
	}
}

func (w *world) open(t failer, kind merchant.Kind) string {
	t.Helper()
	var id string
	w.must(t, func(ctx context.Context, tx *db.Tx) error {
		w.n++
		u, err := w.Identity.Ensure(ctx, tx, fmt.Sprintf("+86137%08d", w.n), "en")
		if err != nil {
			return err
		}
		m, err := w.Merchants.Open(ctx, tx, u.ID, "Cart", kind)
		id = m.ID
		return err
	})
	return id
}

func (w *world) consider(t failer, id string) {
	t.Helper()
	w.must(t, func(ctx context.Context, tx *db.Tx) error { return w.Support.Consider(ctx, tx, id) })
}

// pay pays a merchant; no is its number.
func (w *world) pay(merchant, no string, minor int64) (t pay.Trade, err error) {
	err = w.do(func(ctx context.Context, tx *db.Tx) error {
		t, err = w.Pay.Create(ctx, tx, pay.NewTrade{
			Merchant: merchant, OutTradeNo: merchant + no, Method: pay.ByOrder, Subject: "pancake", Total: cny(minor), Buyer: w.buyer, Life: time.Minute,
		})
		if err == nil {
			t, err = w.Pay.Pay(ctx, tx, t.ID, pay.Paying{Buyer: w.buyer, Proven: true})
		}
		return err
	})
	return t, err
}

func (w *world) refund(t failer, trade pay.Trade, no string, minor int64) {
	t.Helper()
	w.must(t, func(ctx context.Context, tx *db.Tx) error {
		_, _, _, err := w.Pay.Refund(ctx, tx, "", pay.Ref{TradeNo: trade.ID}, pay.NewRefund{RequestNo: no, Amount: cny(minor)})
		return err
	})
}

// standing tells how a merchant stands to the policy.
func (w *world) standing(t failer, id string) support.Standing {
	t.Helper()
	ss, err := w.Support.Standings(context.Background(), w.DB, w.DB.Now(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range ss {
		if s.Policy.ID == w.id {
			return s
		}
	}
	return support.Standing{}
}

func (w *world) promised(t failer) int64 {
	t.Helper()
	sums, err := w.Support.Sums(context.Background(), w.DB)
	if err != nil {
		t.Fatal(err)
	}
	return sums[w.id].Promised
}

// later moves the clock and does what is due then.
func (w *world) later(by time.Duration) {
	w.clock.Move(by)
	for w.Jobs.Once(w.t.Context()) > 0 {
	}
}

func TestANewCartPaysNoFeeAndTheOneThatPassesTheCapPaysTheRest(t *testing.T) {
	each(t, cart(func(*support.Policy) {}), func(w *world) { // 1 % of 100.00 is 1.00; the cap is 3.00
		id := w.open(w.t, merchant.Coder)
		for i, want := range []int64{100, 0, 0, 0, 50, 100} { // the first one is paid before anybody looked
			if i == 1 {
				w.consider(w.t, id)
			}
			sum := int64(100_00)
			if i == 3 {
				sum = 50_00
			}
			tr, err := w.pay(id, fmt.Sprint(i), sum)
			if err != nil || tr.Fee != cny(want) {
				w.t.Errorf("payment %d costs %v (%v), want %v", i, tr.Fee, err, cny(want))
			}
		}
		s := w.standing(w.t, id)
		if s.State != support.UsedUp || s.Grant.Used != cny(300) {
			w.t.Errorf("the grant is %s with %v used", s.State, s.Grant.Used)
		}
		day, err := w.Pay.Sum(w.t.Context(), w.DB, id, w.DB.Now().Add(-time.Hour), w.DB.Now().Add(time.Hour))
		if err != nil || day.Fees != cny(250) {
			w.t.Errorf("the statement has fees of %v (%v), want 2.50", day.Fees, err)
		}
	})
}

func TestARefundGivesNoFeeBackThatWasNotTaken(t *testing.T) {
	each(t, cart(func(p *support.Policy) { p.Gives.UpTo = "1.50" }), func(w *world) {
		id := w.open(w.t, merchant.Coder)
		w.consider(w.t, id)
		whole, _ := w.pay(id, "whole", 100_00)    // 1.00 waived
		partly, err := w.pay(id, "partly", 80_00) // 0.50 of 0.80 waived
		if err != nil || whole.Fee != cny(0) || partly.Fee != cny(30) || partly.Waived != cny(50) {
			w.t.Fatal(whole.Fee, partly.Fee, partly.Waived, err)
		}
		w.refund(w.t, whole, "1", 33_33)
		w.refund(w.t, whole, "2", 66_67)
		w.refund(w.t, partly, "1", 40_00)
		if s := w.standing(w.t, id); s.Grant.Used != cny(25) || s.State != support.Active {
			w.t.Errorf("%v is used and it is %s, want 0.25 and active", s.Grant.Used, s.State)
		}
		fees, err := w.Ledger.Balance(w.t.Context(), w.DB, wallet.FeeIncome)
		if err != nil || fees.Available != cny(15) {
			w.t.Errorf("the platform kept %v (%v), want 0.15", fees.Available, err)
		}
	})
}

func TestAGrantEndsWhenItsDaysAreOverAndItsRestIsThereForOthers(t *testing.T) {
	each(t, cart(func(p *support.Policy) { p.Gives.Days, p.Budget = 30, "5.00" }), func(w *world) {
		a, b := w.open(w.t, merchant.Coder), w.open(w.t, merchant.Coder)
		w.later(0) // the day's look: the older one first
		if sa, sb := w.standing(w.t, a), w.standing(w.t, b); sa.State != support.Active || sb.State != support.Full {
			w.t.Fatalf("the older one is %s, the newer one %s", sa.State, sb.State)
		}
		tr, _ := w.pay(a, "1", 100_00)
		w.later(23*24*time.Hour + time.Hour)
		page, err := w.Messages.List(w.t.Context(), w.DB, w.owner(a), "", pageOf(20))
		if err != nil || len(page.Items) != 2 || page.Items[0].Code != "support.ending" || page.Items[1].Code != "support.fee_waiver" {
			w.t.Errorf("the owner was told %v (%v)", page.Items, err)
		}
		w.later(7 * 24 * time.Hour)
		if s := w.standing(w.t, a); s.State != support.Ended || w.promised(w.t) != 100+300 {
			w.t.Errorf("it is %s with %d promised, want ended, its 100 and the 300 of the other", s.State, w.promised(w.t))
		}
		if s := w.standing(w.t, b); s.State != support.Active {
			w.t.Errorf("the newer one is %s", s.State)
		}
		if tr, _ := w.pay(a, "2", 100_00); tr.Fee != cny(100) {
			w.t.Errorf("after the end a payment costs %v", tr.Fee)
		}
		w.refund(w.t, tr, "1", 100_00) // the fee that was borne is the budget's again
		if got := w.promised(w.t); got != 300 {
			w.t.Errorf("%d is promised after the refund, want 300", got)
		}
	})
}

func (w *world) owner(id string) string {
	m, err := w.Merchants.Get(w.t.Context(), w.DB, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return m.Owner
}

func pageOf(n int) page.Ask { return page.Ask{Limit: n} }

func TestAGrantIsHonouredWhenTheFileChanges(t *testing.T) {
	each(t, cart(func(*support.Policy) {}), func(w *world) {
		id := w.open(w.t, merchant.Coder)
		w.consider(w.t, id)
		save := func(base int64, ps []support.Policy) error {
			return w.do(func(ctx context.Context, tx *db.Tx) error {
				_, err := w.Support.Save(ctx, tx, base, ps, "less money", "olga")
				return err
			})
		}
		if err := save(2, nil); err != nil {
			w.t.Fatal(err)
		}
		if err := save(2, nil); !errors.Is(err, support.ErrStale) {
			w.t.Errorf("a save of what somebody else has changed: %v", err)
		}
		if s := w.standing(w.t, id); s.State != support.Active || s.Policy.Name != "摊位" {
			w.t.Errorf("the grant is %s, of %s", s.State, s.Policy.Name)
		}
		if tr, _ := w.pay(id, "1", 100_00); tr.Fee != cny(0) {
			w.t.Errorf("a payment costs %v", tr.Fee)
		}
		if s := w.standing(w.t, w.open(w.t, merchant.Coder)); s.State != "" {
			w.t.Errorf("another one is %s", s.State)
		}
	})
}

func TestWhoQualifiesAndWhy(t *testing.T) {
	store := []support.Rule{{Of: support.City, Bound: "110000,310000"}, {Of: support.Category, Bound: "breakfast"}}
	cases := map[string]struct {
		rules []support.Rule
		want  support.State
		why   string
	}{
		"a coder":                 {[]support.Rule{{Of: support.Coder, Bound: "yes"}}, support.Open, "yes"},
		"not a coder":             {[]support.Rule{{Of: support.Coder, Bound: "no"}}, support.Refused, "yes"},
		"on its last day":         {[]support.Rule{{Of: support.Days, Bound: "3"}}, support.Open, "3"},
		"a day too late":          {[]support.Rule{{Of: support.Days, Bound: "2"}}, support.Refused, "3"},
		"any tier":                {[]support.Rule{{Of: support.Tier, Bound: "0"}}, support.Open, "0"},
		"a licence":               {[]support.Rule{{Of: support.Tier, Bound: "1"}}, support.Refused, "0"},
		"as much as it was paid":  {[]support.Rule{{Of: support.Paid, Bound: "25.00"}}, support.Open, "25.00"},
		"less than it was paid":   {[]support.Rule{{Of: support.Paid, Bound: "24.99"}}, support.Refused, "25.00"},
		"less online than it is":  {[]support.Rule{{Of: support.Maturity, Bound: "0"}}, support.Open, "0"},
		"more online than it is":  {[]support.Rule{{Of: support.Maturity, Bound: "1"}}, support.Refused, "0"},
		"a store it does not own": {store[:1], support.Refused, ""},
		"a kind it does not sell": {store[1:], support.Refused, ""},
		"one of two does not hold": {
			[]support.Rule{{Of: support.Coder, Bound: "yes"}, {Of: support.Days, Bound: "0"}},
			support.Refused, "yes,3",
		},
	}
	each(t, nil, func(w *world) {
		id := w.open(w.t, merchant.Coder)
		w.clock.Move(3*24*time.Hour + time.Hour)
		if _, err := w.pay(id, "1", 25_00); err != nil {
			w.t.Fatal(err)
		}
		w.clock.Move(time.Minute)
		base := int64(2)
		for name, c := range cases {
			w.must(w.t, func(ctx context.Context, tx *db.Tx) error {
				_, err := w.Support.Save(ctx, tx, base, cart(func(p *support.Policy) { p.If = c.rules }), "a case", "olga")
				return err
			})
			base++
			s := w.standing(w.t, id)
			var why []string
			for _, r := range s.Reasons {
				why = append(why, r.Value)
			}
			if s.State != c.want || strings.Join(why, ",") != c.why {
				w.t.Errorf("%s: %s because of %v, want %s of %s", name, s.State, why, c.want, c.why)
			}
			n, _, _, err := w.Support.Preview(w.t.Context(), w.DB, w.DB.Now(), []support.Policy{s.Policy})
			if err != nil || (n[0].Qualify == 1) != (c.want == support.Open) {
				w.t.Errorf("%s: the preview counts %v (%v)", name, n, err)
			}
		}
	})
}

func TestARushPassesNeitherACapNorABudget(t *testing.T) {
	each(t, cart(func(p *support.Policy) { p.Budget = "7.00" }), func(w *world) { // two grants of 3.00
		var ids []string
		for range 6 {
			ids = append(ids, w.open(w.t, merchant.Coder))
		}
		rush := func(n int, fn func(i int) error) {
			var all sync.WaitGroup
			for i := range n {
				all.Go(func() {
					if err := fn(i); err != nil {
						w.t.Error(err)
					}
				})
			}
			all.Wait()
		}
		rush(12, func(i int) error {
			return w.do(func(ctx context.Context, tx *db.Tx) error { return w.Support.Consider(ctx, tx, ids[i%6]) })
		})
		granted := ""
		n := 0
		for _, id := range ids {
			if w.standing(w.t, id).State == support.Active {
				n, granted = n+1, id
			}
		}
		if n != 2 || w.promised(w.t) != 600 {
			w.t.Fatalf("%d were granted, %d promised", n, w.promised(w.t))
		}
		var mu sync.Mutex
		fees := cny(0)
		rush(20, func(i int) error {
			tr, err := w.pay(granted, fmt.Sprint("rush", i), 70_00)
			mu.Lock()
			defer mu.Unlock()
			fees = fees.Add(tr.Fee)
			return err
		})
		if s := w.standing(w.t, granted); s.Grant.Used != cny(300) || fees != cny(20*70-300) {
			w.t.Errorf("%v is used and %v were paid, want 3.00 and 11.00", s.Grant.Used, fees)
		}
	})
}

func TestWhateverIsPaidAndReturnedNoCapIsPassed(t *testing.T) {
	each(t, nil, func(w *world) {
		base := int64(2)
		rapid.Check(w.t, func(rt *rapid.T) {
			w.id = fmt.Sprint("carts-", base)
			w.must(rt, func(ctx context.Context, tx *db.Tx) error {
				_, err := w.Support.Save(ctx, tx, base, cart(func(p *support.Policy) { p.ID, p.Gives.Days, p.Budget = w.id, 3, "6.50" }), "a round", "olga")
				return err
			})
			base++
			var ids []string
			for range rapid.IntRange(1, 3).Draw(rt, "carts") {
				ids = append(ids, w.open(rt, merchant.Coder))
			}
			var paid []pay.Trade
			back := map[string]int64{}
			for i := range rapid.IntRange(1, 25).Draw(rt, "acts") {
				switch rapid.IntRange(0, 5).Draw(rt, "act") {
				case 0:
					w.consider(rt, rapid.SampledFrom(ids).Draw(rt, "who"))
				case 1:
					w.later(time.Duration(rapid.IntRange(1, 40).Draw(rt, "hours")) * time.Hour)
				case 2:
					if len(paid) == 0 {
						continue
					}
					tr := rapid.SampledFrom(paid).Draw(rt, "trade")
					if left := tr.Total.Minor() - back[tr.ID]; left > 0 {
						sum := rapid.Int64Range(1, left).Draw(rt, "back")
						back[tr.ID] += sum
						w.refund(rt, tr, fmt.Sprint(tr.ID, i), sum)
					}
				default:
					w.n++
					tr, err := w.pay(rapid.SampledFrom(ids).Draw(rt, "payee"), fmt.Sprint("p", w.n), rapid.Int64Range(1, 200_00).Draw(rt, "sum"))
					if err != nil {
						rt.Fatal(err)
					}
					paid = append(paid, tr)
					if tr.Fee.Add(tr.Waived) != tr.Total.MulDiv(1, 100) {
						rt.Fatal("a fee of ", tr.Fee, " and ", tr.Waived, " of ", tr.Total)
					}
				}
				if w.promised(rt) > 650 {
					rt.Fatal("promised ", w.promised(rt))
				}
			}
			if _, bad, err := w.Support.Verify(context.Background(), w.DB); err != nil || len(bad) > 0 {
				rt.Fatal(bad, err)
			}
		})
	})
}
