package risk_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/core/risk"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
)

func each(t *testing.T, fn func(t *testing.T, s *risk.Service, d *db.DB, c *testkit.Clock)) {
	testkit.Each(t, [][]db.Migration{job.Migrations, risk.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		s, err := risk.New(d, job.New(d, slog.New(slog.DiscardHandler)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		fn(t, s, d, c)
	})
}

func judge(ctx context.Context, s *risk.Service, d *db.DB, p pay.Payment) error {
	return d.Do(ctx, func(tx *db.Tx) error { return s.Judge(ctx, tx, p) })
}

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

func TestTheFirstRules(t *testing.T) {
	proven := pay.Payment{Trade: "t", Method: pay.ByQR, Buyer: "ann", Payee: "m", Proven: true}
	with := func(p pay.Payment, change func(*pay.Payment)) pay.Payment { change(&p); return p }
	for name, tc := range map[string]struct {
		before int // payments of 400.00 to a static code
		p      pay.Payment
		want   *fault.Fault
	}{
		"a proven payment":               {0, with(proven, func(p *pay.Payment) { p.Amount = cny(10_000_00) }), nil},
		"above what one payment may be":  {0, with(proven, func(p *pay.Payment) { p.Amount = cny(200_000_01) }), risk.ErrDenied},
		"a small one by code":            {0, pay.Payment{Method: pay.ByCode, Buyer: "ann", Amount: cny(1000_00)}, nil},
		"a dear one by code":             {0, pay.Payment{Method: pay.ByCode, Buyer: "ann", Amount: cny(1000_01)}, pay.ErrStepUp},
		"no proof and no code":           {0, pay.Payment{Method: pay.ByQR, Buyer: "ann", Amount: cny(1)}, pay.ErrStepUp},
		"a static code within its day":   {1, with(proven, func(p *pay.Payment) { p.Static, p.Amount = true, cny(100_00) }), nil},
		"a static code above its day":    {1, with(proven, func(p *pay.Payment) { p.Static, p.Amount = true, cny(100_01) }), risk.ErrDenied},
		"much money to a stranger":       {0, with(proven, func(p *pay.Payment) { p.Transfer, p.Amount = true, cny(50_000_01) }), risk.ErrDenied},
		"much money to somebody known":   {1, with(proven, func(p *pay.Payment) { p.Transfer, p.Amount = true, cny(50_000_01) }), nil},
		"the same person, another buyer": {1, with(proven, func(p *pay.Payment) { p.Buyer, p.Static, p.Amount = "bob", true, cny(500_00) }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *risk.Service, d *db.DB, c *testkit.Clock) {
				for range tc.before {
					if err := judge(t.Context(), s, d, with(proven, func(p *pay.Payment) { p.Static, p.Amount = true, cny(400_00) })); err != nil {
						t.Fatal(err)
					}
				}
				err := judge(t.Context(), s, d, tc.p)
				if (tc.want == nil) != (err == nil) || tc.want != nil && !errors.Is(err, tc.want) {
					t.Errorf("got %v, want %v", err, tc.want)
				}
			})
		})
	}
}

func TestTheDayPasses(t *testing.T) {
	each(t, func(t *testing.T, s *risk.Service, d *db.DB, c *testkit.Clock) {
		p := pay.Payment{Method: pay.ByCoder, Buyer: "ann", Payee: "m", Proven: true, Static: true, Amount: cny(400_00)}
		if err := judge(t.Context(), s, d, p); err != nil {
			t.Fatal(err)
		}
		if err := judge(t.Context(), s, d, p); !errors.Is(err, risk.ErrDenied) {
			t.Fatal(err)
		}
		c.Move(24 * time.Hour)
		if err := judge(t.Context(), s, d, p); err != nil {
			t.Fatal(err)
		}
	})
}

func TestEveryDecisionIsKeptWithWhatItSaw(t *testing.T) {
	each(t, func(t *testing.T, s *risk.Service, d *db.DB, _ *testkit.Clock) {
		ctx := t.Context()
		ok := pay.Payment{Trade: "one", Method: pay.ByQR, Buyer: "ann", Payee: "m", Proven: true, Amount: cny(5_00)}
		bad := ok
		bad.Trade, bad.Amount = "two", cny(300_000_00)
		if err := judge(ctx, s, d, ok); err != nil {
			t.Fatal(err)
		}
		if err := judge(ctx, s, d, bad); !errors.Is(err, risk.ErrDenied) {
			t.Fatal(err)
		}
		if err := s.Flush(ctx); err != nil {
			t.Fatal(err)
		}
		got, err := s.Decisions(ctx, d, "", page.Ask{Limit: 10})
		if err != nil || len(got.Items) != 2 {
			t.Fatal(got, err)
		}
		if x := got.Items[0]; x.Object != "two" || x.Action != risk.Deny || x.Rule != "limit.single@1" || x.Facts.Amount != 300_000_00 || x.Facts.CountDay != 1 {
			t.Errorf("the refusal was kept as %+v", x)
		}
	})
}

func TestARuleNeedsTwoPeopleAndIsTriedFirst(t *testing.T) {
	each(t, func(t *testing.T, s *risk.Service, d *db.DB, _ *testkit.Clock) {
		ctx := t.Context()
		p := pay.Payment{Method: pay.ByQR, Buyer: "ann", Payee: "m", Proven: true, Amount: cny(5_00)}
		if err := judge(ctx, s, d, p); err != nil {
			t.Fatal(err)
		}
		draft := func(expr string) (risk.Rule, error) {
			return db.Get(ctx, d, func(tx *db.Tx) (risk.Rule, error) {
				return s.Draft(ctx, tx, risk.Rule{Name: "limit.single", Expr: expr, Action: risk.Deny, Reason: "limit_single", DraftedBy: "op1"})
			})
		}
		for _, bad := range []string{"amount >", "amount + 1", "nothing > 1", `"text"`} {
			if _, err := draft(bad); !errors.Is(err, risk.ErrRule) {
				t.Errorf("%q: got %v", bad, err)
			}
		}
		trial, err := s.Try(ctx, d, "amount >= 500", risk.Deny)
		if err != nil || trial.Payments != 1 || trial.Hits != 1 || trial.Changed != 1 {
			t.Errorf("trial %+v, %v", trial, err)
		}
		r, err := draft("amount >= 500")
		if err != nil || r.Version != 2 {
			t.Fatal(r, err)
		}
		release := func(by string) error {
			if err := d.Do(ctx, func(tx *db.Tx) error { _, err := s.Release(ctx, tx, r.ID, by, true); return err }); err != nil {
				return err
			}
			return s.Reload(ctx)
		}
		if err := release("op1"); !errors.Is(err, risk.ErrSameUser) {
			t.Errorf("its writer released it: %v", err)
		}
		if err := judge(ctx, s, d, p); err != nil {
			t.Errorf("a draft was in force: %v", err)
		}
		if err := release("op2"); err != nil {
			t.Fatal(err)
		}
		if err := judge(ctx, s, d, p); !errors.Is(err, risk.ErrDenied) {
			t.Errorf("the new rule: %v", err)
		}
	})
}
