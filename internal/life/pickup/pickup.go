// Package pickup lets buyers come for what they ordered: it is made, called by
// its number and handed over against the code that the buyer shows.
//
//	accepted --made--> ready --code--> completed
package pickup

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// Mode is self pick-up. Who never comes for what was made is not refunded.
type Mode struct{}

func (Mode) Name() store.Mode { return store.Pickup }

func (Mode) Steps() []order.Step {
	return []order.Step{
		{From: order.Accepted, To: order.Ready, Actor: order.Shop},
		{From: order.Ready, To: order.Completed, Actor: order.Shop, Code: true},
		{From: order.Ready, To: order.Cancelled, Actor: order.Shop},
	}
}

// Quote adds the bags: what leaves the house is packed.
func (Mode) Quote(_ context.Context, _ db.Q, d *order.Draft) error {
	d.Packing = d.From.Terms.Packing.MulDiv(d.Pieces, 1)
	return nil
}

func (Mode) Moved(context.Context, *db.Tx, order.Order, order.Status) error { return nil }
