package ledgerapi

import (
	"context"
	"errors"
	"strings"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

type holdIn struct {
	Ref      string         `json:"ref"`
	Account  string         `json:"account"`
	Amount   string         `json:"amount"`
	Currency money.Currency `json:"currency"`
	Expires  time.Time      `json:"expires"`
}

type holdOut struct {
	ID       string         `json:"id"`
	Ref      string         `json:"ref"`
	Account  string         `json:"account"`
	Amount   string         `json:"amount"`
	Rest     string         `json:"rest"`
	Currency money.Currency `json:"currency"`
	Expires  *time.Time     `json:"expires,omitempty"`
	Replayed bool           `json:"replayed,omitempty"`
}

func (c *call) held(h ledger.Reserved) holdOut {
	out := holdOut{h.ID, strings.TrimPrefix(h.Ref, "api:"+c.institution+":"), c.shown(h.Account), h.Amount.Decimal(), h.Rest.Decimal(), h.Amount.Currency(), nil, !h.New}
	if !h.Expires.IsZero() {
		out.Expires = &h.Expires
	}
	return out
}

func (a *API) hold(ctx context.Context, c *call) (any, error) {
	var in holdIn
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	ref, err := c.ref(in.Ref)
	if err != nil {
		return nil, err
	}
	acc, err := c.own(in.Account)
	if err != nil {
		return nil, err
	}
	n, err := amount(in.Amount, in.Currency)
	if err != nil {
		return nil, err
	}
	if !in.Expires.IsZero() && !in.Expires.After(a.db.Now()) {
		return nil, ErrBody.With(map[string]any{"expires": "a time to come"})
	}
	h, err := db.Get(ctx, a.db, func(tx *db.Tx) (ledger.Reserved, error) {
		return a.ledger.Hold(ctx, tx, ledger.Hold{Ref: ref, Account: acc, Amount: n, Expires: in.Expires})
	})
	return c.held(h), err
}

func (a *API) getHold(ctx context.Context, c *call) (any, error) {
	ref, err := c.ref(c.r.PathValue("ref"))
	if err != nil {
		return nil, err
	}
	h, err := a.ledger.Reserved(ctx, a.db, ref)
	h.New = true
	return c.held(h), err
}

func (a *API) capture(ctx context.Context, c *call) (any, error) {
	var in transferIn
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	hold, err := c.ref(c.r.PathValue("ref"))
	if err != nil {
		return nil, err
	}
	h, err := a.ledger.Reserved(ctx, a.db, hold)
	if err != nil {
		return nil, err
	}
	in.Debit, in.Currency = c.shown(h.Account), h.Amount.Currency()
	p, err := c.posting(in)
	if err != nil {
		return nil, err
	}
	done, err := db.Get(ctx, a.db, func(tx *db.Tx) (ledger.Posted, error) { return a.ledger.Capture(ctx, tx, hold, p) })
	return c.posted(p.Ref, done), err
}

// release gives all that is left of a hold back; again changes nothing.
func (a *API) release(ctx context.Context, c *call) (any, error) {
	ref, err := c.ref(c.r.PathValue("ref"))
	if err != nil {
		return nil, err
	}
	h, err := db.Get(ctx, a.db, func(tx *db.Tx) (ledger.Reserved, error) {
		h, err := a.ledger.Reserved(ctx, tx, ref)
		if err != nil || h.Rest.IsZero() {
			return h, err
		}
		if err := a.ledger.Release(ctx, tx, ref, h.Rest); err != nil {
			return h, err
		}
		return a.ledger.Reserved(ctx, tx, ref)
	})
	h.New = true
	return c.held(h), err
}

// ReleaseExpired ends holds of institutions whose time is up, some at a time. A
// job calls it; the ledger itself starts nothing.
func ReleaseExpired(ctx context.Context, tx *db.Tx, l *ledger.Service) error {
	refs, err := l.Expired(ctx, tx, "api:", tx.Now())
	for _, r := range refs {
		err = errors.Join(err, l.Release(ctx, tx, r.Ref, r.Rest))
	}
	return err
}
