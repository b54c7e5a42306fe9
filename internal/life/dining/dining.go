// Package dining takes orders at the table: a QR on it names it, all phones at
// it share one basket, and what is ordered is brought there.
//
//	accepted --made--> ready --brought--> completed
package dining

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// Mode is eating in.
type Mode struct{}

func (Mode) Name() store.Mode { return store.DineIn }

func (Mode) Steps() []order.Step {
	return []order.Step{
		{From: order.Accepted, To: order.Ready, Actor: order.Shop},
		{From: order.Accepted, To: order.Completed, Actor: order.Shop}, // brought without a word
		{From: order.Ready, To: order.Completed, Actor: order.Shop},
		{From: order.Ready, To: order.Cancelled, Actor: order.Shop},
	}
}

// Quote wants to know the table. Nothing is packed.
func (Mode) Quote(_ context.Context, _ db.Q, d *order.Draft) error {
	if d.Table == "" {
		d.Against(order.Problem{Code: order.NoTable, Line: -1})
	}
	return nil
}

func (Mode) Moved(context.Context, *db.Tx, order.Order, order.Status) error { return nil }
