package claim

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/life/order"
)

// Get gives a claim. Fault: ErrNotFound.
func (*Service) Get(ctx context.Context, q db.Q, id string) (Claim, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.claim(), err
}

// Photo gives the picture of a claim, a JPEG. Fault: ErrNotFound, where there is none.
func (*Service) Photo(ctx context.Context, q db.Q, id string) ([]byte, error) {
	b, _, err := db.One[[]byte](ctx, q, qPhoto, id)
	if err == nil && len(b) == 0 {
		err = ErrNotFound
	}
	return b, err
}

// Pieces gives what a claim is of.
func (*Service) Pieces(ctx context.Context, q db.Q, id string) (out []order.Pieces, err error) {
	rows, err := db.List[pieceRow](ctx, q, qPieces, id)
	for _, r := range rows {
		out = append(out, order.Pieces(r))
	}
	return out, err
}

// Timeline gives what was said of a claim, oldest first.
func (*Service) Timeline(ctx context.Context, q db.Q, id string) (out []Said, err error) {
	rows, err := db.List[stepRow](ctx, q, qSteps, id)
	for _, r := range rows {
		out = append(out, Said{r.Status, r.Actor, r.Words, time.UnixMicro(r.At).UTC()})
	}
	return out, err
}

// Of lists an order's claims, newest first, 100 at most.
func (*Service) Of(ctx context.Context, q db.Q, head string) (out []Claim, err error) {
	rows, err := db.List[row](ctx, q, qOf, head)
	for _, r := range rows {
		out = append(out, r.claim())
	}
	return out, err
}

// At lists the claims of a store that wait for its answer, oldest first, or else
// those that do not any more, newest first.
func (*Service) At(ctx context.Context, q db.Q, store string, waiting bool, ask page.Ask) (page.Of[Claim], error) {
	read, bound := qAnswered, ask.Before
	if waiting {
		read, bound = qWaiting, ask.After
	}
	at, id, err := bound()
	if err != nil {
		return page.Of[Claim]{}, err
	}
	rows, err := db.List[row](ctx, q, read, store, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Claim]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.CreatedAt, r.ID }), row.claim), nil
}

// Appeals lists the claims that wait for an operator, oldest first, or else those
// that operators have decided, newest first.
func (*Service) Appeals(ctx context.Context, q db.Q, waiting bool, ask page.Ask) (page.Of[Claim], error) {
	read, bound := qDecided, ask.Before
	if waiting {
		read, bound = qAppealed, ask.After
	}
	at, id, err := bound()
	if err != nil {
		return page.Of[Claim]{}, err
	}
	rows, err := db.List[row](ctx, q, read, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Claim]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.MovedAt, r.ID }), row.claim), nil
}
