package coder

import (
	"context"
	"errors"
	"sync"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
)

// hub wakes those who watch a merchant on this node.
type hub struct {
	mu   sync.Mutex
	subs map[string]map[chan struct{}]bool
}

func newHub() *hub { return &hub{subs: map[string]map[chan struct{}]bool{}} }

func (h *hub) join(merchant string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs[merchant] == nil {
		h.subs[merchant] = map[chan struct{}]bool{}
	}
	h.subs[merchant][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if delete(h.subs[merchant], c); len(h.subs[merchant]) == 0 {
			delete(h.subs, merchant)
		}
	}
}

func (h *hub) poke(merchant string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.subs[merchant] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Paid wakes a merchant's watchers when the payment has committed.
func (s *Service) Paid(_ context.Context, tx *db.Tx, e pay.PaidEvent) error {
	tx.After(func() { s.live.poke(e.Trade.Merchant) })
	return nil
}

const pollEvery = 5 * time.Second // for payments that another node took

// Watch sends each payment to a merchant, oldest first, until ctx ends. after
// is the last that the watcher saw, nil for a new one: then it starts now.
// A watcher that comes back misses nothing and hears nothing twice.
func (s *Service) Watch(ctx context.Context, merchantID string, after *pay.Mark, send func(pay.Trade) error) error {
	woken, leave := s.live.join(merchantID)
	defer leave()
	from := pay.Mark{At: s.db.Now()}
	if after != nil {
		from = *after
	}
	sent := map[string]time.Time{}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		more, err := s.sendNew(ctx, merchantID, &from, sent, send)
		if err != nil {
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
		case <-tick.C:
		}
	}
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
