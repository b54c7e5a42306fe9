package register

import (
	"context"
	"fmt"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
)

type recount struct {
	n        int64
	breaches []string
}

func (r *recount) breach(format string, args ...any) {
	if len(r.breaches) < 100 {
		r.breaches = append(r.breaches, fmt.Sprintf(format, args...))
	}
}

// Verify recounts every register: lines and discount make a sale's total, its
// tenders cover it, its cash went through a drawer and its codes are trades
// that were paid; a shift that was counted has left its drawer empty; and the
// accounts of a till are in the ledger what its cash makes.
func (*Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	r := &recount{}
	if err := each(ctx, q, qSaleAfter, func(o saleRow) (string, error) { r.n++; return o.ID, o.verify(ctx, q, r) }); err != nil {
		return r.n, nil, err
	}
	if err := each(ctx, q, qShiftAfter, func(s shiftRow) (string, error) { return s.ID, s.verify(ctx, q, r) }); err != nil {
		return r.n, nil, err
	}
	err = each(ctx, q, qTillAfter, func(t tillRow) (string, error) { return t.ID, t.verify(ctx, q, r) })
	return r.n, r.breaches, err
}

// each gives all rows of a statement that pages by id.
func each[R any](ctx context.Context, q db.Q, st *db.Stmt, fn func(R) (string, error)) error {
	for last := ""; ; {
		rows, err := db.List[R](ctx, q, st, last)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if last, err = fn(r); err != nil {
				return err
			}
		}
	}
}

func (o saleRow) verify(ctx context.Context, q db.Q, r *recount) error {
	s, _, err := db.One[sumRow](ctx, q, qSums, o.ID)
	if err != nil {
		return err
	}
	if s.Goods != o.Goods || o.Goods-o.Discount != o.Total {
		r.breach("sale %s is of lines for %d less %d and totals %d", o.ID, s.Goods, o.Discount, o.Total)
	}
	if o.Coupons < 0 || o.Points < 0 || o.Coupons+o.Points > o.Discount || o.Buyer == "" && o.Coupons+o.Points > 0 {
		r.breach("sale %s of %q has %d off by coupons and %d by points, of %d", o.ID, o.Buyer, o.Coupons, o.Points, o.Discount)
	}
	over := o.Status == Voided || o.Status == Refunded
	if o.Status == Finished && s.Paid != o.Total || over && s.Paid != 0 || s.Paid > o.Total {
		r.breach("sale %s of %d is %s, and %d of it is paid", o.ID, o.Total, o.Status, s.Paid)
	}
	if s.Cash != s.Drawn {
		r.breach("sale %s has %d in cash, and %d of it went through drawers", o.ID, s.Cash, s.Drawn)
	}
	ts, err := db.List[tenderRow](ctx, q, qTenders, o.ID)
	if err != nil {
		return err
	}
	for _, t := range ts {
		if t.Kind != ByCode {
			continue
		}
		trade, err := (&pay.Service{}).Get(ctx, q, t.Trade)
		if err != nil {
			return err
		}
		if paid := t.Status == Paid || t.Status == Returned; paid == trade.PaidAt.IsZero() || trade.Total.Minor() != t.Amount ||
			t.Status == Returned && trade.Refunded != trade.Total {
			r.breach("tender %s of %d is %s, and its trade of %s is %s", t.ID, t.Amount, t.Status, trade.Total, trade.Status)
		}
	}
	return nil
}

func (s shiftRow) verify(ctx context.Context, q db.Q, r *recount) error {
	kinds, err := db.List[kindRow](ctx, q, qShiftCash, s.ID)
	if err != nil {
		return err
	}
	by, sum := map[Kind]int64{}, int64(0)
	for _, k := range kinds {
		by[k.Kind] = k.Amount
		sum += k.Amount
	}
	if s.ClosedAt == 0 {
		return nil // what lies in the drawer is the till's
	}
	expected := sum - by[Count] - by[Difference]
	if sum != 0 || s.Counted != -by[Count] || s.Difference != by[Difference] || s.Expected != expected || s.Counted != s.Expected+s.Difference {
		r.breach("shift %s counted %d of %d, its cash makes %d of %d", s.ID, s.Counted, s.Expected, -by[Count], expected)
	}
	return nil
}

func (t tillRow) verify(ctx context.Context, q db.Q, r *recount) error {
	kinds, err := db.List[kindRow](ctx, q, qTillCash, t.ID)
	if err != nil {
		return err
	}
	want := map[ledger.Account]int64{Drawer(t.ID): 0}
	for _, side := range sides {
		want[account(t.ID, side)] = 0
	}
	for _, k := range kinds {
		want[Drawer(t.ID)] += k.Amount
		want[account(t.ID, k.Kind.against())] -= k.Amount
	}
	for a, n := range want {
		b, err := ledger.New().Balance(ctx, q, a)
		if err != nil {
			return err
		}
		if b.Total.Minor() != n {
			r.breach("%s has %s, the cash of its till makes %d", a, b.Total, n)
		}
	}
	return nil
}
