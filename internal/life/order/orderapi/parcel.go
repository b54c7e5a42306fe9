package orderapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/order"
)

// Parcel is how an order was sent by post.
type Parcel struct {
	Carrier     string     `json:"carrier"`
	CarrierEN   string     `json:"carrierEn"`
	CarrierCode string     `json:"carrierCode,omitempty" doc:"Absent: none that listCarriers has."`
	Number      string     `json:"number"`
	SentAt      time.Time  `json:"sentAt"`
	Until       *time.Time `json:"until,omitempty" doc:"Then it has come, unless its buyer says so before."`
}

type sendIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Carrier string `json:"carrier" minLength:"1" maxLength:"60" doc:"A code of listCarriers, or a name."`
		Number  string `json:"number" minLength:"1" maxLength:"60" doc:"That the carrier gave the parcel."`
	}
}

// sent adds how an order was sent.
func (h Surface) sent(ctx context.Context, q db.Q, o order.Order, out *Order) error {
	p, ok, err := h.Parcels.Sent(ctx, q, o.ID)
	if err != nil || !ok {
		return err
	}
	out.Parcel = &Parcel{p.Carrier.Name, p.Carrier.NameEN, p.Carrier.Code, p.Number, p.At, nil}
	if !o.Status.Over() {
		out.Parcel.Until = &p.Until
	}
	return nil
}

// sending adds what a store's people do with parcels.
func (h Surface) sending(a *web.API) {
	web.Op(a, "POST", "/console/api/orders/{id}/send", "sendOrder", staffOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *sendIn) (Order, error) {
		if err := h.ourOrder(ctx, tx, in.ID); err != nil {
			return Order{}, err
		}
		if err := h.Parcels.Send(ctx, tx, in.ID, in.Body.Carrier, in.Body.Number, shop(ctx, "")); err != nil {
			return Order{}, err
		}
		return h.order(ctx, tx, in.ID, order.Shop)
	}))
}

// receiving adds what a buyer does with a parcel.
func (h Surface) receiving(a *web.API) {
	web.Op(a, "POST", "/api/orders/{id}/receive", "receiveOrder", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (Order, error) {
		if err := h.mine(ctx, tx, in.ID); err != nil {
			return Order{}, err
		}
		if _, err := h.Orders.Move(ctx, tx, in.ID, order.Completed, order.By{Actor: order.Buyer, Who: scope.From(ctx).User}); err != nil {
			return Order{}, err
		}
		return h.order(ctx, tx, in.ID, order.Buyer)
	}))
}
