package order

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/address"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/stock"
	"livewell/internal/trade/store"
)

// Basket is what a buyer asks for.
type Basket struct {
	Buyer  string // "" for a stranger who looks
	Store  string
	Mode   store.Mode
	Wants  []catalog.Want
	To     *address.Address
	Table  string
	Note   string
	Choice []string     // ids of coupons; nil: the best of the buyer's
	Points bool         // as many of the buyer's points as the basket takes are used
	Expect money.Amount // the total that the buyer saw; zero: not told
}

// Problem is why a basket cannot be ordered as it is.
type Problem struct {
	Code string // see the codes below, and those of catalog.Problem
	Line int    // -1: the whole basket
	Now  money.Amount
	Left int64
	At   time.Time
}

// The codes of a Problem of the whole basket.
const (
	StoreClosed = "closed"    // opens At, where that is known
	ModeOff     = "mode"      // the store does not sell this way
	NoDoor      = "no_door"   // an address is missing
	TooFar      = "too_far"   // not delivered to
	NotSent     = "not_sent"  // nothing is sent by post to there
	UnderLeast  = "minimum"   // goods for Now at least
	NoTable     = "no_table"  // a table is missing
	StockShort  = "short"     // Left pieces are left
	TotalMoved  = "total"     // costs Now
	Already     = "only_once" // the buyer had one
	OfferOver   = "offer"     // the offer is over, full, or not for this
	CouponOff   = "coupon"    // the coupons that were chosen cannot be used, or not together
)

// Draft is a basket with what it costs and what stands against it.
type Draft struct {
	Basket
	At       time.Time
	From     store.Store
	Lines    []catalog.Line
	Goods    money.Amount
	Packing  money.Amount
	Fee      money.Amount
	ForFree  money.Amount // goods that are missing for there to be no Fee; zero: no such offer, or none missing
	Off      money.Amount // off the goods
	FeeOff   money.Amount // off the fee
	Coupons  []Coupon     // that the buyer has for this store
	Credit   Points       // that the buyer has of this merchant
	Pieces   int64
	Making   time.Duration // until it is ready
	Takes    time.Duration // until the buyer has it; the mode adds its own to Making
	Problems []Problem
}

// Total is what the buyer pays.
func (d Draft) Total() money.Amount { return d.Goods.Add(d.Packing).Add(d.Fee).Add(d.Discount().Neg()) }

// Discount is what comes off in all.
func (d Draft) Discount() money.Amount { return d.Off.Add(d.FeeOff).Add(d.Credit.Off) }

// Against notes what stands against a draft.
func (d *Draft) Against(p Problem) { d.Problems = append(d.Problems, p) }

// Allow takes back what was noted against a draft, for a mode that has nothing against it.
func (d *Draft) Allow(code string) {
	d.Problems = slices.DeleteFunc(d.Problems, func(p Problem) bool { return p.Code == code })
}

// fields are those of a basket that the problems of all of it are about.
var fields = map[string]string{
	ModeOff: "mode", NoDoor: "address", TooFar: "address", NotSent: "address", NoTable: "table", CouponOff: "coupons", TotalMoved: "total", UnderLeast: "wants",
}

// Field names what a buyer would change of the basket: address, coupons, mode,
// table, total or wants; empty where that helps nothing.
func (p Problem) Field() string {
	if p.Line >= 0 {
		return "wants"
	}
	return fields[p.Code]
}

// Quote tells what a basket costs now, and everything that stands against it.
// Faults: store.ErrNotFound, ErrEmpty, ErrMany, ErrNote.
func (s *Service) Quote(ctx context.Context, q db.Q, b Basket, at time.Time) (Draft, error) {
	zero := money.New(0, money.CNY)
	d := Draft{Basket: b, At: at, Goods: zero, Packing: zero, Fee: zero, ForFree: zero, Off: zero, FeeOff: zero, Credit: Points{Off: zero, Worth: zero}}
	switch {
	case len(b.Wants) == 0:
		return d, ErrEmpty
	case len(b.Wants) > maxLines:
		return d, ErrMany
	case utf8.RuneCountInString(b.Note) > 200 || utf8.RuneCountInString(b.Table) > 20:
		return d, ErrNote
	}
	var err error
	if d.From, err = s.stores.Get(ctx, q, b.Store); err != nil {
		return d, err
	}
	if err := s.goods(ctx, q, &d); err != nil {
		return d, err
	}
	if _, open := d.From.Selling(at); !open {
		next, _ := d.From.Hours.Next(at)
		d.Against(Problem{Code: StoreClosed, Line: -1, At: next})
	}
	if d.Making, err = s.pace(ctx, q, d.From); err != nil {
		return d, err
	}
	d.Takes = d.Making
	mode, ok := s.modes[b.Mode]
	if !ok || !d.From.Has(b.Mode) {
		d.Against(Problem{Code: ModeOff, Line: -1})
	} else if err := mode.Quote(ctx, q, &d); err != nil {
		return d, err
	}
	for _, off := range s.off {
		if err := off.Quote(ctx, q, &d); err != nil {
			return d, err
		}
	}
	if b.Expect != (money.Amount{}) && b.Expect != d.Total() {
		d.Against(Problem{Code: TotalMoved, Line: -1, Now: d.Total()})
	}
	return d, nil
}

// goods prices the lines and looks whether there is enough of each.
func (s *Service) goods(ctx context.Context, q db.Q, d *Draft) error {
	lines, problems, err := s.catalog.Price(ctx, q, d.Store, d.Wants, d.At)
	if err != nil {
		return err
	}
	d.Lines = lines
	for _, p := range problems {
		d.Against(Problem{Code: p.Code, Line: p.Line, Now: p.Now})
	}
	for i := range d.Lines {
		if err := s.reprice(ctx, q, d, i); err != nil {
			return err
		}
	}
	skus := make([]string, len(d.Lines))
	for i, l := range d.Lines {
		skus[i] = l.SKU
	}
	levels, err := s.stock.Levels(ctx, q, skus...)
	if err != nil {
		return err
	}
	wanted := map[string]int64{}
	for i, l := range d.Lines {
		d.Goods = d.Goods.Add(l.Total)
		d.Pieces += l.Qty
		wanted[l.SKU] += l.Qty
		if level, ok := levels[l.SKU]; ok && wanted[l.SKU] > level.Left() {
			d.Against(Problem{Code: StockShort, Line: i, Left: level.Left()})
		}
	}
	return nil
}

// reprice lets the offer of a line decide on its price.
func (s *Service) reprice(ctx context.Context, q db.Q, d *Draft, i int) error {
	kind, id, _ := strings.Cut(d.Lines[i].Offer, ":")
	if kind == "" {
		return nil
	}
	o, ok := s.offers[kind]
	if !ok {
		d.Against(Problem{Code: OfferOver, Line: i})
		return nil
	}
	if err := o.Quote(ctx, q, d, i, id); err != nil {
		return err
	}
	if l := d.Lines[i]; l.Seen != (money.Amount{}) && l.Seen != l.Unit {
		d.Against(Problem{Code: catalog.PriceMoved, Line: i, Now: l.Unit})
	}
	return nil
}

func (d Draft) items() []stock.Item {
	out := make([]stock.Item, len(d.Lines))
	for i, l := range d.Lines {
		out[i] = stock.Item{SKU: l.SKU, Qty: l.Qty}
	}
	return out
}

// day names the business day of t, for the numbers that are called out.
func day(t time.Time) string { return calendar.Start(t).Format(time.DateOnly) }
