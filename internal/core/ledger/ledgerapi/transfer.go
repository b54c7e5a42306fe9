package ledgerapi

import (
	"context"
	"errors"
	"strings"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

type transferIn struct {
	Ref      string         `json:"ref"`
	Debit    string         `json:"debit"`
	Credit   string         `json:"credit"`
	Amount   string         `json:"amount"`
	Currency money.Currency `json:"currency"`
	Note     string         `json:"note"`
}

type transferOut struct {
	ID       string    `json:"id,omitempty"`
	Ref      string    `json:"ref"`
	At       time.Time `json:"at,omitzero"`
	Replayed bool      `json:"replayed,omitempty"`
	Error    *problem  `json:"error,omitempty"`
}

// problem is why one transfer of a bulk was refused.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

const maxNote = 256

func (c *call) posting(in transferIn) (p ledger.Posting, err error) {
	if p.Ref, err = c.ref(in.Ref); err != nil {
		return p, err
	}
	from, err := c.own(in.Debit)
	if err != nil {
		return p, err
	}
	to, err := c.own(in.Credit)
	if err != nil {
		return p, err
	}
	a, err := amount(in.Amount, in.Currency)
	if err != nil {
		return p, err
	}
	if len(in.Note) > maxNote {
		return p, ErrBody.With(map[string]any{"note": "256 bytes at most"})
	}
	return ledger.Move(p.Ref, in.Note, from, to, a), nil
}

func (c *call) posted(ref string, p ledger.Posted) transferOut {
	return transferOut{ID: p.ID, Ref: strings.TrimPrefix(ref, "api:"+c.institution+":"), At: p.At, Replayed: !p.New}
}

func (a *API) transfer(ctx context.Context, c *call) (any, error) {
	var in transferIn
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	p, err := c.posting(in)
	if err != nil {
		return nil, err
	}
	var done ledger.Posted
	err = a.db.Do(ctx, func(tx *db.Tx) (err error) {
		done, err = a.ledger.Post(ctx, tx, p)
		return err
	})
	return c.posted(p.Ref, done), err
}

const maxBulk = 1000

func (a *API) bulk(ctx context.Context, c *call) (any, error) {
	var in struct {
		Transfers []transferIn `json:"transfers"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if n := len(in.Transfers); n == 0 || n > maxBulk {
		return nil, ErrBulk
	}
	out := make([]transferOut, len(in.Transfers))
	ps := make([]ledger.Posting, 0, len(out))
	at := make([]int, 0, len(out)) // the place of each posting in out
	for i, t := range in.Transfers {
		p, err := c.posting(t)
		if err != nil {
			out[i] = transferOut{Ref: t.Ref, Error: why(err)}
			continue
		}
		ps, at = append(ps, p), append(at, i)
	}
	var done []ledger.Outcome
	if err := a.db.Do(ctx, func(tx *db.Tx) (err error) {
		done, err = a.ledger.PostAll(ctx, tx, ps)
		return err
	}); err != nil {
		return nil, err
	}
	for i, o := range done {
		if out[at[i]] = c.posted(ps[i].Ref, o.Posted); o.Err != nil {
			out[at[i]] = transferOut{Ref: in.Transfers[at[i]].Ref, Error: why(o.Err)}
		}
	}
	return map[string]any{"transfers": out}, nil
}

func why(err error) *problem {
	var f *fault.Fault
	if errors.As(err, &f) {
		return &problem{f.Code, f.Text}
	}
	return &problem{"internal", "Something went wrong on our side."}
}
