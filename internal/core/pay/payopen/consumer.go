package payopen

import (
	"context"

	"livewell/internal/core/pay"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/open/gateway"
)

// ErrOrder says that an order string was refused. Args: code.
var ErrOrder = fault.New(fault.Refused, "payopen.order", "The shop's order cannot be opened.")

// OrderString is what a third-party app handed to the wallet.
type OrderString struct {
	Order string `json:"order" minLength:"10" maxLength:"65536"`
}

type openIn struct{ Body OrderString }

// Page is where to go on in the app.
type Page struct {
	Path string `json:"path" doc:"Page of this app."`
}

type tradeIn struct {
	ID string `path:"id" maxLength:"40"`
}

// Back is where the browser goes after paying.
type Back struct {
	URL string `json:"url,omitempty" doc:"The shop's address with the result, signed; absent where the shop gave none."`
}

// Consumer adds what the cashier pages need of the open API.
func (h *Surface) Consumer(a *web.API, g *gateway.Gateway) {
	me := web.For(scope.Consumer)
	web.Op(a, "POST", "/api/cashier/open", "openOrder", me, func(ctx context.Context, in *openIn) (Page, error) {
		c, err := g.OpenOrder(ctx, in.Body.Order)
		if err != nil {
			return Page{}, ErrOrder.With(map[string]any{"code": err.Error()})
		}
		return Page{c.Path}, nil
	})
	web.Op(a, "GET", "/api/trades/{id}/return", "getTradeReturn", me, func(ctx context.Context, in *tradeIn) (Back, error) {
		t, err := h.Pay.Get(ctx, h.DB, in.ID)
		if err == nil && t.Buyer != scope.From(ctx).User {
			err = pay.ErrNoTrade
		}
		if err != nil {
			return Back{}, err
		}
		to, err := h.ReturnURL(ctx, t)
		return Back{to}, err
	})
}
