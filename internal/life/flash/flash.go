// Package flash sells some pieces of a SKU at a price of their own for a short
// time, so many for each buyer. The pieces are those of the shelf: the stock is
// the same, a sale only limits how many of it go at its price.
package flash

import (
	"context"
	"embed"
	"fmt"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("flash", files)

var (
	ErrOver  = fault.New(fault.Refused, "flash.over", "The flash sale is over: everything is taken.")
	ErrOnce  = fault.New(fault.Refused, "flash.once", "You have had yours of this flash sale.")
	ErrTerms = fault.New(fault.Invalid, "flash.terms", "A flash sale is of 1 to 1000000 pieces, for at most two weeks, with a price.")
)

// Kind is what stands before the colon in catalog.Want.Offer.
const Kind = "flash"

// Sale is a flash sale.
type Sale struct {
	ID     string
	Store  string
	SKU    string
	Price  money.Amount
	Pieces int64
	Taken  int64
	Each   int64 // pieces that one buyer can have
	Starts time.Time
	Ends   time.Time
}

type row struct {
	ID     string `db:"id"`
	Store  string `db:"store"`
	SKU    string `db:"sku"`
	Price  int64  `db:"price"`
	Pieces int64  `db:"pieces"`
	Taken  int64  `db:"taken"`
	Each   int64  `db:"each"`
	Starts int64  `db:"starts"`
	Ends   int64  `db:"ends"`
}

func (r row) sale() Sale {
	at := func(n int64) time.Time { return time.UnixMicro(n).UTC() }
	return Sale{r.ID, r.Store, r.SKU, money.New(r.Price, money.CNY), r.Pieces, r.Taken, r.Each, at(r.Starts), at(r.Ends)}
}

// Service is the offer of all flash sales.
type Service struct{}

func New() *Service { return &Service{} }

func (*Service) Kind() string { return Kind }

// Open makes a sale. Fault: ErrTerms.
func (*Service) Open(ctx context.Context, tx *db.Tx, in Sale) (Sale, error) {
	long := in.Ends.Sub(in.Starts)
	if in.Pieces < 1 || in.Pieces > 1_000_000 || in.Each < 1 || in.Price.Sign() <= 0 || long <= 0 || long > 14*24*time.Hour {
		return in, ErrTerms
	}
	in.ID, in.Taken = tx.NewIDFor(in.Store), 0
	_, err := db.Exec(ctx, tx, qOpen, in.ID, in.Store, in.SKU, in.Price.Minor(), in.Pieces, in.Each, in.Starts.UnixMicro(), in.Ends.UnixMicro())
	return in, err
}

// Of lists a store's sales that are not over, the first to start first.
func (*Service) Of(ctx context.Context, q db.Q, store string, now time.Time) (out []Sale, err error) {
	rows, err := db.List[row](ctx, q, qOf, store, now.UnixMicro())
	for _, r := range rows {
		out = append(out, r.sale())
	}
	return out, err
}

// Quote implements order.Offer.
func (*Service) Quote(ctx context.Context, q db.Q, d *order.Draft, i int, id string) error {
	l := &d.Lines[i]
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err != nil {
		return err
	}
	now := d.At.UnixMicro()
	if !ok || r.Store != d.Store || r.SKU != l.SKU || now < r.Starts || now >= r.Ends {
		d.Against(order.Problem{Code: order.OfferOver, Line: i})
		return nil
	}
	l.Reprice(money.New(r.Price, money.CNY))
	had, _, err := db.One[int64](ctx, q, qHad, id, d.Buyer)
	switch {
	case err != nil:
		return err
	case had > 0 || l.Qty > r.Each:
		d.Against(order.Problem{Code: order.Already, Line: i})
	case r.Pieces-r.Taken < l.Qty:
		d.Against(order.Problem{Code: order.StockShort, Line: i, Left: r.Pieces - r.Taken})
	}
	return nil
}

// Claim implements order.Offer. Faults: ErrOnce, ErrOver.
func (*Service) Claim(ctx context.Context, tx *db.Tx, o order.Order, l catalog.Line, id string) error {
	n, err := db.Exec(ctx, tx, qClaim, id, o.Buyer, o.ID, l.Qty)
	if err != nil || n == 0 {
		return fault.Or(err, ErrOnce)
	}
	if n, err = db.Exec(ctx, tx, qTake, id, l.Qty); err != nil || n == 0 {
		return fault.Or(err, ErrOver)
	}
	return nil
}

// Paid implements order.Offer: nothing waits.
func (*Service) Paid(context.Context, *db.Tx, order.Order, string) (bool, error) { return false, nil }

// Waits implements order.Offer.
func (*Service) Waits(context.Context, db.Q, order.Order) (bool, error) { return false, nil }

// Dropped implements order.Offer: the place is somebody else's again.
func (*Service) Dropped(ctx context.Context, tx *db.Tx, o order.Order, l catalog.Line, id string) error {
	n, err := db.Exec(ctx, tx, qDrop, id, o.Buyer, o.ID)
	if err != nil || n == 0 {
		return err
	}
	_, err = db.Exec(ctx, tx, qBack, id, l.Qty)
	return err
}

type recount struct {
	ID     string `db:"id"`
	Taken  int64  `db:"taken"`
	Claims int64  `db:"claims"`
}

// Verify recounts what is taken of every sale from its claims.
func (*Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	for r, err := range db.Each[recount](ctx, q, qRecount) {
		if err != nil {
			return n, nil, err
		}
		n++
		if r.Taken != r.Claims {
			breaches = append(breaches, fmt.Sprintf("flash sale %s has %d taken, its claims make %d", r.ID, r.Taken, r.Claims))
		}
	}
	return n, breaches, nil
}
