package member

import (
	"context"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
)

// Verify folds every card: its balance is the sum of its entries and of what is
// left of its lots, and what it owes that of its entries; and what points took
// off every order and sale is what its entries say, both ways.
func (*Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	breach := func(format string, args ...any) {
		if len(breaches) < 100 {
			breaches = append(breaches, fmt.Sprintf(format, args...))
		}
	}
	for last := ""; ; {
		rows, err := db.List[cardRow](ctx, q, qCardAfter, last)
		if err != nil {
			return n, nil, err
		}
		if len(rows) == 0 {
			break
		}
		for _, c := range rows {
			n++
			last = c.ID
			f, _, err := db.One[foldRow](ctx, q, qFold, c.ID)
			if err != nil {
				return n, nil, err
			}
			if c.Points != f.Points || c.Points != f.Rest || c.Owed != f.Owed {
				breach("member %s has %d points and owes %d, its entries make %d and %d, its lots have %d", c.ID, c.Points, c.Owed, f.Points, f.Owed, f.Rest)
			}
		}
	}
	var seen int64
	look := func(head string, off money.Amount) error {
		is, _, err := db.One[int64](ctx, q, qOff, head)
		if err == nil && is != off.Minor() {
			breach("%s has %s off by points, its entries make %d", head, off, is)
		}
		if is != 0 {
			seen++
		}
		return err
	}
	if err := (&order.Service{}).Discounted(ctx, q, func(o order.Order) error { return look(o.ID, o.PointsOff) }); err != nil {
		return n, nil, err
	}
	if err := (&register.Service{}).Known(ctx, q, func(o register.Sale) error { return look(o.ID, o.Points) }); err != nil {
		return n, nil, err
	}
	heads, _, err := db.One[int64](ctx, q, qHeads)
	if err == nil && heads != seen {
		breach("points took off %d orders and sales, and these have %d", heads, seen)
	}
	return n, breaches, err
}
