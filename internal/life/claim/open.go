package claim

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/picture"
	"livewell/internal/life/order"
)

// Draft is what a buyer says.
type Draft struct {
	Order  string
	Pieces []order.Pieces
	Kind   Kind
	Words  string // may be empty
	Photo  []byte // JPEG, or nothing
}

func tidy(words string, needed bool) (string, error) {
	words = strings.TrimSpace(words)
	if needed && words == "" || utf8.RuneCountInString(words) > maxWords {
		return "", ErrWords
	}
	return words, nil
}

// Open claims that something is wrong with pieces of an order of the buyer's.
// Faults: order.ErrNotFound, ErrWhen, ErrOpen, ErrPieces, ErrKind, ErrWords, picture.ErrPicture.
func (s *Service) Open(ctx context.Context, tx *db.Tx, buyer string, in Draft) (Claim, error) {
	words, err := tidy(in.Words, false)
	if err != nil {
		return Claim{}, err
	}
	if !slices.Contains(kinds, in.Kind) {
		return Claim{}, ErrKind
	}
	photo := []byte{}
	if len(in.Photo) > 0 {
		if photo, err = picture.Clean(in.Photo); err != nil {
			return Claim{}, err
		}
	}
	o, err := s.Orders.Get(ctx, tx, in.Order)
	if err == nil && o.Buyer != buyer {
		err = order.ErrNotFound
	}
	if err != nil {
		return Claim{}, err
	}
	pieces, err := s.claimable(ctx, tx, o, in.Pieces)
	if err != nil {
		return Claim{}, err
	}
	c := Claim{
		ID: tx.NewIDFor(o.Store), Order: o.ID, Store: o.Store, Merchant: o.Merchant, Buyer: buyer, Kind: in.Kind, Pictured: len(photo) > 0,
		Status: Open, Actor: Buyer, Due: tx.Now().Add(AnswerWithin), At: tx.Now(), MovedAt: tx.Now(),
	}
	if c.Amount, err = s.Orders.Worth(ctx, tx, o.ID, pieces); err != nil {
		return c, err
	}
	n, err := db.Exec(ctx, tx, qOpen, c.ID, c.Order, c.Store, c.Merchant, c.Buyer, c.Kind, photo, c.Amount.Minor(), c.Status, c.Actor, c.Due.UnixMicro(), c.At.UnixMicro())
	if err != nil || n == 0 {
		return c, fault.Or(err, ErrOpen)
	}
	for _, p := range pieces {
		if _, err := db.Exec(ctx, tx, qPiece, c.ID, p.Line, p.Qty); err != nil {
			return c, err
		}
	}
	for _, at := range []time.Time{c.Due.Add(-warning), c.Due} {
		if err := s.Jobs.Add(ctx, tx, dueJob{c.ID}, at); err != nil {
			return c, err
		}
	}
	return c, s.said(ctx, tx, c, "", By{Buyer, buyer, words})
}

// claimable gives the pieces, each line once, if all of them can be claimed.
func (s *Service) claimable(ctx context.Context, tx *db.Tx, o order.Order, pieces []order.Pieces) ([]order.Pieces, error) {
	if !may(o, tx.Now()) {
		return nil, ErrWhen
	}
	left, err := s.left(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	var out []order.Pieces
	for _, p := range pieces {
		i := slices.IndexFunc(left, func(l order.Pieces) bool { return l.Line == p.Line })
		if i < 0 || p.Qty < 1 || p.Qty > left[i].Qty || slices.ContainsFunc(out, func(o order.Pieces) bool { return o.Line == p.Line }) {
			return nil, ErrPieces
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		return nil, ErrPieces
	}
	return out, nil
}

// may tells whether it is the time to claim something of an order.
func may(o order.Order, now time.Time) bool {
	switch o.Status { //nolint:exhaustive // nothing was handed over, or all was paid back
	case order.Ready, order.Underway:
		return true
	case order.Completed:
		return now.Before(o.EndedAt.Add(ClaimWithin))
	}
	return false
}

// left gives the pieces of an order that are neither paid back nor claimed.
func (s *Service) left(ctx context.Context, q db.Q, o order.Order) ([]order.Pieces, error) {
	lines, err := s.Orders.Lines(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
	claimed, err := db.List[pieceRow](ctx, q, qClaimed, o.ID)
	if err != nil {
		return nil, err
	}
	var out []order.Pieces
	for _, l := range lines {
		n := l.Qty - l.Refunded
		for _, c := range claimed {
			if c.Line == l.No {
				n -= c.Qty
			}
		}
		if n > 0 {
			out = append(out, order.Pieces{Line: l.No, Qty: n})
		}
	}
	return out, nil
}

// Left gives what the buyer of an order can claim now: nothing while a claim of
// it is open.
func (s *Service) Left(ctx context.Context, q db.Q, o order.Order, now time.Time) ([]order.Pieces, error) {
	if !may(o, now) {
		return nil, nil
	}
	cs, err := s.Of(ctx, q, o.ID)
	if err != nil || slices.ContainsFunc(cs, func(c Claim) bool { return c.Status == Open }) {
		return nil, err
	}
	return s.left(ctx, q, o)
}
