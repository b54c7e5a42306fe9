package order

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/trade/store"
)

// enough is how many orders tell more about a store than its own word.
const enough = 5

type paceRow struct {
	Seconds int64 `db:"seconds"`
	Orders  int64 `db:"orders"`
}

// pace gives how long a store takes to make an order: what its people say,
// until enough orders have told.
func (s *Service) pace(ctx context.Context, q db.Q, st store.Store) (time.Duration, error) {
	said := time.Duration(st.Terms.Making) * time.Minute
	r, ok, err := db.One[paceRow](ctx, q, qPace, st.ID)
	if err != nil || !ok || r.Orders < enough {
		return said, err
	}
	return time.Duration(r.Seconds) * time.Second, nil
}

// learn moves a store's pace toward what an order took. It follows the time
// that four orders of five are made within: one that took longer pulls up four
// times as far as one that took less pulls down (stochastic quantile descent).
// The first orders pull farther than later ones.
func learn(ctx context.Context, tx *db.Tx, o Order) error {
	took := int64(tx.Now().Sub(o.AcceptedAt) / time.Second)
	r, ok, err := db.One[paceRow](ctx, tx, qPace, o.Store)
	if err != nil {
		return err
	}
	if !ok {
		r.Seconds = took
	}
	r.Orders++
	pull := max(15, 120/r.Orders)
	switch {
	case took > r.Seconds:
		r.Seconds = min(took, r.Seconds+4*pull)
	case took < r.Seconds:
		r.Seconds = max(took, r.Seconds-pull)
	}
	_, err = db.Exec(ctx, tx, qLearn, o.Store, r.Seconds, r.Orders)
	return err
}

// tellLate tells of orders that have not come when they were to, once each.
func (s *Service) tellLate(ctx context.Context, tx *db.Tx) error {
	ids, err := db.List[string](ctx, tx, qLate, tx.Now().UnixMicro())
	if err != nil {
		return err
	}
	for _, id := range ids {
		if n, err := db.Exec(ctx, tx, qLateTold, id, tx.Now().UnixMicro()); err != nil || n == 0 {
			if err != nil {
				return err
			}
			continue
		}
		o, err := s.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.bus.Emit(ctx, tx, LateEvent{o}); err != nil {
			return err
		}
	}
	return nil
}
