package order

import (
	"context"
	"fmt"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

type sumRow struct {
	Goods   int64  `db:"goods"`
	Off     int64  `db:"off"`
	Refunds int64  `db:"refunds"`
	Last    string `db:"last"`
}

// Verify recounts every order: its lines make its total, its refunds are those
// of its trade, its trade is where it is, and the money held for it is held.
func (*Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	breach := func(o Order, format string, args ...any) {
		if len(breaches) < 100 {
			breaches = append(breaches, "order "+o.ID+" "+fmt.Sprintf(format, args...))
		}
	}
	for last := ""; ; {
		rows, err := db.List[row](ctx, q, qAfter, last)
		if err != nil || len(rows) == 0 {
			return n, breaches, err
		}
		for _, r := range rows {
			last = r.ID
			n++
			if err := r.order().verify(ctx, q, breach); err != nil {
				return n, nil, err
			}
		}
	}
}

func (o Order) verify(ctx context.Context, q db.Q, breach func(o Order, format string, args ...any)) error {
	s, _, err := db.One[sumRow](ctx, q, qSums, o.ID)
	if err != nil {
		return err
	}
	if s.Goods != o.Goods.Minor() || o.Goods.Add(o.Packing).Add(o.Fee).Add(o.Discount.Neg()) != o.Total {
		breach(o, "is of lines for %d and parts that make another total than %s", s.Goods, o.Total)
	}
	if ofFee := o.Discount.Minor() - s.Off; s.Off < 0 || s.Off > s.Goods || ofFee < 0 || ofFee > o.Fee.Minor() {
		breach(o, "has %s off, its lines have %d of it and its fee is %s", o.Discount, s.Off, o.Fee)
	}
	if o.PointsOff.Sign() < 0 || o.PointsOff.Minor() > s.Off {
		breach(o, "has %s off by points, and its lines have %d off", o.PointsOff, s.Off)
	}
	if s.Last != string(o.Status) {
		breach(o, "is %s, its timeline says %s", o.Status, s.Last)
	}
	t, err := (&pay.Service{}).Get(ctx, q, o.Trade)
	if err != nil {
		return err
	}
	if s.Refunds != o.Refunded.Minor() || t.Refunded != o.Refunded {
		breach(o, "gave back %s, its refunds make %d, its trade %s", o.Refunded, s.Refunds, t.Refunded)
	}
	paid := o.Status != Unpaid && !o.PaidAt.IsZero()
	if paid != !t.PaidAt.IsZero() || t.Total != o.Total || o.Status == Cancelled && paid && o.Refunded != o.Total {
		breach(o, "is %s and its trade of %s is %s", o.Status, t.Total, t.Status)
	}
	rest := money.New(0, o.Total.Currency())
	if paid {
		h, err := ledger.New().Reserved(ctx, q, holdRef(o.ID))
		if err != nil {
			return err
		}
		rest = h.Rest
	}
	if rest != o.Held || o.Status.Over() && !rest.IsZero() {
		breach(o, "is %s, says that %s is held, and the ledger holds %s", o.Status, o.Held, rest)
	}
	return nil
}

// Discounted calls see with every order that something is off and that is not cancelled.
func (*Service) Discounted(ctx context.Context, q db.Q, see func(Order) error) error {
	for last := ""; ; {
		rows, err := db.List[row](ctx, q, qDiscounted, last)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			last = r.ID
			if err := see(r.order()); err != nil {
				return err
			}
		}
	}
}
