package coupon

import (
	"context"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/life/order"
)

type recount struct {
	ID       string `db:"id"`
	Claimed  int64  `db:"claimed"`
	Promised int64  `db:"promised"`
	Used     int64  `db:"used"`
	Spent    int64  `db:"spent"`
	Pieces   int64  `db:"pieces"`
	Promises int64  `db:"promises"`
	Uses     int64  `db:"uses"`
	Cost     int64  `db:"cost"`
}

// on is the status of the pieces of an order.
func on(o order.Order) Status {
	if o.Status == order.Unpaid {
		return Held
	}
	if o.Status == order.Completed {
		return Done
	}
	return Used
}

// Verify recounts what every campaign gave out, promised and spent, and holds
// the coupons of every order against its discount, both ways.
func (s *Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	breach := func(format string, args ...any) {
		if len(breaches) < 100 {
			breaches = append(breaches, fmt.Sprintf(format, args...))
		}
	}
	for r, err := range db.Each[recount](ctx, q, qRecount) {
		if err != nil {
			return n, nil, err
		}
		n++
		if r.Claimed != r.Pieces || r.Promised != r.Promises || r.Used != r.Uses || r.Spent != r.Cost {
			breach("coupon campaign %s has %d claimed for %d and %d used for %d, its pieces make %d for %d and %d for %d",
				r.ID, r.Claimed, r.Promised, r.Used, r.Spent, r.Pieces, r.Promises, r.Uses, r.Cost)
		}
	}
	var seen int64
	err = (&order.Service{}).Discounted(ctx, q, func(o order.Order) error {
		pieces, err := s.On(ctx, q, o.ID)
		if err != nil {
			return err
		}
		sum := cny(0)
		for _, p := range pieces {
			seen++
			sum = sum.Add(p.Off)
			if p.Status != on(o) {
				breach("coupon %s is %s on order %s, which is %s", p.ID, p.Status, o.ID, o.Status)
			}
		}
		if sum != o.Discount {
			breach("order %s has %s off, its coupons make %s", o.ID, o.Discount, sum)
		}
		return nil
	})
	if err != nil {
		return n, nil, err
	}
	if bound, _, err := db.One[int64](ctx, q, qBound); err != nil || bound != seen {
		if err != nil {
			return n, nil, err
		}
		breach("%d coupons are on orders, and orders have %d", bound, seen)
	}
	return n, breaches, nil
}
