package coder

import (
	"context"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
)

// Paid wakes a merchant's watchers when the payment has committed.
func (s *Service) Paid(_ context.Context, tx *db.Tx, e pay.PaidEvent) error {
	tx.After(func() { s.live.Poke(e.Trade.Merchant) })
	return nil
}

// Watch sends each payment to a merchant, oldest first, until ctx ends. after
// is the last that the watcher saw, nil for a new one: then it starts now.
// A watcher that comes back misses nothing and hears nothing twice.
func (s *Service) Watch(ctx context.Context, merchantID string, after *pay.Mark, send func(pay.Trade) error) error {
	from := pay.Mark{At: s.db.Now()}
	if after != nil {
		from = *after
	}
	sent := map[string]time.Time{}
	return s.live.Watch(ctx, merchantID, func() error {
		for {
			if more, err := s.sendNew(ctx, merchantID, &from, sent, send); err != nil || !more {
				return err
			}
		}
	})
}

// late is how much later than its time a payment may be seen, where others
// commit beside it.
const late = 10 * time.Second

// sendNew sends what came after from and was not sent, and moves from on.
func (s *Service) sendNew(ctx context.Context, merchantID string, from *pay.Mark, sent map[string]time.Time, send func(pay.Trade) error) (more bool, err error) {
	const limit = 100
	ts, err := s.pay.PaidAfter(ctx, s.db, merchantID, *from, limit)
	if err != nil {
		return false, err
	}
	for _, t := range ts {
		if _, ok := sent[t.ID]; ok {
			continue
		}
		if err := send(t); err != nil {
			return false, err
		}
		sent[t.ID] = t.PaidAt
	}
	// What is older than late cannot come any more: start after it next time.
	for _, t := range ts {
		if full := len(ts) == limit; full || s.db.Now().Sub(t.PaidAt) > late {
			*from = pay.Mark{At: t.PaidAt, ID: t.ID}
		}
	}
	for id, at := range sent {
		if at.Before(from.At) {
			delete(sent, id)
		}
	}
	return len(ts) == limit, nil
}
