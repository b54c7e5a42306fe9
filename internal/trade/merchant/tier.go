package merchant

import (
	"context"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Tier is how far a merchant is trusted: it sells from its first minute on, and
// the more it has shown the more it may take in a day.
type Tier int64

const (
	Unchecked Tier = iota // a name and a phone
	Licensed              // a licence that an operator has looked at
	Trusted               // no limit
)

// Limit is what merchants of a tier may take in a day; false: as much as comes.
func (t Tier) Limit() (money.Amount, bool) {
	switch t {
	case Unchecked:
		return money.New(20_000_00, money.CNY), true
	case Licensed:
		return money.New(1_000_000_00, money.CNY), true
	case Trusted:
	}
	return money.Amount{}, false
}

// SetTier changes how far a merchant is trusted. Faults: ErrTier, ErrNotFound.
func (s *Service) SetTier(ctx context.Context, tx *db.Tx, id string, t Tier) error {
	if t < Unchecked || t > Trusted {
		return ErrTier
	}
	n, err := db.Exec(ctx, tx, qTier, id, t)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	tx.Know(sellerKey(id), nil)
	return err
}

// Taken is what a merchant took on the day of t, as far as its tier counts it.
func (s *Service) Taken(ctx context.Context, q db.Q, id string, t time.Time) (money.Amount, error) {
	n, _, err := db.One[int64](ctx, q, qTaken, id, day(t))
	return money.New(n, money.CNY), err
}

// Room implements pay.Sellers: whether a merchant may take so much more today.
func (s *Service) Room(ctx context.Context, tx *db.Tx, id string, a money.Amount) error {
	m, err := s.known(ctx, tx, id)
	if err != nil {
		return err
	}
	limit, has := m.Tier.Limit()
	if !has {
		return nil
	}
	taken, err := s.Taken(ctx, tx, id, tx.Now())
	if err == nil && taken.Add(a).Minor() > limit.Minor() {
		err = pay.ErrSellerLimit
	}
	return err
}

// Count adds a payment to its merchant's day, in the payment's transaction.
// What goes back is not taken off: a limit is against being used, too.
// Fault: pay.ErrSellerLimit.
func (s *Service) Count(ctx context.Context, tx *db.Tx, e pay.PaidEvent) error {
	m, err := s.known(ctx, tx, e.Trade.Merchant)
	if err != nil {
		return err
	}
	limit, has := m.Tier.Limit()
	if !has {
		return nil
	}
	n, err := db.Exec(ctx, tx, qCount, m.ID, day(tx.Now()), e.Trade.Total.Minor(), limit.Minor())
	if err == nil && n == 0 {
		err = pay.ErrSellerLimit
	}
	return err
}

func day(t time.Time) string { return calendar.Start(t).Format(time.DateOnly) }
