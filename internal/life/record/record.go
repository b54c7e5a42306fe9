// Package record keeps what other platforms tell of the orders that people made
// with them, so that everything is in one list. It moves no money and asks for
// nothing: the platform that has the order is in charge of it.
package record

import (
	"context"
	"embed"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("record", files)

var (
	ErrOrder = fault.New(fault.Invalid, "record.order", "This order lacks something, or has too much of it.")
	ErrOther = fault.New(fault.Conflict, "record.other", "This number is another person's order.")
	ErrMany  = fault.New(fault.Refused, "record.too_many", "An app tells at most 1000 orders of a person.")
)

const (
	most  = 1000 // that an app tells of a person
	ahead = 24 * time.Hour
)

// Statuses that an order elsewhere can have: those of orders here.
var statuses = map[string]bool{"unpaid": true, "paid": true, "accepted": true, "ready": true, "underway": true, "completed": true, "cancelled": true}

// Order is one that somebody made with another platform.
type Order struct {
	ID         string
	App, OutNo string // who tells of it, and its number there
	Buyer      string
	Seller     string // as people read it
	What       string // the first thing of it
	Pieces     int64
	Amount     money.Amount
	Status     string
	Link       string // where it goes on; may be empty
	CreatedAt  time.Time
	ModifiedAt time.Time
}

type row struct {
	ID         string `db:"id"`
	App        string `db:"app"`
	OutNo      string `db:"out_no"`
	Buyer      string `db:"buyer"`
	Seller     string `db:"seller"`
	What       string `db:"what"`
	Pieces     int64  `db:"pieces"`
	Amount     int64  `db:"amount"`
	Status     string `db:"status"`
	Link       string `db:"link"`
	CreatedAt  int64  `db:"created_at"`
	ModifiedAt int64  `db:"modified_at"`
}

func (r row) order() Order {
	at := func(n int64) time.Time { return time.UnixMicro(n).UTC() }
	return Order{r.ID, r.App, r.OutNo, r.Buyer, r.Seller, r.What, r.Pieces, money.New(r.Amount, money.CNY), r.Status, r.Link, at(r.CreatedAt), at(r.ModifiedAt)}
}

const columns = `id, app, out_no, buyer, seller, what, pieces, amount, status, link, created_at, modified_at`

var (
	qTell = db.SQL(`
		INSERT INTO record_order (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (app, out_no) DO UPDATE SET seller = excluded.seller, what = excluded.what, pieces = excluded.pieces, amount = excluded.amount,
		  status = excluded.status, link = excluded.link, modified_at = excluded.modified_at
		WHERE record_order.buyer = excluded.buyer AND record_order.modified_at <= excluded.modified_at`)
	qGet    = db.SQL(`SELECT ` + columns + ` FROM record_order WHERE app = $1 AND out_no = $2`)
	qCount  = db.SQL(`SELECT COUNT(*) FROM record_order WHERE app = $1 AND buyer = $2 AND out_no <> $3`)
	qOf     = db.SQL(`SELECT ` + columns + ` FROM record_order WHERE buyer = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4`)
	qForget = db.SQL(`DELETE FROM record_order WHERE buyer = $1`)
)

// Service keeps such orders.
type Service struct{}

func New() *Service { return &Service{} }

// check names the field that cannot be. Fault: ErrOrder.
func (o Order) check(now time.Time) error {
	bad := func(field string) error { return ErrOrder.With(map[string]any{"field": field}) }
	between := func(s string, least, most int) bool {
		n := utf8.RuneCountInString(s)
		return n >= least && n <= most
	}
	switch {
	case !between(o.OutNo, 1, 64):
		return bad("out_biz_no")
	case o.Buyer == "":
		return bad("buyer_id")
	case !between(o.What, 1, 128):
		return bad("item_order_list")
	case o.Pieces < 1 || o.Pieces > 10_000:
		return bad("quantity")
	case o.Amount.Sign() < 0:
		return bad("amount")
	case !statuses[o.Status]:
		return bad("merchant_order_status")
	case o.CreatedAt.IsZero() || o.CreatedAt.After(now.Add(ahead)):
		return bad("order_create_time")
	case o.ModifiedAt.After(now.Add(ahead)):
		return bad("order_modified_time")
	}
	return nil
}

// Tell keeps an order as its app has it now. What is older than what is known
// changes nothing, so that news may come in any order. Faults: ErrOrder, ErrOther, ErrMany.
func (s *Service) Tell(ctx context.Context, tx *db.Tx, o Order) (Order, error) {
	if err := o.check(tx.Now()); err != nil {
		return o, err
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, o.App, o.Buyer, o.OutNo); err != nil || n >= most {
		return o, fault.Or(err, ErrMany)
	}
	_, err := db.Exec(ctx, tx, qTell, tx.NewIDFor(o.Buyer), o.App, o.OutNo, o.Buyer, o.Seller, o.What, o.Pieces, o.Amount.Minor(), o.Status, o.Link,
		o.CreatedAt.UnixMicro(), o.ModifiedAt.UnixMicro())
	if err != nil {
		return o, err
	}
	r, _, err := db.One[row](ctx, tx, qGet, o.App, o.OutNo)
	if err == nil && r.Buyer != o.Buyer {
		err = ErrOther
	}
	return r.order(), err
}

// Of lists what somebody has elsewhere, newest first: one more than the limit where there is more.
func (*Service) Of(ctx context.Context, q db.Q, buyer string, ask page.Ask) (out []Order, err error) {
	at, id, err := ask.Before()
	if err != nil {
		return nil, err
	}
	rows, err := db.List[row](ctx, q, qOf, buyer, at, id, ask.Limit+1)
	for _, r := range rows {
		out = append(out, r.order())
	}
	return out, err
}

// Forget drops what is known of a person.
func (*Service) Forget(ctx context.Context, tx *db.Tx, buyer string) error {
	_, err := db.Exec(ctx, tx, qForget, buyer)
	return err
}
