package pay

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Mark is a place in the order in which a merchant was paid.
type Mark struct {
	At time.Time
	ID string
}

// PaidAfter gives payments to a merchant after a mark, oldest first.
func (s *Service) PaidAfter(ctx context.Context, q db.Q, merchant string, m Mark, limit int) (out []Trade, err error) {
	for r, err := range db.Each[tradeRow](ctx, q, qPaidAfter, merchant, m.At.UnixMicro(), m.ID, limit) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.trade())
	}
	return out, nil
}

// Sums is what a merchant took and gave back in a span of time.
type Sums struct {
	Payments, Refunds int64
	Paid              money.Amount // before fees
	Fees              money.Amount
	Refunded          money.Amount
	FeesBack          money.Amount
}

// Net is what the span added to the merchant's balance.
func (s Sums) Net() money.Amount {
	return s.Paid.Add(s.Fees.Neg()).Add(s.Refunded.Neg()).Add(s.FeesBack)
}

// Sum adds up a merchant's payments and refunds with from ≤ at < to.
func (s *Service) Sum(ctx context.Context, q db.Q, merchant string, from, to time.Time) (Sums, error) {
	type row struct {
		N     int64 `db:"n"`
		Total int64 `db:"total"`
		Fee   int64 `db:"fee"`
	}
	p, _, err := db.One[row](ctx, q, qPaidSum, merchant, from.UnixMicro(), to.UnixMicro())
	if err != nil {
		return Sums{}, err
	}
	r, _, err := db.One[row](ctx, q, qRefundSum, merchant, from.UnixMicro(), to.UnixMicro())
	cny := func(n int64) money.Amount { return money.New(n, money.CNY) }
	return Sums{p.N, r.N, cny(p.Total), cny(p.Fee), cny(r.Total), cny(r.Fee)}, err
}

// RefundsBetween gives a merchant's refunds with from ≤ at < to after a mark, oldest first.
func (s *Service) RefundsBetween(ctx context.Context, q db.Q, merchant string, m Mark, to time.Time, limit int) (out []Refund, err error) {
	for r, err := range db.Each[refundRow](ctx, q, qRefundsAfter, merchant, m.At.UnixMicro(), m.ID, to.UnixMicro(), limit) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.refund(money.CNY))
	}
	return out, nil
}

// ActiveMerchants gives those who were paid or gave back with from ≤ at < to,
// in order of their ids after a given one.
func (s *Service) ActiveMerchants(ctx context.Context, q db.Q, from, to time.Time, after string, limit int) ([]string, error) {
	return db.List[string](ctx, q, qActive, from.UnixMicro(), to.UnixMicro(), after, limit)
}
