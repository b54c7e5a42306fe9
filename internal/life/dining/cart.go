package dining

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/live"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("dining", files)

var (
	ErrTable = fault.New(fault.Invalid, "dining.table", "A table has a number or a name of 1 to 20 characters.")
	ErrMany  = fault.New(fault.Refused, "dining.many", "There is too much on this table's list. Order some of it first.")
)

// life is how long a list lies that nobody orders.
const life = 6 * time.Hour

// Line is what the phones at a table chose together.
type Line struct {
	SKU     string
	Choices []string
	Qty     int64
	Seen    money.Amount
}

type lineRow struct {
	SKU     string `db:"sku"`
	Choices string `db:"choices"`
	Qty     int64  `db:"qty"`
	Seen    int64  `db:"seen"`
}

// Carts are the lists of tables. Every change adds to or takes from a line and
// never writes it anew, so two phones lose nothing of each other's.
type Carts struct {
	orders *order.Service
	live   *live.Hub
}

func NewCarts(o *order.Service) *Carts { return &Carts{o, live.NewHub()} }

// Watch calls look at once and whenever a table's list has changed.
func (c *Carts) Watch(ctx context.Context, store, table string, look func() error) error {
	return c.live.Watch(ctx, store+"/"+table, look)
}

// Change adds by pieces of a line to a table's list, or takes them off with a
// negative by. Faults: ErrTable, ErrMany.
func (c *Carts) Change(ctx context.Context, tx *db.Tx, storeID, table string, l Line, by int64) error {
	if n := len([]rune(table)); n < 1 || n > 20 {
		return ErrTable
	}
	if l.Choices == nil {
		l.Choices = []string{}
	}
	choices, err := json.Marshal(l.Choices)
	if err != nil {
		return err
	}
	if by > 0 {
		if n, _, err := db.One[int64](ctx, tx, qSize, storeID, table); err != nil || n+by > catalog.MostOf {
			if err == nil {
				err = ErrMany
			}
			return err
		}
		_, err = db.Exec(ctx, tx, qAdd, storeID, table, l.SKU, string(choices), by, l.Seen.Minor(), tx.Now().UnixMicro())
	} else {
		_, err = db.Exec(ctx, tx, qTake, storeID, table, l.SKU, string(choices), -by)
	}
	if err == nil {
		_, err = db.Exec(ctx, tx, qEmpty, storeID, table)
	}
	c.poke(tx, storeID, table)
	return err
}

func (c *Carts) poke(tx *db.Tx, storeID, table string) {
	tx.After(func() { c.live.Poke(storeID + "/" + table) })
}

// Lines gives a table's list, in the order that it was chosen.
func (c *Carts) Lines(ctx context.Context, q db.Q, storeID, table string) (out []Line, err error) {
	rows, err := db.List[lineRow](ctx, q, qLines, storeID, table)
	for _, r := range rows {
		l := Line{SKU: r.SKU, Qty: r.Qty, Seen: money.New(r.Seen, money.CNY)}
		if err := json.Unmarshal([]byte(r.Choices), &l.Choices); err != nil {
			return nil, fmt.Errorf("read the list of table %s: %w", table, err)
		}
		out = append(out, l)
	}
	return out, err
}

// Order places an order of all that is on a table's list, and clears it: both
// or neither. Faults: those of order.Place.
func (c *Carts) Order(ctx context.Context, tx *db.Tx, buyer, storeID, table, note string, coupons []string, points bool, expect money.Amount) (order.Order, error) {
	lines, err := c.Lines(ctx, tx, storeID, table)
	if err != nil {
		return order.Order{}, err
	}
	b := order.Basket{Buyer: buyer, Store: storeID, Mode: store.DineIn, Table: table, Note: note, Choice: coupons, Points: points, Expect: expect}
	for _, l := range lines {
		b.Wants = append(b.Wants, catalog.Want{SKU: l.SKU, Choices: l.Choices, Qty: l.Qty, Seen: l.Seen})
	}
	o, err := c.orders.Place(ctx, tx, b)
	if err != nil {
		return o, err
	}
	if _, err := db.Exec(ctx, tx, qClear, storeID, table); err != nil {
		return o, err
	}
	c.poke(tx, storeID, table)
	return o, nil
}

// Sweep forgets lists that nobody ordered.
func (c *Carts) Sweep(ctx context.Context, tx *db.Tx) error {
	_, err := db.Exec(ctx, tx, qOld, tx.Now().Add(-life).UnixMicro())
	return err
}
