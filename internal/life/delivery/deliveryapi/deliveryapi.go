// Package deliveryapi is the rider's page: shift, offers, what to fetch and to
// bring. It holds wire types and mapping, and no rule of the business.
package deliveryapi

import (
	"context"
	"time"

	"livewell/internal/core/address/addressapi"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/delivery"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

var me = web.For(scope.Consumer)

// Surface is the work of riders.
type Surface struct {
	DB       *db.DB
	Delivery *delivery.Service
	Orders   *order.Service
	Stores   *store.Service
}

// Work is an order to fetch and to bring.
type Work struct {
	Order   string              `json:"order"`
	Number  string              `json:"number" doc:"Called in the store."`
	Store   string              `json:"store"`
	Address string              `json:"address" doc:"Of the store."`
	From    geo.Point           `json:"from"`
	To      *addressapi.Address `json:"to,omitempty" doc:"The door. Before the offer is accepted only its place is told."`
	Door    geo.Point           `json:"door"`
	Note    string              `json:"note,omitempty"`
	Pieces  int64               `json:"pieces"`
	Status  string              `json:"status" enum:"offered,taken,carried,done"`
	Made    bool                `json:"made" doc:"The store has it ready."`
	MadeAt  time.Time           `json:"madeAt" doc:"When it is ready, as far as is known."`
	DueAt   *time.Time          `json:"dueAt,omitempty"`
	Fee     money.Amount        `json:"fee"`
	EndedAt *time.Time          `json:"endedAt,omitempty"`
}

type Offer struct {
	ID      string       `json:"id"`
	Fee     money.Amount `json:"fee"`
	Metres  int64        `json:"metres" doc:"Of the whole trip, as the crow flies."`
	Expires time.Time    `json:"expires"`
	Work    []Work       `json:"work" nullable:"false"`
}

// Rider is the page of somebody's shift.
type Rider struct {
	On     bool         `json:"on"`
	Until  *time.Time   `json:"until,omitempty"`
	City   string       `json:"city,omitempty"`
	At     *geo.Point   `json:"at,omitempty"`
	Offer  *Offer       `json:"offer,omitempty"`
	Work   []Work       `json:"work" nullable:"false" doc:"Taken and not brought yet, in the sequence of the stops."`
	Earned money.Amount `json:"earned" doc:"Today."`
}

type History struct {
	Items []Work `json:"items" nullable:"false" doc:"Brought, the last first."`
}

type shiftIn struct {
	Body struct {
		City    string    `json:"city" maxLength:"20"`
		Minutes int64     `json:"minutes" minimum:"15" maximum:"960"`
		At      geo.Point `json:"at"`
	}
}

type placeIn struct {
	Body geo.Point
}

type offerIn struct {
	ID string `path:"id" maxLength:"40"`
}

type pickUpIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"10" doc:"On the ticket of the order, at the store."`
	}
}

type deliverIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Code  string `json:"code,omitempty" maxLength:"10" doc:"That the buyer shows."`
		Photo []byte `json:"photo,omitempty" maxLength:"210000" doc:"JPEG of at most 150 kB, base64; where nobody is at the door."`
	}
}

// Consumer adds the operations.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/rider", "getRider", me, func(ctx context.Context, _ *struct{}) (Rider, error) { return h.rider(ctx, h.DB) })
	web.Op(a, "PUT", "/api/rider/shift", "startShift", me, then(h, func(ctx context.Context, tx *db.Tx, in *shiftIn) error {
		_, err := h.Delivery.On(ctx, tx, scope.From(ctx).User, in.Body.City, time.Duration(in.Body.Minutes)*time.Minute, in.Body.At)
		return err
	}))
	web.Op(a, "DELETE", "/api/rider/shift", "endShift", me, then(h, func(ctx context.Context, tx *db.Tx, _ *struct{}) error {
		return h.Delivery.Off(ctx, tx, scope.From(ctx).User)
	}))
	web.Op(a, "PUT", "/api/rider/position", "tellPosition", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *placeIn) (web.Done, error) {
		return web.Done{}, h.Delivery.Position(ctx, tx, scope.From(ctx).User, in.Body)
	}))
	web.Op(a, "POST", "/api/rider/offers/{id}/accept", "acceptOffer", me, then(h, func(ctx context.Context, tx *db.Tx, in *offerIn) error {
		return h.Delivery.Accept(ctx, tx, scope.From(ctx).User, in.ID)
	}))
	web.Op(a, "POST", "/api/rider/offers/{id}/decline", "declineOffer", me, then(h, func(ctx context.Context, tx *db.Tx, in *offerIn) error {
		return h.Delivery.Decline(ctx, tx, scope.From(ctx).User, in.ID)
	}))
	web.Op(a, "POST", "/api/rider/orders/{id}/pickup", "pickUpOrder", me, then(h, func(ctx context.Context, tx *db.Tx, in *pickUpIn) error {
		return h.Delivery.PickUp(ctx, tx, scope.From(ctx).User, in.ID, in.Body.Code)
	}))
	web.Op(a, "POST", "/api/rider/orders/{id}/deliver", "deliverOrder", me, then(h, func(ctx context.Context, tx *db.Tx, in *deliverIn) error {
		return h.Delivery.Bring(ctx, tx, scope.From(ctx).User, in.ID, delivery.Proof{Code: in.Body.Code, Photo: in.Body.Photo})
	}))
	web.Op(a, "GET", "/api/rider/history", "listDeliveries", me, h.history)
	web.Stream(a, "/api/rider/live", "watchRider", me, func(ctx context.Context, _ *struct{}, _ string, send func(web.Event) error) error {
		return h.Delivery.Watch(ctx, scope.From(ctx).User, web.Changes(send, func() (Rider, error) { return h.rider(ctx, h.DB) }))
	})
}

// then does something in a transaction and answers with the rider's page.
func then[In any](h Surface, fn func(context.Context, *db.Tx, *In) error) func(context.Context, *In) (Rider, error) {
	return web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *In) (Rider, error) {
		if err := fn(ctx, tx, in); err != nil {
			return Rider{}, err
		}
		return h.rider(ctx, tx)
	})
}

func (h Surface) rider(ctx context.Context, q db.Q) (Rider, error) {
	me := scope.From(ctx).User
	now := h.DB.Now()
	out := Rider{Work: []Work{}}
	r, err := h.Delivery.Get(ctx, q, me)
	if err != nil {
		return out, err
	}
	if out.Earned, err = h.Delivery.Earned(ctx, q, me, calendar.Start(now)); err != nil {
		return out, err
	}
	if now.Before(r.OnUntil) {
		out.On, out.Until, out.City, out.At = true, &r.OnUntil, r.City, &r.At
	}
	tasks, err := h.Delivery.Tasks(ctx, q, me)
	if err != nil {
		return out, err
	}
	for _, t := range tasks {
		w, err := h.work(ctx, q, t, true)
		if err != nil {
			return out, err
		}
		out.Work = append(out.Work, w)
	}
	o, ok, err := h.Delivery.Offered(ctx, q, me)
	if err != nil || !ok {
		return out, err
	}
	out.Offer = &Offer{o.ID, o.Fee, o.Metres, o.Expires, []Work{}}
	for _, head := range o.Orders {
		t, err := h.Delivery.Task(ctx, q, head)
		if err != nil {
			return out, err
		}
		w, err := h.work(ctx, q, t, false)
		if err != nil {
			return out, err
		}
		out.Offer.Work = append(out.Offer.Work, w)
	}
	return out, nil
}

// work tells of a task. Who lives at the door is told to its rider alone, and
// not any more when it is over.
func (h Surface) work(ctx context.Context, q db.Q, t delivery.Task, mine bool) (Work, error) {
	o, err := h.Orders.WithDoor(ctx, q, t.Order)
	if err != nil {
		return Work{}, err
	}
	s, err := h.Stores.Get(ctx, q, t.Store)
	if err != nil {
		return Work{}, err
	}
	w := Work{
		Order: t.Order, Number: o.Number, Store: s.Name, Address: s.Address, From: s.At, Pieces: o.Pieces, Status: string(t.Status),
		Made: !o.ReadyAt.IsZero(), MadeAt: t.MadeAt, Fee: t.Fee,
	}
	if !o.DueAt.IsZero() {
		w.DueAt = &o.DueAt
	}
	if !t.Ended.IsZero() {
		w.EndedAt = &t.Ended
	}
	if o.To == nil || !t.Ended.IsZero() {
		return w, nil
	}
	w.Door = o.To.At
	if mine {
		to := addressapi.Wire(*o.To)
		w.To, w.Note = &to, o.Note
	}
	return w, nil
}

func (h Surface) history(ctx context.Context, _ *struct{}) (History, error) {
	out := History{[]Work{}}
	tasks, err := h.Delivery.History(ctx, h.DB, scope.From(ctx).User)
	for _, t := range tasks {
		w, err := h.work(ctx, h.DB, t, false)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, err
}
