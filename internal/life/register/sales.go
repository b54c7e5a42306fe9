package register

import (
	"context"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
)

// Sold sums what was sold at tills, in cash and by payment code, and given back
// with from ≤ at < to. The channel is "register"; an hour may come twice: once
// for the sales, once for the refunds.
func (*Service) Sold(ctx context.Context, q db.Q, w pay.Whose, from, to time.Time) ([]pay.Sold, error) {
	stmt, id := qSold, w.Merchant
	if w.Store != "" {
		stmt, id = qSoldAt, w.Store
	}
	sold, err := db.List[pay.Sold](ctx, q, stmt, id, from.UnixMicro(), to.UnixMicro())
	if err != nil {
		return nil, err
	}
	back, err := db.List[pay.Sold](ctx, q, qBack, w.Merchant, w.Store, from.UnixMicro(), to.UnixMicro())
	return append(sold, back...), err
}
