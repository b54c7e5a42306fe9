// Package delivery brings orders to the door: whether a store delivers there,
// for what fee and how long it takes; riders, their shifts and what is offered
// to them.
//
//	order:  accepted --made--> ready --picked up--> underway --brought--> completed
//	task:   waiting --> offered --accept--> taken --code--> carried --proof--> done
//	           +<--declined, 30 s--+
//
// A store's own people may bring an order as riders do. Who is off duty is
// never offered anything: being on duty is in the WHERE of the offer.
package delivery

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

func (Mode) Name() store.Mode { return store.Takeaway }

func (Mode) Steps() []order.Step {
	return []order.Step{
		{From: order.Accepted, To: order.Ready, Actor: order.Shop},
		{From: order.Ready, To: order.Underway, Actor: order.Rider, Code: true},
		{From: order.Ready, To: order.Underway, Actor: order.Shop},
		{From: order.Underway, To: order.Completed, Actor: order.Rider},
		{From: order.Underway, To: order.Completed, Actor: order.Shop},
		{From: order.Ready, To: order.Cancelled, Actor: order.Shop},
		{From: order.Underway, To: order.Cancelled, Actor: order.Shop}, // nobody opened, spilt: the store decides
	}
}

// Streets are longer than the crow flies, and a rider parks, climbs and knocks.
const (
	detour    = 1.35
	speed     = 250.0 // metres a minute: 15 km/h through a city
	handling  = 6 * time.Minute
	mostPlace = 30_000 // metres; farther is never delivered, whatever an area says
)

// Travel is how long a rider takes from one place to another.
func Travel(from, to geo.Point) time.Duration {
	return time.Duration(geo.Distance(from, to) * detour / speed * float64(time.Minute))
}

// Quote adds the fee of the area that the door lies in, the bags and the way.
func (m Mode) Quote(ctx context.Context, q db.Q, d *order.Draft) error {
	d.Packing = d.From.Terms.Packing.MulDiv(d.Pieces, 1)
	if d.To == nil {
		d.Against(order.Problem{Code: order.NoDoor, Line: -1})
		return nil
	}
	areas, err := m.s.stores.Areas(ctx, q, d.From.ID)
	if err != nil {
		return err
	}
	area, fee, ok := store.Reach(areas, d.From.At, d.To.At)
	if !ok || geo.Distance(d.From.At, d.To.At) > mostPlace {
		d.Against(order.Problem{Code: order.TooFar, Line: -1})
		return nil
	}
	d.Fee = fee
	busy, err := load(ctx, q, d.From.City, d.At)
	if err != nil {
		return err
	}
	wait, err := slack(ctx, q, d.From.City, busy)
	if err != nil {
		return err
	}
	d.Takes += Travel(d.From.At, d.To.At) + handling + wait
	if d.Goods.Minor() < area.Minimum.Minor() {
		d.Against(order.Problem{Code: order.UnderLeast, Line: -1, Now: area.Minimum})
	}
	return nil
}
