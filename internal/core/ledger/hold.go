package ledger

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Hold reserves money in an account without moving it: it stays in the
// balance and is not available. Ref names the business fact.
type Hold struct {
	Ref     string
	Account Account
	Amount  money.Amount
	Expires time.Time // zero: never; who made the hold releases it (Release), for the ledger starts nothing by itself
}

// Reserved is a hold as it stands.
type Reserved struct {
	ID      string
	Ref     string
	Account Account
	Amount  money.Amount
	Rest    money.Amount // neither captured nor released
	Expires time.Time
	New     bool
}

type holdRow struct {
	ID        string  `db:"id"`
	Ref       string  `db:"ref"`
	Account   Account `db:"account"`
	Amount    int64   `db:"amount"`
	Rest      int64   `db:"rest"`
	ExpiresAt int64   `db:"expires_at"`
	At        int64   `db:"at"`
}

// Hold reserves. The same Ref with the same account and amount again changes nothing.
// Faults: ErrNoAccount, ErrCurrency, ErrShort, ErrReused.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, h Hold) (Reserved, error) {
	if h.Amount.Sign() <= 0 {
		return Reserved{}, ErrUnbalanced
	}
	var expires int64
	if !h.Expires.IsZero() {
		expires = h.Expires.UnixMicro()
	}
	n, err := db.Exec(ctx, tx, qHold, tx.NewIDFor(string(h.Account)), h.Ref, h.Account, h.Amount.Minor(), expires, tx.Now().UnixMicro())
	if err != nil {
		return Reserved{}, err
	}
	if n == 0 {
		r, err := s.Reserved(ctx, tx, h.Ref)
		if err == nil && (r.Account != h.Account || r.Amount != h.Amount) {
			err = ErrReused.With(map[string]any{"ref": h.Ref})
		}
		return r, err
	}
	b := newBook(tx)
	out := Entry{h.Account, h.Amount.Neg()}
	if err := b.load(ctx, []Entry{out}); err != nil {
		return Reserved{}, err
	}
	if err := b.check(out); err != nil {
		return Reserved{}, err
	}
	if err := reserve(ctx, tx, h.Account, h.Amount.Minor()); err != nil {
		return Reserved{}, err
	}
	r, err := s.Reserved(ctx, tx, h.Ref)
	r.New = true
	return r, err
}

// Reserved gives the hold named ref. Fault: ErrNoHold.
func (*Service) Reserved(ctx context.Context, q db.Q, ref string) (Reserved, error) {
	r, ok, err := db.One[holdRow](ctx, q, qHoldByRef, ref)
	if err != nil {
		return Reserved{}, err
	}
	if !ok {
		return Reserved{}, ErrNoHold.With(map[string]any{"ref": ref})
	}
	a, ok, err := db.One[accountRow](ctx, q, qStripe, r.Account, 0)
	if err != nil || !ok {
		return Reserved{}, err
	}
	out := Reserved{
		ID: r.ID, Ref: r.Ref, Account: r.Account,
		Amount: money.New(r.Amount, a.Currency), Rest: money.New(r.Rest, a.Currency),
	}
	if r.ExpiresAt > 0 {
		out.Expires = time.UnixMicro(r.ExpiresAt).UTC()
	}
	return out, nil
}

// Capture takes what p debits from the held account out of the hold and books
// p. p.Ref makes it safe to repeat. Faults: ErrNoHold, ErrHoldRest, and those of Post.
func (s *Service) Capture(ctx context.Context, tx *db.Tx, hold string, p Posting) (Posted, error) {
	if r, ok, err := db.One[postingRow](ctx, tx, qByRef, p.Ref); err != nil || ok {
		if err != nil {
			return Posted{}, err
		}
		e, err := newBook(tx).plan(p)
		if err != nil {
			return Posted{}, err
		}
		return r.again(e.sum)
	}
	h, err := s.Reserved(ctx, tx, hold)
	if err != nil {
		return Posted{}, err
	}
	take := money.New(0, h.Amount.Currency())
	for _, e := range p.Entries {
		if e.Account == h.Account && e.Amount.Currency() == take.Currency() {
			take = take.Add(e.Amount.Neg())
		}
	}
	if take.Sign() <= 0 {
		return Posted{}, ErrUnbalanced
	}
	if err := s.Release(ctx, tx, hold, take); err != nil {
		return Posted{}, err
	}
	return s.Post(ctx, tx, p)
}

// Release gives a part of what is held back to the account. It is not safe to
// repeat by itself: the caller's own guarded row makes it so. Faults: ErrNoHold, ErrHoldRest.
func (s *Service) Release(ctx context.Context, tx *db.Tx, hold string, a money.Amount) error {
	h, err := s.Reserved(ctx, tx, hold)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qHoldRest, hold, a.Minor())
	if err != nil {
		return err
	}
	if n == 0 || a.Sign() < 0 || a.Currency() != h.Amount.Currency() {
		return ErrHoldRest.With(map[string]any{"ref": hold})
	}
	return reserve(ctx, tx, h.Account, -a.Minor())
}

// reserve changes what an account holds, past the book that Post keeps.
func reserve(ctx context.Context, tx *db.Tx, a Account, by int64) error {
	tx.Know(a, nil)
	_, err := db.Exec(ctx, tx, qHeld, a, by)
	return err
}

// Expired gives holds whose Ref begins with prefix and whose time is up, 500 at most.
func (s *Service) Expired(ctx context.Context, q db.Q, prefix string, now time.Time) ([]Reserved, error) {
	refs, err := db.List[string](ctx, q, qHoldsExpired, prefix+"%", now.UnixMicro())
	if err != nil {
		return nil, err
	}
	out := make([]Reserved, len(refs))
	for i, ref := range refs {
		if out[i], err = s.Reserved(ctx, q, ref); err != nil {
			return nil, err
		}
	}
	return out, nil
}
