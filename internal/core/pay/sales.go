package pay

import (
	"context"
	"time"

	"livewell/internal/kit/db"
)

// Whose is whose sales are counted: those of one store, or all of a merchant
// where Store is empty.
type Whose struct{ Merchant, Store string }

// Sold is what came in and went back through a channel within an hour, in minor
// units. Every domain that sells counts its own and gives it in this shape.
type Sold struct {
	Hour    int64  `db:"hour"` // since 1970, on the clock of calendar.Zone
	Channel string `db:"channel"`
	Sales   int64  `db:"sales"`
	Refunds int64  `db:"refunds"`
	Gross   int64  `db:"gross"`
	Back    int64  `db:"back"`
}

// Sold sums payments and refunds with from ≤ at < to that no other domain made
// (trades of orders are the order's to count): "coder", static QR codes, and
// "open", the merchant's own apps. They are of no store. A channel and an hour
// may come twice: once for the payments, once for the refunds.
func (*Service) Sold(ctx context.Context, q db.Q, w Whose, from, to time.Time) ([]Sold, error) {
	if w.Store != "" {
		return nil, nil
	}
	sold, err := db.List[Sold](ctx, q, qSold, w.Merchant, from.UnixMicro(), to.UnixMicro())
	if err != nil {
		return nil, err
	}
	back, err := db.List[Sold](ctx, q, qBack, w.Merchant, from.UnixMicro(), to.UnixMicro())
	return append(sold, back...), err
}

// BuyersOn counts those who bought on a day. Whoever got everything back bought nothing.
type BuyersOn struct {
	Day    int64 `db:"day"` // since 1970, in calendar.Zone
	Buyers int64 `db:"buyers"`
}

// BuyersByDay counts a merchant's buyers with from ≤ at < to, those of orders too; a trade knows no store.
func (*Service) BuyersByDay(ctx context.Context, q db.Q, w Whose, from, to time.Time) ([]BuyersOn, error) {
	return db.List[BuyersOn](ctx, q, qBuyersOf, w.Merchant, from.UnixMicro(), to.UnixMicro())
}

// Marks are the times that buyers are sorted by: they bought with Since ≤ at < To,
// in the period from From on, in the one before it from Before on; who last
// bought before Recent is slipping, before Lost lost.
type Marks struct{ Since, To, From, Before, Recent, Lost time.Time }

// Segment counts buyers who are alike: "best" bought lately, four times or more
// and at least what buyers spend on average; "regular" lately and more than
// once; "new" lately and once; then "slipping" and "lost".
type Segment struct {
	Segment string `db:"segment"`
	Buyers  int64  `db:"buyers"`
	Times   int64  `db:"times"` // that they bought
	Spent   int64  `db:"spent"`
	Here    int64  `db:"here"`   // of them, who bought in the period
	Again   int64  `db:"again"`  // of those, who had bought before it
	Before  int64  `db:"before"` // who bought in the period before
}

// Segments sorts a merchant's buyers, those of orders too, and counts them. A trade knows no store.
func (*Service) Segments(ctx context.Context, q db.Q, w Whose, m Marks) ([]Segment, error) {
	return db.List[Segment](ctx, q, qSegments, w.Merchant, m.Since.UnixMicro(), m.To.UnixMicro(), m.From.UnixMicro(), m.Before.UnixMicro(), m.Recent.UnixMicro(), m.Lost.UnixMicro())
}

// Cohort counts those who first bought in a week and bought again some weeks later.
type Cohort struct {
	Week   int64 `db:"week"` // number of the first one: Mondays since 1970
	Later  int64 `db:"later"`
	Buyers int64 `db:"buyers"`
}

// Cohorts counts a merchant's buyers with since ≤ at < to whose first week is at
// least week. A trade knows no store.
func (*Service) Cohorts(ctx context.Context, q db.Q, w Whose, since, to time.Time, week int64) ([]Cohort, error) {
	return db.List[Cohort](ctx, q, qCohorts, w.Merchant, since.UnixMicro(), to.UnixMicro(), week)
}

// Bought is how people bought: from Least to Most times with From ≤ at < To,
// for the last time before Until. Who got everything back bought nothing.
type Bought struct {
	From, To, Until time.Time
	Least, Most     int64
}

// CountBuyers counts a merchant's buyers who bought in a way.
func (*Service) CountBuyers(ctx context.Context, q db.Q, merchant string, b Bought) (int64, error) {
	n, _, err := db.One[int64](ctx, q, qCountBuyers, merchant, b.From.UnixMicro(), b.To.UnixMicro(), b.Until.UnixMicro(), b.Least, b.Most)
	return n, err
}

// Buyers lists a merchant's buyers who bought in a way, by id, from the one after after on.
func (*Service) Buyers(ctx context.Context, q db.Q, merchant string, b Bought, after string, limit int) ([]string, error) {
	return db.List[string](ctx, q, qBuyers, merchant, b.From.UnixMicro(), b.To.UnixMicro(), b.Until.UnixMicro(), b.Least, b.Most, after, limit)
}
