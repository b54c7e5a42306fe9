package member

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
)

// Code says whose card it is at a till, for a minute. It pays nothing.
type Code struct {
	Digits  string // 18: prefix 29, which no payment code has, and 16 random ones
	Expires time.Time
}

// NewCode makes a code of a card and ends those before it.
func (s *Service) NewCode(ctx context.Context, tx *db.Tx, c Card) (Code, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1e16))
	if err != nil {
		return Code{}, err
	}
	out := Code{fmt.Sprintf("29%016d", n), tx.Now().Add(codeLife)}
	if _, err := db.Exec(ctx, tx, qNoCodes, c.ID); err != nil {
		return Code{}, err
	}
	_, err = db.Exec(ctx, tx, qCodeAdd, s.MAC(out.Digits), c.ID, out.Expires.UnixMicro())
	return out, err
}

// Visit is a member who showed a code in a store; until it is over the store may
// sell to them as such.
type Visit struct {
	ID   string
	Card Card
}

// Meet tells who shows a code in a store: one of a card of its merchant, or the
// payment code of a member, which stays as it is. Faults: ErrCode, ErrTries.
func (s *Service) Meet(ctx context.Context, tx *db.Tx, merchant, store, digits string) (Visit, error) {
	if wait, ok := s.Limits.Take(BucketCode, store); !ok {
		return Visit{}, ErrTries.With(map[string]any{"retryAfter": int((wait + time.Second - 1) / time.Second)})
	}
	c, err := s.shown(ctx, tx, merchant, digits)
	if _, refused := fault.Of(err); refused || err == nil && (c.Merchant != merchant || !c.LeftAt.IsZero()) {
		err = ErrCode // of nobody and of no member here are the same to a till
	}
	if err != nil {
		return Visit{}, err
	}
	v := Visit{tx.NewIDFor(c.ID), c}
	_, err = db.Exec(ctx, tx, qVisitAdd, v.ID, c.ID, store, tx.Now().Add(visitLife).UnixMicro())
	return v, err
}

func (s *Service) shown(ctx context.Context, tx *db.Tx, merchant, digits string) (Card, error) {
	if !strings.HasPrefix(digits, "29") {
		person, err := s.Payer(ctx, tx, digits)
		if err != nil || person == "" {
			return Card{}, fault.Or(err, ErrCode)
		}
		return s.Of(ctx, tx, merchant, person)
	}
	id, ok, err := db.One[string](ctx, tx, qCode, s.MAC(digits), tx.Now().UnixMicro())
	if err != nil || !ok {
		return Card{}, fault.Or(err, ErrCode)
	}
	return s.Card(ctx, tx, id)
}

// Visitor gives the member of a visit to a store. Fault: ErrVisit.
func (s *Service) Visitor(ctx context.Context, q db.Q, store, visit string, now time.Time) (Card, error) {
	id, ok, err := db.One[string](ctx, q, qVisit, visit, store, now.UnixMicro())
	if err != nil || !ok {
		return Card{}, fault.Or(err, ErrVisit)
	}
	return s.Card(ctx, q, id)
}

func (*Service) sweep(ctx context.Context, tx *db.Tx) error {
	for _, st := range []*db.Stmt{qCodesOld, qVisitsOld} {
		if _, err := db.Exec(ctx, tx, st, tx.Now().UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}
