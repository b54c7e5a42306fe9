package order

import (
	"cmp"
	"context"
	"slices"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
)

// Sold sums orders that were paid and refunds that were made with from ≤ at < to.
// The channel is the way of fulfilment; one and an hour may come twice: once for the orders, once for the refunds.
func (*Service) Sold(ctx context.Context, q db.Q, w pay.Whose, from, to time.Time) ([]pay.Sold, error) {
	stmt, id := qSold.of(w)
	sold, err := db.List[pay.Sold](ctx, q, stmt, id, from.UnixMicro(), to.UnixMicro())
	if err != nil {
		return nil, err
	}
	back, err := db.List[pay.Sold](ctx, q, qBack, w.Merchant, w.Store, from.UnixMicro(), to.UnixMicro())
	return append(sold, back...), err
}

// SoldItem is an item of the menu, or a kind of offer, and what was kept of it:
// pieces that were given back and cancelled orders are not in it.
type SoldItem struct {
	Item    string `db:"item"`
	Name    string `db:"name"`
	NameEN  string `db:"name_en"`
	Picture string `db:"picture"`
	Kind    string `db:"kind"` // of the offer; "": the menu's price
	Pieces  int64  `db:"pieces"`
	Money   int64  `db:"money"` // with what the choices add, before coupons
}

// Goods tells of the orders paid with from ≤ at < to which items brought most,
// the best first, and what each kind of offer brought.
func (*Service) Goods(ctx context.Context, q db.Q, w pay.Whose, from, to time.Time, limit int) (items, offers []SoldItem, err error) {
	stmt, id := qGoods.of(w)
	for g, err := range db.Each[SoldItem](ctx, q, stmt, id, from.UnixMicro(), to.UnixMicro(), limit) {
		switch {
		case err != nil:
			return nil, nil, err
		case g.Item != "":
			items = append(items, g)
		default:
			offers = append(offers, g)
		}
	}
	slices.SortFunc(items, func(a, b SoldItem) int { return cmp.Or(cmp.Compare(b.Money, a.Money), cmp.Compare(a.Item, b.Item)) })
	slices.SortFunc(offers, func(a, b SoldItem) int { return cmp.Compare(a.Kind, b.Kind) })
	return items, offers, nil
}

// Stage is how many orders are at a status, and which way they came.
type Stage struct {
	Status   Status `db:"status"`
	Paid     bool   `db:"paid"`
	Accepted bool   `db:"accepted"`
	Orders   int64  `db:"orders"`
	Money    int64  `db:"money"`
}

// Stages tells what became of the orders placed with from ≤ at < to.
func (*Service) Stages(ctx context.Context, q db.Q, w pay.Whose, from, to time.Time) ([]Stage, error) {
	stmt, id := qStages.of(w)
	return db.List[Stage](ctx, q, stmt, id, from.UnixMicro(), to.UnixMicro())
}

// BuyersByDay counts buyers of orders paid with from ≤ at < to.
func (*Service) BuyersByDay(ctx context.Context, q db.Q, w pay.Whose, from, to time.Time) ([]pay.BuyersOn, error) {
	stmt, id := qBuyersOf.of(w)
	return db.List[pay.BuyersOn](ctx, q, stmt, id, from.UnixMicro(), to.UnixMicro())
}

// Segments sorts buyers of orders, and counts them.
func (*Service) Segments(ctx context.Context, q db.Q, w pay.Whose, m pay.Marks) ([]pay.Segment, error) {
	stmt, id := qSegments.of(w)
	return db.List[pay.Segment](ctx, q, stmt, id, m.Since.UnixMicro(), m.To.UnixMicro(), m.From.UnixMicro(), m.Before.UnixMicro(), m.Recent.UnixMicro(), m.Lost.UnixMicro())
}

// Cohorts counts buyers of orders with since ≤ at < to whose first week is at least week.
func (*Service) Cohorts(ctx context.Context, q db.Q, w pay.Whose, since, to time.Time, week int64) ([]pay.Cohort, error) {
	stmt, id := qCohorts.of(w)
	return db.List[pay.Cohort](ctx, q, stmt, id, since.UnixMicro(), to.UnixMicro(), week)
}
