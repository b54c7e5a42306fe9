package member

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
)

// Cards lists somebody's memberships, the last joined first.
func (*Service) Cards(ctx context.Context, q db.Q, person string, ask page.Ask) (page.Of[Card], error) {
	return cards(ctx, q, qMine, person, ask)
}

// Members lists those of a merchant, the last joined first; tail are the last
// digits of a card, or "".
func (*Service) Members(ctx context.Context, q db.Q, merchant, tail string, ask page.Ask) (page.Of[Card], error) {
	return cards(ctx, q, qMembers, merchant, ask, tail)
}

func cards(ctx context.Context, q db.Q, list *db.Stmt, of string, ask page.Ask, more ...any) (page.Of[Card], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Card]{}, err
	}
	rows, err := db.List[cardRow](ctx, q, list, append([]any{of, at, id, ask.Limit + 1}, more...)...)
	if err != nil {
		return page.Of[Card]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r cardRow) (int64, string) { return r.JoinedAt, r.ID }), cardRow.card), nil
}

// Entries lists what happened to a card's points, the last first.
func (*Service) Entries(ctx context.Context, q db.Q, card string, ask page.Ask) (page.Of[Entry], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Entry]{}, err
	}
	rows, err := db.List[entryRow](ctx, q, qEntries, card, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Entry]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r entryRow) (int64, string) { return r.At, r.ID }), entryRow.entry), nil
}

// Sums are the points of an order or a sale.
type Sums struct {
	Used     int64 // and not undone
	Returned int64
	Earned   int64 // with those that went to what was owed
	Taken    int64
}

// On tells the points of an order or a sale.
func (*Service) On(ctx context.Context, q db.Q, head string) (out Sums, err error) {
	rows, err := db.List[entryRow](ctx, q, qOn, head)
	for _, r := range rows {
		switch r.Kind {
		case Used, Undone:
			out.Used += r.Owed - r.Points
		case Returned:
			out.Returned += r.Points - r.Owed
		case Earned:
			out.Earned += r.Points - r.Owed
		case Taken:
			out.Taken += r.Owed - r.Points
		case Joined, Left, Expired:
		}
	}
	return out, err
}

// Figures are those of a merchant's members.
type Figures struct {
	Members int64 `db:"members"`
	Points  int64 `db:"points"` // that can be used
}

// Figures counts a merchant's members and their points.
func (*Service) Figures(ctx context.Context, q db.Q, merchant string, now time.Time) (Figures, error) {
	f, _, err := db.One[Figures](ctx, q, qFigures, merchant, now.UnixMicro())
	return f, err
}
