package coupon

import (
	"context"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
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
// the coupons of every order and sale against its discount, both ways.
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
	look := func(head string, want Status, off money.Amount) error {
		pieces, err := s.On(ctx, q, head)
		if err != nil {
			return err
		}
		sum := cny(0)
		for _, p := range pieces {
			seen++
			sum = sum.Add(p.Off)
			if p.Status != want {
				breach("coupon %s is %s on %s, where it should be %s", p.ID, p.Status, head, want)
			}
		}
		if sum != off {
			breach("%s has %s off by coupons, its coupons make %s", head, off, sum)
		}
		return nil
	}
	err = (&order.Service{}).Discounted(ctx, q, func(o order.Order) error { return look(o.ID, on(o), o.Discount.Add(o.PointsOff.Neg())) })
	if err != nil {
		return n, nil, err
	}
	err = (&register.Service{}).Known(ctx, q, func(o register.Sale) error {
		want := Done
		if o.Status == register.Open {
			want = Held
		}
		return look(o.ID, want, o.Coupons)
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
