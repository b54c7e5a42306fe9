package orderapi

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/order"
)

var staffOf = web.For(scope.Owner, scope.Manager, scope.Cashier)

type Board struct {
	Items []Order `json:"items" nullable:"false" doc:"Paid and not over, oldest first."`
}

type boardIn struct {
	Store string `path:"store" maxLength:"40"`
}

type historyIn struct {
	Store string `path:"store" maxLength:"40"`
	page.Ask
}

type moveIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		To   string `json:"to" enum:"accepted,ready,underway,completed"`
		Code string `json:"code,omitempty" maxLength:"10" doc:"What the buyer shows; needed to complete a pick-up."`
		Note string `json:"note,omitempty" maxLength:"100"`
	}
}

type Pieces struct {
	Line int64 `json:"line" minimum:"0"`
	Qty  int64 `json:"qty" minimum:"1" maximum:"999"`
}

type refundIn struct {
	web.Keyed
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Pieces []Pieces      `json:"pieces,omitempty" maxItems:"100" doc:"What was missing or spoilt; or else an amount."`
		Amount *money.Amount `json:"amount,omitempty"`
		Reason string        `json:"reason" minLength:"1" maxLength:"100"`
	}
}

// Console adds what a store's people do with orders.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", "/console/api/stores/{store}/board", "getBoard", staffOf, func(ctx context.Context, in *boardIn) (Board, error) {
		return h.board(ctx, in.Store)
	})
	web.Stream(a, "/console/api/stores/{store}/live", "watchBoard", staffOf, func(ctx context.Context, in *boardIn, _ string, send func(web.Event) error) error {
		return h.Orders.Watch(ctx, in.Store, web.Changes(send, func() (Board, error) { return h.board(ctx, in.Store) }))
	})
	web.Op(a, "GET", "/console/api/stores/{store}/orders", "listStoreOrders", staffOf, func(ctx context.Context, in *historyIn) (page.Of[Head], error) {
		if err := h.ours(ctx, h.DB, in.Store); err != nil {
			return page.Of[Head]{}, err
		}
		p, err := h.Orders.At(ctx, h.DB, in.Store, in.Ask)
		return h.heads(ctx, p, err)
	})
	web.Op(a, "GET", "/console/api/orders/{id}", "getStoreOrder", staffOf, func(ctx context.Context, in *idIn) (Order, error) {
		if err := h.ourOrder(ctx, h.DB, in.ID); err != nil {
			return Order{}, err
		}
		return h.order(ctx, h.DB, in.ID, order.Shop)
	})
	web.Op(a, "POST", "/console/api/orders/{id}/move", "moveOrder", staffOf, web.InTx(h.DB, h.move))
	web.Op(a, "POST", "/console/api/orders/{id}/cancel", "rejectOrder", staffOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *cancelIn) (Order, error) {
		if err := h.ourOrder(ctx, tx, in.ID); err != nil {
			return Order{}, err
		}
		if _, err := h.Orders.Cancel(ctx, tx, in.ID, shop(ctx, ""), in.Body.Reason); err != nil {
			return Order{}, err
		}
		return h.order(ctx, tx, in.ID, order.Shop)
	}))
	web.Op(a, "POST", "/console/api/orders/{id}/refund", "refundOrder", staffOf, web.Once(h.DB, h.refund))
	h.selling(a)
	h.sending(a)
}

func shop(ctx context.Context, note string) order.By {
	return order.By{Actor: order.Shop, Who: scope.From(ctx).User, Note: note}
}

// ours refuses the stores that the caller does not act for.
func (h Surface) ours(ctx context.Context, q db.Q, id string) error {
	_, err := h.Stores.Mine(ctx, q, id)
	return err
}

func (h Surface) ourOrder(ctx context.Context, q db.Q, id string) error {
	o, err := h.Orders.Get(ctx, q, id)
	if err == nil && (!scope.From(ctx).At(o.Merchant, o.Store) || o.PaidAt.IsZero()) {
		err = order.ErrNotFound
	}
	return err
}

func (h Surface) board(ctx context.Context, id string) (Board, error) {
	out := Board{[]Order{}}
	if err := h.ours(ctx, h.DB, id); err != nil {
		return out, err
	}
	list, err := h.Orders.Board(ctx, h.DB, id)
	for _, o := range list {
		w, err := h.order(ctx, h.DB, o.ID, order.Shop)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, err
}

func (h Surface) move(ctx context.Context, tx *db.Tx, in *moveIn) (Order, error) {
	if err := h.ourOrder(ctx, tx, in.ID); err != nil {
		return Order{}, err
	}
	by := shop(ctx, in.Body.Note)
	by.Code = in.Body.Code
	if _, err := h.Orders.Move(ctx, tx, in.ID, order.Status(in.Body.To), by); err != nil {
		return Order{}, err
	}
	return h.order(ctx, tx, in.ID, order.Shop)
}

func (h Surface) refund(ctx context.Context, tx *db.Tx, in *refundIn) (Order, error) {
	if err := h.ourOrder(ctx, tx, in.ID); err != nil {
		return Order{}, err
	}
	var err error
	if in.Body.Amount != nil {
		_, err = h.Orders.Compensate(ctx, tx, in.ID, in.Key, *in.Body.Amount, in.Body.Reason, shop(ctx, ""))
	} else {
		pieces := make([]order.Pieces, len(in.Body.Pieces))
		for i, p := range in.Body.Pieces {
			pieces[i] = order.Pieces(p)
		}
		_, err = h.Orders.Refund(ctx, tx, in.ID, in.Key, pieces, in.Body.Reason, shop(ctx, ""))
	}
	if err != nil {
		return Order{}, err
	}
	return h.order(ctx, tx, in.ID, order.Shop)
}
